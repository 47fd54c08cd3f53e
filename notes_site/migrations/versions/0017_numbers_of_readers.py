"""Readers' numbers, none of which is given twice

SQLite gives the number of the newest row, once that is deleted, to the next: somebody else would
find what a browser or a log still holds under it.

Revision ID: 0017
Revises: 0016
"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _rebuild(is_counting=True)


def downgrade() -> None:
    _rebuild(is_counting=False)


def _rebuild(*, is_counting: bool) -> None:
    """Copy the table; SQLite knows no other way to change how its numbers are drawn.

    PostgreSQL draws them from a sequence, which never goes back.
    """
    if op.get_bind().dialect.name == "postgresql":
        return
    with op.batch_alter_table(
        "user", recreate="always", table_kwargs={"sqlite_autoincrement": is_counting}
    ):
        pass
