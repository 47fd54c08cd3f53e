"""Drafts: what was chosen and typed on a question and not sent yet

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("quiz_question", sa.Column("draft", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("quiz_question") as batch:
        batch.drop_column("draft")
