# ruff: noqa: E501 - the words stand as they are told
"""Mistakes that beginners make in the course that `content new` writes, and what they are told."""

from dataclasses import dataclass

TOPIC, BANK, SITE = "01-first-steps/topic.md", "01-first-steps/questions.md", "site.toml"
OPTION = "    > Its words become the section's address, too.\n"
WHY = "> **Why:** Headings of the second and third level are the sections.\n"
COMMENT = (
    "<!-- id: section-line; difficulty: 1; tags: check-yourself; see: first-steps#sections -->"
)


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is written in place of what, and at which line and with which words it is named."""

    made: str
    file: str
    old: str
    new: str
    line: int
    told: str


MISTAKES = (
    Mistake(
        "`---` below the front matter is missing",
        TOPIC,
        "minutes: 3\n---",
        "minutes: 3",
        1,
        "the front matter is never closed; write --- on a line of its own below it",
    ),
    Mistake(
        "`title: SQL: first steps`, a colon without quotes",
        TOPIC,
        "title: First steps",
        "title: SQL: first steps",
        3,
        'the front matter is not YAML (mapping values are not allowed here); put a value with a colon or other signs in quotes, such as title: "SQL: joins"',
    ),
    Mistake(
        "`sumary:` in the front matter",
        TOPIC,
        "summary: What",
        "sumary: What",
        4,
        "sumary is no key of a topic; did you mean summary?",
    ),
    Mistake(
        "No `group:`",
        TOPIC,
        "group: Basics\n",
        "",
        1,
        "the front matter lacks group; write a line such as group: …",
    ),
    Mistake(
        "`minutes: three`",
        TOPIC,
        "minutes: 3",
        "minutes: three",
        6,
        "minutes is a whole number such as 12, not 'three'",
    ),
    Mistake(
        "`# Sections`",
        TOPIC,
        "## Sections",
        "# Sections",
        11,
        "sections are ## and ###; topic.md has the title, in its front matter",
    ),
    Mistake(
        "A Python block that doesn't say how it is proved",
        TOPIC,
        "```python run",
        "```python",
        26,
        'say how this block is proved: python run, title="app.py", error="package.Error" or skip="the reason"',
    ),
    Mistake(
        "A Python block `rnu`",
        TOPIC,
        "```python run",
        "```python rnu",
        26,
        'say how this block is proved: python run, title="app.py", error="package.Error" or skip="the reason"; did you mean run?',
    ),
    Mistake(
        "The `output` isn't what the code prints",
        TOPIC,
        "5\n```",
        "6\n```",
        26,
        "this block prints '5'; the ```output says '6'",
    ),
    Mistake(
        "The closing fence is missing",
        TOPIC,
        "5\n```",
        "5\n",
        30,
        "this fence is never closed; end it with ```",
    ),
    Mistake(
        "A link to a section that isn't there",
        TOPIC,
        "Reading feels",
        "As [above](#section), reading feels",
        36,
        "#section: first-steps has no section #section; first-steps has #sections",
    ),
    Mistake(
        "`<div>` in the text",
        TOPIC,
        "Reading feels",
        "<div>\nReading feels",
        36,
        "raw HTML; write it as Markdown, or inside a fence to show it",
    ),
    Mistake(
        "A tag that would vanish",
        TOPIC,
        "Reading feels",
        "Reading <name> feels",
        36,
        "<name> isn't shown; put it between `backticks`, or remove it",
    ),
    Mistake(
        "The comment below `###` is missing",
        BANK,
        COMMENT + "\n",
        "",
        1,
        "no id; write <!-- id: …; difficulty: 1; see: … --> on the next line",
    ),
    Mistake(
        "A comma between the pairs of a comment",
        BANK,
        "section-line; difficulty: 1",
        "section-line, difficulty: 1",
        2,
        "difficulty: after a comma; separate `key: value` pairs with ;",
    ),
    Mistake(
        "`difficulty: easy`",
        BANK,
        "section-line; difficulty: 1",
        "section-line; difficulty: easy",
        2,
        "easy is no difficulty; write difficulty: 1, 2 or 3",
    ),
    Mistake(
        "`dificulty: 1`",
        BANK,
        "section-line; difficulty: 1",
        "section-line; dificulty: 1",
        2,
        "dificulty is no key of a question of type single; did you mean difficulty?",
    ),
    Mistake(
        "`type: singel`",
        BANK,
        "section-line; difficulty: 1",
        "section-line; type: singel; difficulty: 1",
        2,
        "singel is no type; did you mean type: single?",
    ),
    Mistake(
        "`id: Section line`",
        BANK,
        "section-line;",
        "Section line;",
        2,
        "the id is lower-case words with hyphens, such as routing-308",
    ),
    Mistake(
        "`see: first-steps#section`",
        BANK,
        "see: first-steps#sections",
        "see: first-steps#section",
        2,
        "see: first-steps#section is no section; first-steps has #sections",
    ),
    Mistake(
        "`see: sections`, without its topic",
        BANK,
        "see: first-steps#sections",
        "see: sections",
        2,
        "see: sections names no section that teaches it; write see: topic#section",
    ),
    Mistake(
        "No option is ticked",
        BANK,
        "- [x] A line",
        "- [ ] A line",
        1,
        "no option is marked `[x]`; mark those that are right",
    ),
    Mistake(
        "An option without its `> …`",
        BANK,
        OPTION,
        "",
        4,
        "this option has no explanation; write an indented `> …` line under it",
    ),
    Mistake(
        "No `> **Why:** …`",
        BANK,
        WHY,
        "",
        1,
        "no explanation; write > **Why:** … under the answers",
    ),
    Mistake(
        "`> **Wyh:** …`",
        BANK,
        WHY,
        WHY.replace("Why", "Wyh"),
        11,
        "text after the answers; did you mean > **Why:**?",
    ),
    Mistake(
        "`- [x]A line`, without a space",
        BANK,
        "- [x] A line",
        "- [x]A line",
        4,
        "no option; start it with `- [ ] ` or `- [x] `, at the left margin",
    ),
    Mistake(
        "An id that another question has",
        BANK,
        "id: check-believes",
        "id: section-line",
        13,
        "the id section-line is taken by 01-first-steps/questions.md:1; write another",
    ),
    Mistake(
        "A number that is none",
        BANK,
        "```answer\n2\n",
        "```answer\ntwo stars\n",
        25,
        "'two stars' is no number; write 3, 9.81 +- 0.02 or [9.7, 9.9]",
    ),
    Mistake(
        "A fence ```` ```anwser ````",
        BANK,
        "```answer",
        "```anwser",
        24,
        "a ```anwser fence; did you mean ```answer?",
    ),
    Mistake(
        "`title = Course` in `site.toml`",
        SITE,
        'title = "Course"',
        "title = Course",
        2,
        "not TOML (Invalid value (at line 2, column 9)); put texts in quotes",
    ),
    Mistake("`tagine = …`", SITE, "tagline =", "tagine =", 3, "tagine: did you mean tagline?"),
    Mistake("`group = …`", SITE, "groups =", "group =", 5, "group: did you mean groups?"),
    Mistake(
        "`title = 101`, a number without quotes",
        SITE,
        'title = "Course"',
        "title = 101",
        2,
        'title is text in quotes, not a number; write title = "101"',
    ),
    Mistake(
        "`prerequisites: [routing, templates]`, a list in the front matter",
        TOPIC,
        "minutes: 3",
        "minutes: 3\nprerequisites: [routing, templates]",
        7,
        "prerequisites is one line of plain words, not a list; write prerequisites: routing, templates",
    ),
)
