"""On which database the tests' sites keep their data: `--database sqlite`, or `postgresql`.

`sqlite("reason")` marks a test about SQLite itself, `postgresql` one about PostgreSQL; each is left
out where the other is chosen, and the end of the run lists what was.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from notes_site import open_store
from notes_site.store.database import close_all

if TYPE_CHECKING:
    from tests.postgresql import Server

CHOICES = ("sqlite", "postgresql")
SERVER = pytest.StashKey[Any]()
LEFT_OUT = pytest.StashKey[Counter[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    words = "what the tests' sites keep their data in; a server is started for postgresql"
    parser.addoption("--database", choices=CHOICES, default="sqlite", help=words)


def pytest_configure(config: pytest.Config) -> None:
    """Start the one server of a run where the run itself begins; workers are told where it is."""
    if is_on_server(config):
        from tests.postgresql import QUICK, Server, start_server

        told = getattr(config, "workerinput", None)
        config.stash[SERVER] = Server(Path(told["server"])) if told else start_server(**QUICK)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    if is_on_server(node.config):
        node.workerinput["server"] = str(node.config.stash[SERVER].folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    if SERVER in config.stash and not hasattr(config, "workerinput"):
        from tests.postgresql import remove_server

        remove_server(config.stash[SERVER])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    other = next(name for name in CHOICES if name != config.getoption("--database"))
    marks = {item.nodeid: item.get_closest_marker(other) for item in items}
    left_out = [item for item in items if marks[item.nodeid]]
    items[:] = [item for item in items if not marks[item.nodeid]]
    config.hook.pytest_deselected(items=left_out)
    config.stash[LEFT_OUT] = Counter(
        str(mark.args[0]) for mark in marks.values() if mark and mark.args
    )


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say on what the tests ran, and which ones could not, being about the other one."""
    terminalreporter.write_line(f"database: {config.getoption('--database')}")
    for reason, count in sorted(config.stash.get(LEFT_OUT, Counter()).items()):
        terminalreporter.write_line(f"left out: {count:3} about {reason}")


def is_on_server(config: pytest.Config) -> bool:
    return bool(config.getoption("--database") == "postgresql")


@pytest.fixture(scope="session")
def template(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Return the name of a database on the server as a first start makes it; "" without one."""
    if not is_on_server(pytestconfig):
        yield ""
        return
    server = pytestconfig.stash[SERVER]
    name = server.create()
    folder = tmp_path_factory.mktemp("new-on-server")
    settings = {"NOTES_DATA_DIR": str(folder), "NOTES_DATABASE_URL": server.url(name)}
    with open_store(settings).app_context():
        close_all()
    yield name
    server.drop(name)


@pytest.fixture
def database_url(pytestconfig: pytest.Config, template: str) -> Iterator[str]:
    """Return the address of a new site's database on the server; "" without one."""
    if not template:
        yield ""
        return
    server = pytestconfig.stash[SERVER]
    name = server.create(template)
    yield server.url(name)
    server.drop(name)


@pytest.fixture(scope="module")
def own_server() -> Iterator["Server"]:
    """Return a server that a test may stop, and that keeps what it takes through a power cut."""
    from tests.postgresql import remove_server, start_server

    server = start_server()
    yield server
    remove_server(server)
