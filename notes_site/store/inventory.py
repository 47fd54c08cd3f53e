"""What is stored of whom and for how long, table by table, for the page that tells readers."""

from dataclasses import dataclass

from notes_site.store.people.events import KEPT, MOST_KEPT
from notes_site.store.people.sweeping import LONGEST_IDLE, LONGEST_SIGN_IN
from notes_site.words import later

ACCOUNT = later("As long as you have the account.")
PROGRESS = later("As long as you have the account, or until you start afresh.")
FOR_GOOD = later("For good.")


@dataclass(frozen=True, slots=True)
class Holding:
    """What some tables hold, in a reader's words, and how long it stays there.

    What `is_swept` holds for a time, and is deleted when that is over (store.people.sweeping).
    """

    tables: tuple[str, ...]
    what: later
    how_long: later
    is_swept: bool = False


OF_READERS = (
    Holding(
        ("user",),
        later(
            "Your name, your password as a hash that it can't be read from, the day you joined, "
            "and how you study: time zone, questions a day, recall to aim for, day of the "
            "interview, language."
        ),
        ACCOUNT,
    ),
    Holding(
        ("quiz", "quiz_question", "answer"),
        later("Your quizzes with what you typed in them, and your answers."),
        PROGRESS,
    ),
    Holding(
        ("card", "study_day", "section_read"),
        later(
            "What follows from them, question by question and day by day; and which sections you "
            "read."
        ),
        PROGRESS,
    ),
    Holding(
        ("correction",),
        later("Which of your answers were graded again because a question had a mistake."),
        later("Until you have been told."),
    ),
    Holding(
        ("mark",), later("Your bookmarks, notes, and the questions that you left out."), ACCOUNT
    ),
    Holding(
        ("held_interview",),
        later("How your interviews went, and what you noted of them."),
        later("As long as you have the account, or until you delete it there."),
    ),
    Holding(
        ("flag",),
        later("What you say is wrong with a question."),
        later(
            "For good, for the person who runs this site; without your name once the account is "
            "gone."
        ),
    ),
    Holding(
        ("sign_in",),
        later(
            "The browsers and programs where you are signed in: in words such as Firefox on "
            "Windows, since when, and the day of the last visit; of tokens that you make for "
            "programs also their names, what they may do, and when they end. What they get in by "
            "is a hash here."
        ),
        later(
            "Until you sign out; %(days)s days at most, %(idle)s without a visit; a token as long"
            " as you say, a year at most.",
            days=LONGEST_SIGN_IN.days,
            idle=LONGEST_IDLE.days,
        ),
        is_swept=True,
    ),
    Holding(
        ("event",),
        later(
            "When you signed in and with what, wrong passwords, and changes of how you get in, "
            "for you to look over."
        ),
        later(
            "%(days)s days, the newest %(most)s of a kind at most.", days=KEPT.days, most=MOST_KEPT
        ),
        is_swept=True,
    ),
    Holding(
        ("reset_link",),
        later("That you were given a link to set a new password."),
        later("Until it is used; an hour at most."),
        is_swept=True,
    ),
    Holding(
        ("calendar_link",),
        later(
            "Since when your calendar may be read by whoever has its address; of that only a hash."
        ),
        later("As long as you have the account, or until you delete it there."),
    ),
    Holding(
        ("passkey", "app_codes", "recovery_code"),
        later(
            "What your sign-in is proved by beside the password, if you chose so: of passkeys the"
            " name you gave them, the public key, and when they were made and last used; the "
            "secret that your app shares with this site; recovery codes as hashes."
        ),
        later("Until you delete them, or the account."),
    ),
    Holding(
        ("identity",),
        later(
            "By which number another site knows you, if you sign in with an account there, since "
            "when and when last; neither your name nor your address there."
        ),
        later("Until you unlink it, or the account is gone."),
    ),
    Holding(
        ("ceremony",),
        later("That you began to sign in with a second step, or to set one up."),
        later("Until you finish it; ten minutes at most."),
        is_swept=True,
    ),
    Holding(
        ("use",),
        later(
            "How many quizzes, marks, remarks and files you stored within the last hour in which "
            "you did."
        ),
        later("An hour."),
        is_swept=True,
    ),
)
OF_OTHERS = (
    Holding(
        ("attempt",),
        later(
            "How often somebody guessed at passwords or asked for names: counted under a hash of "
            "the network they come from, made with this site's secret key."
        ),
        later("A quarter of an hour."),
        is_swept=True,
    ),
    Holding(
        ("invitation",),
        later("Invitations that are open, not who was let in by them."),
        later("Until their days or their uses are over, or they are withdrawn."),
        is_swept=True,
    ),
    Holding(
        ("heartbeat",),
        later("When this site last looked whether it can save anything."),
        later("Until it looks again."),
    ),
    Holding(
        ("rename", "question_version"),
        later("Which questions were renamed or corrected. Nothing in it is of any reader."),
        FOR_GOOD,
    ),
)
