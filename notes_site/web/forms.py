"""The forms of the site. What only the store can know (a taken name) is said by the view."""

from zoneinfo import available_timezones

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)
from wtforms.widgets import CheckboxInput, ListWidget

from notes_site.store.notes.flags import LONGEST_FLAG
from notes_site.store.notes.marks import LONGEST_NOTE
from notes_site.store.people.invitations import MOST_DAYS, MOST_USES
from notes_site.store.people.passwords import LONGEST, SHORTEST, password_mistake
from notes_site.store.people.users import username_mistake
from notes_site.study.content.asked.words import LEVELS
from notes_site.study.practice.selection import MODES
from notes_site.study.practice.timed import PLANS
from notes_site.study.progress.today import TODAY

TIME_ZONES = sorted(name for name in available_timezones() if "/" in name or name == "UTC")
RECALLS = ("0.8", "0.85", "0.9", "0.95")
MOST_A_DAY = 500
QUIZ_LENGTHS = (5, 10, 20, 40)
DEFAULT_LENGTH = 10
LONGEST_QUERY = 200
LONGEST_COUNT = 9
"""Digits of a number that a form takes."""
LONGEST_TYPED = {"note": LONGEST_NOTE, "flag": LONGEST_FLAG, "query": LONGEST_QUERY}
"""Characters that fields take which are no WTForms; templates know it as `longest`."""
NAME_FIELD = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}


class LoginForm(FlaskForm):
    username = StringField(
        "Username", [InputRequired("Enter your username."), Length(max=64)], render_kw=NAME_FIELD
    )
    password = PasswordField(
        "Password",
        [InputRequired("Enter your password."), Length(max=LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


class RegisterForm(FlaskForm):
    username = StringField(
        "Username",
        [InputRequired("Choose a username.")],
        description="3 to 32 letters, digits, dots, hyphens or underscores.",
        render_kw=NAME_FIELD,
    )
    password = PasswordField(
        "Password",
        [InputRequired("Choose a password.")],
        description=f"At least {SHORTEST} characters. A few unrelated words are easy to remember.",
        render_kw={"autocomplete": "new-password"},
    )
    next = HiddenField()
    time_zone = HiddenField()
    trial = HiddenField()
    """What was answered in the trial, signed (web.practice.trial_answers)."""
    keeps_trial = BooleanField("Count what I answered just now as my first answers")

    def validate_username(self, field: StringField) -> None:
        if mistake := username_mistake(field.data):
            raise ValidationError(mistake)

    def validate_password(self, field: PasswordField) -> None:
        if mistake := password_mistake(field.data, self.username.data or ""):
            raise ValidationError(mistake)


class NewPasswordForm(FlaskForm):
    """The password alone, where a link says whose; the view knows the name to compare it with."""

    new_password = PasswordField(
        "New password",
        [InputRequired("Choose a new password.")],
        description=f"At least {SHORTEST} characters. A few unrelated words are easy to remember.",
        render_kw={"autocomplete": "new-password"},
    )


class CountField(IntegerField):
    """A small whole number; WTForms itself can't compare one that no float holds."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist and len(valuelist[0]) > LONGEST_COUNT:
            raise ValueError("Enter a smaller number.")
        super().process_formdata(valuelist)


class InvitationForm(FlaskForm):
    """How long an invitation holds, and for how many accounts."""

    days = CountField(
        "Days it holds",
        [
            InputRequired("Enter a number."),
            NumberRange(1, MOST_DAYS, f"Enter a number from 1 to {MOST_DAYS}."),
        ],
        default=7,
    )
    uses = CountField(
        "Accounts it is good for",
        [
            InputRequired("Enter a number."),
            NumberRange(1, MOST_USES, f"Enter a number from 1 to {MOST_USES}."),
        ],
        default=1,
    )


class SettingsForm(FlaskForm):
    """How a reader wants to study."""

    time_zone = SelectField(
        "Time zone",
        choices=[SelectChoice(name, name.replace("_", " ")) for name in TIME_ZONES],
        description="Your day starts at 04:00 there.",
    )
    daily_cap = CountField(
        "Questions a day, at most",
        [
            InputRequired("Enter a number."),
            NumberRange(1, MOST_A_DAY, f"Enter a number from 1 to {MOST_A_DAY}."),
        ],
        description="When more fall due, those nearest to being forgotten come first.",
    )
    wanted_recall = SelectField(
        "Recall to aim for",
        choices=[SelectChoice(value, f"{float(value):.0%}") for value in RECALLS],
        description="More means that questions come back sooner. 90% suits most people.",
    )
    interview_on = DateField(
        "Day of the interview",
        [Optional()],
        description="Leave it empty if there is none yet.",
    )


class InterviewDayForm(FlaskForm):
    """The one question after registering; where to go on to is carried along."""

    interview_on = DateField("Day of the interview", [Optional()])
    next = HiddenField()


class DailyCapForm(FlaskForm):
    daily_cap = CountField(validators=[InputRequired(), NumberRange(1, MOST_A_DAY)])
    next = HiddenField()


WENT = {"well": "Well", "so-so": "So-so", "badly": "Badly"}


class OutcomeForm(FlaskForm):
    """What is asked after the day of an interview; nothing of it has to be answered."""

    went = RadioField(
        "How did it go?",
        [Optional()],
        choices=[SelectChoice(value, words) for value, words in WENT.items()],
    )
    note = TextAreaField(
        "What were you asked?",
        [Length(max=LONGEST_NOTE)],
        description="Kept under Account, and only you see it.",
        render_kw={"rows": 3, "maxlength": LONGEST_NOTE},
    )
    next_on = DateField(
        "Day of the next one", [Optional()], description="Leave it empty if there is none yet."
    )


DIFFICULTIES = {number: word.capitalize() for number, word in LEVELS.items()}


class ChecklistField(SelectMultipleField):
    """Boxes to tick; none ticked means all."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PracticeForm(FlaskForm):
    """The way to practise, which questions (none chosen: all of them), how many of them."""

    mode = SelectField(
        "Way",
        choices=[
            SelectChoice(TODAY, "Today"),
            *(SelectChoice(mode.name, mode.title) for mode in MODES.values()),
        ],
        default="mix",
    )
    topics = ChecklistField("Topics")
    tags = ChecklistField("Tags")
    difficulties = ChecklistField(
        "Level",
        choices=[SelectChoice(level, name) for level, name in DIFFICULTIES.items()],
        coerce=int,
    )
    sections = SelectMultipleField("Sections", choices=[], validate_choice=False)
    questions = SelectMultipleField("Single questions", choices=[], validate_choice=False)
    essentials = BooleanField("Only the essentials: what interviewers ask always or often")
    length = CountField(
        "Questions",
        [InputRequired("Choose how many questions."), NumberRange(1, max(QUIZ_LENGTHS))],
        default=DEFAULT_LENGTH,
    )


class TimedQuizForm(FlaskForm):
    """Which timed quiz, and which topics (none chosen: all of them)."""

    plan = SelectField("Kind", choices=[*PLANS], default="interview-30")
    topics = SelectMultipleField(
        "Topics", widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
