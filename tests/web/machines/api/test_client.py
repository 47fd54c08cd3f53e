"""The client that docs/api.md shows, run as it stands there against the site."""

import re
import subprocess
import sys
from pathlib import Path

from notes_site.store.database import close_all
from tests.conftest import PASSWORD, Person
from tests.processes import SERVE, process, wait_for_port
from tests.web.answering import count_answers

DOCS = Path(__file__).parents[4] / "docs/api.md"


def test_client_of_the_docs_signs_in_takes_a_quiz_and_reads_progress(
    ada: Person, environ: dict[str, str], tmp_path: Path
) -> None:
    app = ada.client.application
    with app.app_context():
        close_all()
    (code,) = re.findall(r"```python\n(.+?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    script = tmp_path / "quiz.py"
    script.write_text(code, encoding="utf-8")
    assert len(code.splitlines()) <= 36

    with process(*SERVE, env=environ) as running:
        address = f"http://127.0.0.1:{wait_for_port(running)}"
        done = subprocess.run(
            [sys.executable, script, address],
            input=f"ada\n{PASSWORD}\n" + "1\n" * 5,
            capture_output=True,
            text=True,
            start_new_session=True,  # without a terminal, which getpass would ask instead
            check=False,
        )
    assert done.returncode == 0, done.stderr
    answered = count_answers(app)
    assert answered >= 1
    assert f"{answered} questions answered" in done.stdout
