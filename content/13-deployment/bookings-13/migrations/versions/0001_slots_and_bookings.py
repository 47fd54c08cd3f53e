"""Slots and bookings."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room", sa.String(80), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_slot"),
        sa.UniqueConstraint("room", "starts_at", name="uq_slot_room_starts_at"),
    )
    op.create_table(
        "booking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_booking"),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name="fk_booking_slot_id_slot"),
        sa.UniqueConstraint("slot_id", name="uq_booking_slot_id"),
    )


def downgrade():
    op.drop_table("booking")
    op.drop_table("slot")
