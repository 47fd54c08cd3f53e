"""Programs that are signed in, and the tokens that readers make for them

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "sign_in", sa.Column("kind", sa.String(), nullable=False, server_default="browser")
    )
    op.add_column("sign_in", sa.Column("scopes", sa.String(), nullable=False, server_default=""))
    op.add_column("sign_in", sa.Column("refresh_hash", sa.String(), nullable=True))
    op.add_column("sign_in", sa.Column("expires_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    """What isn't a browser goes: older code would take it for one."""
    op.execute("DELETE FROM sign_in WHERE kind <> 'browser'")
    with op.batch_alter_table("sign_in") as batch:
        for column in ("kind", "scopes", "refresh_hash", "expires_at"):
            batch.drop_column(column)
