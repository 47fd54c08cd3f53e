"""Makes the database of the version that is released: `.venv/bin/python -m tests.store.released`.

A site with the sample course, and two readers who did a little of everything. It is kept beside
this file, and tests/store/test_released.py opens it with every later version.
"""

import gzip
import tempfile
import tomllib
from contextlib import closing
from pathlib import Path

from notes_site import create_app
from notes_site.config import CHECKOUT
from notes_site.store.database import close_all, driver
from tests.conftest import Person
from tests.web.answering import ANSWERS, answer_rightly
from tests.web.histories import practise_for_weeks

FOLDER = Path(__file__).parent


def find_version() -> str:
    with (CHECKOUT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def live(data: Path) -> None:
    """Let Ada and Bob use a new site for a while."""
    app = create_app(
        {"NOTES_CONTENT_DIR": str(CHECKOUT / "tests/content"), "NOTES_DATA_DIR": str(data)}
    )
    for name in ("ada", "bob"):
        person = Person(app.test_client())
        person.register(name)
        quiz = person.start_quiz()
        for position in range(1, len(ANSWERS) + 1):
            answer_rightly(person, quiz, position)
        person.page(f"{quiz}/results")
    practise_for_weeks(app, interview_in=30)
    with app.app_context():
        close_all()


def main() -> None:
    file = FOLDER / f"{find_version()}.db.gz"
    with tempfile.TemporaryDirectory() as folder:
        live(Path(folder))
        copy = Path(folder) / "copy.db"
        with closing(driver.connect(f"{folder}/notes.db")) as connection:
            connection.execute("VACUUM INTO ?", (str(copy),))
        file.write_bytes(gzip.compress(copy.read_bytes(), mtime=0))
    print(f"{file} ({file.stat().st_size:,} bytes)")


if __name__ == "__main__":
    main()
