"""What was written before a model answer was shown, and when that was

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("quiz_question", sa.Column("written", sa.String(), nullable=True))
    op.add_column("quiz_question", sa.Column("shown_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("quiz_question") as batch:
        batch.drop_column("shown_at")
        batch.drop_column("written")
