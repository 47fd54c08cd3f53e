"""Renamed questions, regraded answers, and the versions of questions seen

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

RENAMED = ("answer", "quiz_question", "flag")


def upgrade() -> None:
    for table in RENAMED:
        op.add_column(table, sa.Column("asked_as", sa.String(), nullable=True))
    op.add_column("answer", sa.Column("corrects_id", sa.Integer(), nullable=True))
    op.create_table(
        "rename",
        sa.Column("old_id", sa.String(), nullable=False),
        sa.Column("new_id", sa.String(), nullable=False),
        sa.Column("is_applied", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("old_id", "new_id", name="pk_rename"),
    )
    op.create_table(
        "question_version",
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("offered", sa.String(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("question_id", "content_hash", name="pk_question_version"),
    )
    op.create_table(
        "correction",
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name="fk_correction_answer_id_answer", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name="fk_correction_user_id_user", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("answer_id", name="pk_correction"),
    )
    op.create_index("ix_correction_user_id", "correction", ["user_id"])


def downgrade() -> None:
    for table in ("correction", "question_version", "rename"):
        op.drop_table(table)
    for table in RENAMED:
        rows = sa.table(table, sa.column("question_id"), sa.column("asked_as"))
        written_as = sa.func.coalesce(rows.c.asked_as, rows.c.question_id)
        op.execute(rows.update().values(question_id=written_as))
        with op.batch_alter_table(table) as batch:
            batch.drop_column("asked_as")
    with op.batch_alter_table("answer") as batch:
        batch.drop_column("corrects_id")
