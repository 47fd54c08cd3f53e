"""The course that ships with the site. Its code is run by `content check`, a step of CI."""

from notes_site.study.rendering import Renderer
from tests.course import CONTENT, read_course

SLUGS = [
    *("what-is-flask", "core-concepts", "basic-app", "routing", "request-response", "templates"),
    *("static-and-config", "blueprints", "databases", "hooks-and-errors", "records", "apis"),
    *("extensions", "accounts", "deployment", "testing", "mechanisms", "operations"),
    *("python", "python-at-work", "sql", "web", "web-security"),
    *("systems", "designs", "delivery", "craft"),
    *("interviews", "contrasts", "conversations"),
]
FEWEST_WORDS, FEWEST_QUESTIONS = 500, 6


def test_every_section_of_the_notes_is_a_topic_with_words_and_questions() -> None:
    library = read_course()
    assert [topic.slug for topic in library.topics] == SLUGS
    renderer = Renderer("/topics/")
    for topic in library.topics:
        page = renderer.topic(topic)
        words = " ".join([page.intro, *(section.body for section in page.sections)])
        assert len(words.split()) >= FEWEST_WORDS, topic.slug
        assert len(topic.questions) >= FEWEST_QUESTIONS, topic.slug


def test_course_has_every_kind_and_difficulty() -> None:
    questions = read_course().questions.values()
    assert {question.kind.name for question in questions} >= {
        *("single", "multiple", "true-false", "short-answer")
    }
    assert {question.difficulty for question in questions} == {1, 2, 3}


def test_mis_decoded_arrows_of_the_notes_are_gone() -> None:
    for file in CONTENT.rglob("*.md"):
        assert "‚Üí" not in file.read_text(encoding="utf-8"), file
