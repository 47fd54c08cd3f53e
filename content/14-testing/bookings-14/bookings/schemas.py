"""What the API takes and gives. A field that nobody named is refused."""

from marshmallow import Schema, fields, validate

from bookings.models import LONGEST_NAME

MOST_SLOTS = 100


class SlotQuery(Schema):
    after = fields.Integer(load_default=0, validate=validate.Range(min=0))
    limit = fields.Integer(load_default=20, validate=validate.Range(min=1, max=MOST_SLOTS))


class SlotOut(Schema):
    id = fields.Integer()
    room = fields.String()
    starts_at = fields.DateTime(format="iso")
    is_free = fields.Boolean()


class BookingIn(Schema):
    """`name` is for whom; without it, for who asks."""

    name = fields.String(validate=validate.Length(min=1, max=LONGEST_NAME))


class BookingOut(Schema):
    slot_id = fields.Integer()
    name = fields.String()
