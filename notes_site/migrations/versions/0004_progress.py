"""Sums over a whole history from indexes alone, and when an answered question had been due

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

HISTORY = ("user_id", "question_id", "voided_at", "id", "score")
DAYS = ("user_id", "voided_at", "study_day", "confidence", "score", "expected_recall", "due_on")


def upgrade() -> None:
    op.add_column("answer", sa.Column("due_on", sa.Date(), nullable=True))
    op.drop_index("ix_answer_user_id_question_id", "answer")
    op.create_index("ix_answer_user_id_question_id_voided_at_id_score", "answer", list(HISTORY))
    op.create_index("ix_answer_days", "answer", list(DAYS))


def downgrade() -> None:
    op.drop_index("ix_answer_days", "answer")
    op.drop_index("ix_answer_user_id_question_id_voided_at_id_score", "answer")
    op.create_index("ix_answer_user_id_question_id", "answer", ["user_id", "question_id"])
    with op.batch_alter_table("answer") as batch:
        batch.drop_column("due_on")
