"""Accounts. It only adds: bookings of before have nobody, and stay."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(80), nullable=False),
        sa.Column("password_hash", sa.String(255), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_user"),
        sa.UniqueConstraint("username", name="uq_user_username"),
        sa.UniqueConstraint("token_hash", name="uq_user_token_hash"),
    )
    with op.batch_alter_table("booking") as table:
        table.add_column(sa.Column("user_id", sa.Integer(), nullable=True))
        table.create_foreign_key("fk_booking_user_id_user", "user", ["user_id"], ["id"])
        table.create_index("ix_booking_user_id", ["user_id"])


def downgrade():
    with op.batch_alter_table("booking") as table:
        table.drop_index("ix_booking_user_id")
        table.drop_constraint("fk_booking_user_id_user", type_="foreignkey")
        table.drop_column("user_id")
    op.drop_table("user")
