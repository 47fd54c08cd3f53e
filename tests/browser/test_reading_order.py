"""What a screen reader says of a question's page, and in which order: the accessibility tree."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.answering import start
from tests.browser.screens import DESK

# The first two options come shuffled.
QUESTION = r"""
- paragraph: First steps
- heading "Which of these is right?" [level=1]
- figure "Python":
  - text: Python
  - group "Python":
    - code: print("which?")
  - button "Copy Python"
- group "Which of these is right?":
  - paragraph: Choose one.
  - radio /the (right|wrong) one/
  - text: /the (right|wrong) one/
  - radio /the (right|wrong) one/
  - text: /the (right|wrong) one/
  - radio "the last one"
  - text: the last one
- group "How sure are you? You may leave this out.":
  - text: How sure are you? You may leave this out.
  - radio "Guessing"
  - text: Guessing
  - radio "Fairly"
  - text: Fairly
  - radio "Sure"
  - text: Sure
- paragraph:
  - button "Check the answer"
  - button "Skip for now"
"""

FEEDBACK = r"""
- heading "Which of these is right?" [level=1]
- figure "Python"
- paragraph:
  - strong: Not right
- paragraph: Comes back tomorrow.
- list "The options, explained":
  - listitem:
    - paragraph: /the right one Right answer|the wrong one Chosen by you, wrong/
    - paragraph: /It (is|would be) right/
  - listitem:
    - paragraph: /the right one Right answer|the wrong one Chosen by you, wrong/
    - paragraph: /It (is|would be) right/
  - listitem:
    - paragraph: the last one
    - paragraph: It stays last.
- region "Why":
  - heading "Why" [level=2]
  - paragraph: the explanation of the single.
  - paragraph:
    - 'link "Read: Starting"'
- paragraph:
  - button "Next question"
- button "Bookmark"
- button "Don't ask me this again"
- button "Undo this answer"
"""


def test_question_is_read_in_the_order_in_which_it_is_answered(
    open_page: Callable[..., Page], sample_server: str
) -> None:
    page = open_page(base_url=sample_server, viewport=DESK)
    start(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")

    question = page.get_by_role("article")
    expect(question).to_match_aria_snapshot(QUESTION)
    page.get_by_role("radio", name="the wrong one").check()
    page.get_by_role("button", name="Check the answer").click()
    expect(question).to_match_aria_snapshot(FEEDBACK)


def test_navigation_says_where_one_is_and_what_each_question_came_to(
    open_page: Callable[..., Page], sample_server: str
) -> None:
    page = open_page(base_url=sample_server, viewport=DESK)
    start(page)
    page.get_by_role("radio", name="the right one").check()
    page.get_by_role("button", name="Check the answer").click()
    expect(page.get_by_role("navigation", name="Questions of this quiz")).to_match_aria_snapshot("""
    - paragraph: Question 1 of 10
    - list:
      - listitem:
        - 'button "Question 1: right"'
      - listitem:
        - 'button "Question 2: not answered"'
    """)
    current = page.get_by_role("button", name="Question 1: right")
    expect(current).to_have_attribute("aria-current", "step")
