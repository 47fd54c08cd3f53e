"""Mock interviews and exams: until when a sitting runs, and when it was finished

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("quiz", sa.Column("deadline_at", sa.DateTime(), nullable=True))
    op.add_column("quiz", sa.Column("finished_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("quiz") as batch:
        batch.drop_column("finished_at")
        batch.drop_column("deadline_at")
