"""A stamp for each reader, which changes with what their memory is read from

Revision ID: 0010
Revises: 0009
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "user", sa.Column("memory_stamp", sa.BigInteger(), nullable=False, server_default="0")
    )
    connection = op.get_bind()
    for user_id in connection.execute(sa.text('SELECT id FROM "user"')).scalars().all():
        connection.execute(
            sa.text('UPDATE "user" SET memory_stamp = :drawn WHERE id = :user_id'),
            {"drawn": secrets.randbits(63), "user_id": user_id},
        )


def downgrade() -> None:
    with op.batch_alter_table("user") as batch:
        batch.drop_column("memory_stamp")
