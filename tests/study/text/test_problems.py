"""What is wrong with the content comes from everywhere in one shape, and is told once."""

from notes_site.study.text.problems import Problem, Problems, Severity


def test_problems_come_by_file_and_line_and_each_once() -> None:
    problems = Problems([Problem("b.md", 2, "late")], [Problem("a.md", 9, "last")])
    report = problems.report_in("a.md")
    report(10, "after")
    report(9, "last")
    problems.add([Problem("b.md", 1, "early")])
    assert [str(one) for one in problems] == [
        "a.md:9: last",
        "a.md:10: after",
        "b.md:1: early",
        "b.md:2: late",
    ]


def test_advice_says_that_it_is_advice() -> None:
    advice, error = Problem("a.md", 1, "shorten", Severity.ADVICE), Problem("a.md", 1, "mend")
    assert str(advice) == "a.md:1: advice: shorten"
    assert [advice.is_advice, error.is_advice] == [True, False]
