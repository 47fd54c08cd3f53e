from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField, SubmitField
from wtforms.validators import DataRequired, Length

from bookings.models import LONGEST_NAME


def strip(text):
    return text and text.strip()


class BookingForm(FlaskForm):
    name = StringField(
        "For whom", filters=[strip], validators=[DataRequired(), Length(max=LONGEST_NAME)]
    )
    book = SubmitField("Book it")


class LoginForm(FlaskForm):
    username = StringField("Name", validators=[DataRequired(), Length(max=LONGEST_NAME)])
    password = PasswordField("Password", validators=[DataRequired(), Length(max=200)])
    sign_in = SubmitField("Sign in")


class CancelForm(FlaskForm):
    """Nothing but a button, and the token that says whose page it stood on."""

    cancel = SubmitField("Cancel the booking")
