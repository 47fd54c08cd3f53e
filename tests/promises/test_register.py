"""Register, marks and SECURITY.md say the same."""

import pytest

from tests.promises.register import (
    PAGE,
    REGISTER,
    TESTS,
    Proof,
    find_faults,
    find_proofs,
    proofs_of,
    read_measured,
    read_register,
    render,
)

MARK = "pytest.mark.promise"


def test_every_promise_is_proved_or_said_to_be_to_come() -> None:
    assert find_faults(read_register(), find_proofs()) == []


def test_page_says_what_register_and_tests_say() -> None:
    wanted = render(read_register(), find_proofs(), read_measured())
    is_fresh = PAGE.read_text(encoding="utf-8") == wanted
    assert is_fresh, "SECURITY.md is stale; write it anew: .venv/bin/python -m tests.promises"


def test_what_was_measured_belongs_to_a_promise() -> None:
    assert {name.split()[0] for name in read_measured()} <= set(read_register())


def test_every_mark_stands_where_it_is_found() -> None:
    """A mark inside a class or on a parameter would prove nothing to the page."""
    for path in TESTS.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        if path.name not in {"register.py", "test_register.py"}:
            is_test = path.name.startswith("test_")
            found = len(list(proofs_of(source, ""))) if is_test else 0
            assert source.count(f"@{MARK}(") == source.count(MARK) == found, path


ONE = '[A1]\npriority = 0\npromise = "Kept."\nnumber = "all"\n'


@pytest.mark.parametrize(
    ("more", "proofs", "fault"),
    [
        ("", [], "A1 has no test; mark one, or say what is to come: not_yet"),
        ("", [Proof("t.py", "test_x", ["A1", "Z9"])], "t.py::test_x is marked Z9, which"),
        ('not_yet = "soon"\nbench = "gone.py"', [], "A1 names gone.py, which isn't there"),
    ],
)
def test_planted_fault_is_named(more: str, proofs: list[Proof], fault: str) -> None:
    (found,) = find_faults(read_register(ONE + more), proofs)
    assert found.startswith(fault)


def test_page_tells_what_is_proved_from_what_is_to_come() -> None:
    proof = Proof("tests/t.py", "test_x", ["A1"])
    waiting = read_register(ONE + 'not_yet = "soon"')
    assert "**Not yet:** soon" in render(waiting, [], {})
    proved = render(waiting, [proof], {"A1 storm": "12 of 12", "A10 x": "1"})
    assert "[t.py::test_x](tests/t.py) | storm: 12 of 12 |" in proved
    assert "soon" not in proved
    partly = render(read_register(ONE + 'still_missing = "more"'), [proof], {})
    assert "[t.py::test_x](tests/t.py)<br>**Not yet:** more" in partly


def test_register_reads_in_its_order() -> None:
    ids = [(one[0], int(one[1:])) for one in read_register()]
    assert len(ids) == REGISTER.read_text(encoding="utf-8").count("\n[")
    assert sorted(ids) == ids
