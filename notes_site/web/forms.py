"""The forms of the site. What only the store can know (a taken name) is said by the view."""

from typing import Any
from zoneinfo import available_timezones

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
from notes_site.study.practice.selection import MODES
from notes_site.study.practice.timed import PLANS
from notes_site.study.progress.today import TODAY
from notes_site.web.languages.catalogues import languages, own_name, tag_of
from notes_site.web.languages.cldr import percent
from notes_site.web.languages.forms import SpokenForm
from notes_site.words import N_, _, later, later_in

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
FROM_TO = later("Enter a number from %(min)s to %(max)s.")
NAME_FIELD = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}


class LoginForm(SpokenForm):
    username = StringField(
        later("Username"),
        [InputRequired(later("Enter your username.")), Length(max=64)],
        render_kw=NAME_FIELD,
    )
    password = PasswordField(
        later("Password"),
        [InputRequired(later("Enter your password.")), Length(max=LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


class RegisterForm(SpokenForm):
    username = StringField(
        later("Username"),
        [InputRequired(later("Choose a username."))],
        description=later("3 to 32 letters, digits, dots, hyphens or underscores."),
        render_kw=NAME_FIELD,
    )
    password = PasswordField(
        later("Password"),
        [InputRequired(later("Choose a password."))],
        description=later(
            "At least %(shortest)s characters. A few unrelated words are easy to remember.",
            shortest=SHORTEST,
        ),
        render_kw={"autocomplete": "new-password"},
    )
    next = HiddenField()
    time_zone = HiddenField()
    trial = HiddenField()
    """What was answered in the trial, signed (web.practice.trial_answers)."""
    keeps_trial = BooleanField(later("Count what I answered just now as my first answers"))

    def validate_username(self, field: StringField) -> None:
        if mistake := username_mistake(field.data):
            raise ValidationError(mistake)

    def validate_password(self, field: PasswordField) -> None:
        if mistake := password_mistake(field.data, self.username.data or ""):
            raise ValidationError(mistake)


class NewPasswordForm(SpokenForm):
    """The password alone, where a link says whose; the view knows the name to compare it with."""

    new_password = PasswordField(
        later("New password"),
        [InputRequired(later("Choose a new password."))],
        description=later(
            "At least %(shortest)s characters. A few unrelated words are easy to remember.",
            shortest=SHORTEST,
        ),
        render_kw={"autocomplete": "new-password"},
    )


class CountField(IntegerField):
    """A small whole number; WTForms itself can't compare one that no float holds."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist and len(valuelist[0]) > LONGEST_COUNT:
            raise ValueError(_("Enter a smaller number."))
        super().process_formdata(valuelist)


class InvitationForm(SpokenForm):
    """How long an invitation holds, and for how many accounts."""

    days = CountField(
        later("Days it holds"),
        [
            InputRequired(later("Enter a number.")),
            NumberRange(1, MOST_DAYS, FROM_TO),
        ],
        default=7,
    )
    uses = CountField(
        later("Accounts it is good for"),
        [
            InputRequired(later("Enter a number.")),
            NumberRange(1, MOST_USES, FROM_TO),
        ],
        default=1,
    )


class SettingsForm(SpokenForm):
    """How a reader wants to study."""

    time_zone = SelectField(
        later("Time zone"),
        choices=[SelectChoice(name, name.replace("_", " ")) for name in TIME_ZONES],
        description=later("Your day starts at 04:00 there."),
    )
    daily_cap = CountField(
        later("Questions a day, at most"),
        [
            InputRequired(later("Enter a number.")),
            NumberRange(1, MOST_A_DAY, FROM_TO),
        ],
        description=later("When more fall due, those nearest to being forgotten come first."),
    )
    wanted_recall = SelectField(
        later("Recall to aim for"),
        description=later("More means that questions come back sooner. 90%% suits most people."),
    )
    interview_on = DateField(
        later("Day of the interview"),
        [Optional()],
        description=later("Leave it empty if there is none yet."),
    )
    language = SelectField(
        later("Language"),
        default="",
        description=later("Of buttons and messages; what you study stays as it was written."),
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.wanted_recall.choices = [
            SelectChoice(value, percent(float(value))) for value in RECALLS
        ]
        self.language.choices = [SelectChoice("", later("The language of the course"))]
        self.language.choices += [
            SelectChoice(one, own_name(one), {"lang": tag_of(one)}) for one in languages()
        ]
        if len(languages()) == 1:
            del self.language


class InterviewDayForm(SpokenForm):
    """The one question after registering; where to go on to is carried along."""

    interview_on = DateField(later("Day of the interview"), [Optional()])
    next = HiddenField()


class DailyCapForm(SpokenForm):
    daily_cap = CountField(validators=[InputRequired(), NumberRange(1, MOST_A_DAY)])
    next = HiddenField()


IN_WORDS = (N_("well"), N_("so-so"), N_("badly"))
"""How an interview went as it is stored, and said in a sentence."""
WENT = {"well": later("Well"), "so-so": later("So-so"), "badly": later("Badly")}


class OutcomeForm(SpokenForm):
    """What is asked after the day of an interview; nothing of it has to be answered."""

    went = RadioField(
        later("How did it go?"),
        [Optional()],
        choices=[SelectChoice(value, words) for value, words in WENT.items()],
    )
    note = TextAreaField(
        later("What were you asked?"),
        [Length(max=LONGEST_NOTE)],
        description=later("Kept under Account, and only you see it."),
        render_kw={"rows": 3, "maxlength": LONGEST_NOTE},
    )
    next_on = DateField(
        later("Day of the next one"),
        [Optional()],
        description=later("Leave it empty if there is none yet."),
    )


DIFFICULTIES = {1: later("Junior"), 2: later_in("a level", "Middle"), 3: later("Senior")}
"""The levels that authors write, as readers see them."""


class ChecklistField(SelectMultipleField):
    """Boxes to tick; none ticked means all."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PracticeForm(SpokenForm):
    """The way to practise, which questions (none chosen: all of them), how many of them."""

    mode = SelectField(
        later("Way"),
        choices=[
            SelectChoice(TODAY, later("Today")),
            *(SelectChoice(mode.name, mode.title) for mode in MODES.values()),
        ],
        default="mix",
    )
    topics = ChecklistField(later("Topics"))
    tags = ChecklistField(later("Tags"))
    difficulties = ChecklistField(
        later("Level"),
        choices=[SelectChoice(level, name) for level, name in DIFFICULTIES.items()],
        coerce=int,
    )
    sections = SelectMultipleField(later("Sections"), choices=[], validate_choice=False)
    questions = SelectMultipleField(later("Single questions"), choices=[], validate_choice=False)
    essentials = BooleanField(later("Only the essentials: what interviewers ask always or often"))
    length = CountField(
        later("Questions"),
        [InputRequired(later("Choose how many questions.")), NumberRange(1, max(QUIZ_LENGTHS))],
        default=DEFAULT_LENGTH,
    )


class TimedQuizForm(SpokenForm):
    """Which timed quiz, and which topics (none chosen: all of them)."""

    plan = SelectField(later("Kind"), choices=[*PLANS])
    topics = SelectMultipleField(
        later("Topics"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
