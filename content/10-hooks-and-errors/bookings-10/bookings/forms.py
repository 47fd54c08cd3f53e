from flask_wtf import FlaskForm
from wtforms import StringField, SubmitField
from wtforms.validators import DataRequired, Length

from bookings.models import LONGEST_NAME


def strip(text):
    return text and text.strip()


class BookingForm(FlaskForm):
    name = StringField(
        "Your name", filters=[strip], validators=[DataRequired(), Length(max=LONGEST_NAME)]
    )
    book = SubmitField("Book it")


class CancelForm(FlaskForm):
    """Nothing but a button, and the token that says whose page it stood on."""

    cancel = SubmitField("Cancel the booking")
