"""Sums kept with cards and study days, filled from the answers there are

Revision ID: 0005
Revises: 0004
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SUMS: dict[str, sa.types.TypeEngine[Any]] = {
    "answered": sa.Integer(),
    "points": sa.Double(),
    "last_answered_at": sa.DateTime(),
    "right_in_a_row": sa.Integer(),
    "is_confidently_wrong": sa.Boolean(),
}
COUNTS = ("guessed", "guessed_right", "fairly_sure", "fairly_sure_right", "sure", "sure_right")
SURE = 3

COUNT_DAYS = """
    INSERT INTO study_day
    SELECT user_id, study_day, count(*), count(*) FILTER (WHERE due_on <= study_day),
           count(expected_recall),
           count(*) FILTER (WHERE expected_recall IS NOT NULL AND score >= 1),
           round(coalesce(sum(expected_recall), 0.0), 9), min(due_on),
           count(*) FILTER (WHERE confidence = 1),
           count(*) FILTER (WHERE confidence = 1 AND score >= 1),
           count(*) FILTER (WHERE confidence = 2),
           count(*) FILTER (WHERE confidence = 2 AND score >= 1),
           count(*) FILTER (WHERE confidence = 3),
           count(*) FILTER (WHERE confidence = 3 AND score >= 1)
    FROM answer WHERE voided_at IS NULL GROUP BY user_id, study_day
"""
ANSWERS = """
    SELECT user_id, question_id, score, confidence, answered_at
    FROM answer WHERE voided_at IS NULL ORDER BY user_id, question_id, id
"""
SAVE = """
    UPDATE card SET answered = :answered, points = :points, last_answered_at = :last_answered_at,
                    right_in_a_row = :right_in_a_row, is_confidently_wrong = :is_confidently_wrong
    WHERE user_id = :user_id AND question_id = :question_id
"""


def upgrade() -> None:
    op.create_table(
        "study_day",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("was_due", sa.Integer(), nullable=False),
        sa.Column("predicted", sa.Integer(), nullable=False),
        sa.Column("predicted_right", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Double(), nullable=False),
        sa.Column("earliest_due_on", sa.Date(), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name="fk_study_day_user_id_user", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "day", name="pk_study_day"),
    )
    with op.batch_alter_table("card") as batch:
        for name, kind in SUMS.items():
            batch.add_column(sa.Column(name, kind, nullable=True))
    connection = op.get_bind()
    connection.execute(sa.text(COUNT_DAYS))
    if sums := list(_sums(connection)):
        connection.execute(sa.text(SAVE), sums)
    with op.batch_alter_table("card") as batch:
        for name in SUMS:
            batch.alter_column(name, nullable=False)
    op.drop_index("ix_answer_user_id_question_id_voided_at_id_score", "answer")
    op.create_index("ix_answer_user_id_question_id", "answer", ["user_id", "question_id"])


def _sums(connection: sa.Connection) -> Iterator[dict[str, object]]:
    """Sum up the answers of each reader to each question, oldest first."""
    rows = connection.execute(sa.text(ANSWERS))
    for (user_id, question_id), answers in groupby(rows, key=lambda row: row[:2]):
        answered, points, in_a_row, row = 0, 0.0, 0, None
        for row in answers:
            answered, points = answered + 1, points + row.score
            in_a_row = in_a_row + 1 if row.score >= 1 else 0
        if row is not None:
            yield {
                "user_id": user_id,
                "question_id": question_id,
                "answered": answered,
                "points": points,
                "last_answered_at": row.answered_at,
                "right_in_a_row": in_a_row,
                "is_confidently_wrong": row.confidence == SURE and row.score < 1,
            }


def downgrade() -> None:
    op.drop_index("ix_answer_user_id_question_id", "answer")
    op.create_index(
        "ix_answer_user_id_question_id_voided_at_id_score",
        "answer",
        ["user_id", "question_id", "voided_at", "id", "score"],
    )
    with op.batch_alter_table("card") as batch:
        for name in SUMS:
            batch.drop_column(name)
    op.drop_table("study_day")
