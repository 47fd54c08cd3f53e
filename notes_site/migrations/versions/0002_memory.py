"""A memory of each reader: cards, confidence, hints, undo, settings

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("user") as batch:
        batch.add_column(sa.Column("time_zone", sa.String(), server_default="UTC", nullable=False))
        batch.add_column(
            sa.Column("wanted_recall", sa.Double(), server_default="0.9", nullable=False)
        )
        batch.add_column(sa.Column("daily_cap", sa.Integer(), server_default="60", nullable=False))
        batch.add_column(sa.Column("interview_on", sa.Date(), nullable=True))
    with op.batch_alter_table("quiz") as batch:
        batch.add_column(sa.Column("mode", sa.String(), server_default="mix", nullable=False))
    with op.batch_alter_table("quiz_question") as batch:
        batch.add_column(
            sa.Column("is_hinted", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    with op.batch_alter_table("answer") as batch:
        batch.add_column(sa.Column("revision", sa.Integer(), server_default="1", nullable=False))
        batch.add_column(sa.Column("confidence", sa.Integer(), nullable=True))
        batch.add_column(
            sa.Column("is_hinted", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch.add_column(sa.Column("expected_recall", sa.Double(), nullable=True))
        batch.add_column(sa.Column("study_day", sa.Date(), nullable=True))
        batch.add_column(sa.Column("voided_at", sa.DateTime(), nullable=True))
        batch.drop_constraint("uq_answer_quiz_id_position", type_="unique")
    # A day of a reader starts at 04:00; until now every reader was in UTC.
    op.execute("UPDATE answer SET study_day = date(answered_at, '-4 hours')")
    with op.batch_alter_table("answer") as batch:
        batch.alter_column("study_day", nullable=False)
    op.create_index(
        "uq_answer_quiz_id_position",
        "answer",
        ["quiz_id", "position"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "card",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("stability", sa.Double(), nullable=False),
        sa.Column("difficulty", sa.Double(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reviews", sa.Integer(), nullable=False),
        sa.Column("lapses", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name="fk_card_user_id_user", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "question_id", name="pk_card"),
    )
    op.create_index("ix_card_user_id_due_on", "card", ["user_id", "due_on"])


def downgrade() -> None:
    op.drop_table("card")
    op.drop_index("uq_answer_quiz_id_position", "answer")
    op.execute("DELETE FROM answer WHERE voided_at IS NOT NULL")
    with op.batch_alter_table("answer") as batch:
        for column in (
            "revision",
            "confidence",
            "is_hinted",
            "expected_recall",
            "study_day",
            "voided_at",
        ):
            batch.drop_column(column)
        batch.create_unique_constraint("uq_answer_quiz_id_position", ["quiz_id", "position"])
    with op.batch_alter_table("quiz_question") as batch:
        batch.drop_column("is_hinted")
    with op.batch_alter_table("quiz") as batch:
        batch.drop_column("mode")
    with op.batch_alter_table("user") as batch:
        for column in ("time_zone", "wanted_recall", "daily_cap", "interview_on"):
            batch.drop_column(column)
