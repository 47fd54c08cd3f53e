"""When a program was given its refresh token, and what it followed from

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sign_in", sa.Column("refresh_salt", sa.String(), nullable=True))
    op.add_column("sign_in", sa.Column("refreshed_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("sign_in") as batch:
        for column in ("refresh_salt", "refreshed_at"):
            batch.drop_column(column)
