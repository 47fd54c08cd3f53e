"""Courses: a reader has a row of their own in each of several

Revision ID: 0023
Revises: 0022
"""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

FOREIGN_KEY = "fk_user_account_id_user"
INDEX = "uq_user_account_id_course"


def upgrade() -> None:
    with _change() as batch:
        batch.add_column(sa.Column("account_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("course", sa.String(), server_default="", nullable=False))
        batch.create_foreign_key(FOREIGN_KEY, "user", ["account_id"], ["id"], ondelete="CASCADE")
        batch.create_index(INDEX, ["account_id", "course"], unique=True)


def downgrade() -> None:
    """Take the columns back; rows of readers in courses stay, and nobody signs in as one."""
    with _change() as batch:
        batch.drop_index(INDEX)
        batch.drop_constraint(FOREIGN_KEY, type_="foreignkey")
        batch.drop_column("course")
        batch.drop_column("account_id")


@contextmanager
def _change() -> Iterator[BatchOperations]:
    """Change the table of readers; SQLite copies it, and forgets which numbers were given."""
    connection = op.get_bind()
    is_file = connection.dialect.name == "sqlite"
    given = 0
    if is_file:
        asked = sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'user'")
        given = connection.execute(asked).scalar() or 0
    with op.batch_alter_table("user", table_kwargs={"sqlite_autoincrement": True}) as batch:
        yield batch
    if is_file and given:
        connection.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = 'user'"))
        again = sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES ('user', :given)")
        connection.execute(again, {"given": given})
