import pytest


def test_every_slot_is_listed_and_free(visitor):
    page = visitor.get("/").text
    for hour in range(9, 17):
        assert f"Blue room, 04 January 2027, {hour:02}:00" in page
    assert page.count("free") == 8


def test_booked_slot_says_by_whom(ada, grace):
    response = ada.submit("/slots/1", "/slots/1/book", name=" Ada ")
    assert (response.status_code, response.location) == (303, "/slots/1")
    assert "The slot is yours." in ada.get("/slots/1").text
    assert "Booked for Ada." in grace.get("/slots/1").text


def test_slot_is_never_booked_twice(ada, grace):
    page = "/slots/2"  # still free, and open in her browser
    ada.submit("/slots/1", "/slots/1/book", name="Ada")
    assert grace.submit(page, "/slots/1/book", name="Grace").status_code == 409
    assert "Booked for Ada." in ada.get("/slots/1").text


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_booking_needs_a_name_of_sensible_length(ada, name):
    response = ada.submit("/slots/1", "/slots/1/book", name=name)
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert "Booked" not in ada.get("/slots/1").text


def test_name_is_shown_as_text_and_never_as_html(ada):
    ada.submit("/slots/1", "/slots/1/book", name="<script>alert(1)</script>")
    page = ada.get("/slots/1").text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_form_of_another_site_books_nothing(ada):
    assert ada.post("/slots/1/book", data={"name": "Ada"}).status_code == 400
    assert "Booked" not in ada.get("/slots/1").text


def test_only_who_booked_cancels(ada, grace):
    ada.submit("/slots/1", "/slots/1/book", name="Ada")
    assert "Cancel" not in grace.get("/slots/1").text
    assert grace.submit("/slots/2", "/slots/1/cancel").status_code == 403
    assert ada.submit("/slots/1", "/slots/1/cancel").status_code == 303
    assert grace.submit("/slots/1", "/slots/1/book", name="Grace").status_code == 303


def test_free_slot_has_nothing_to_cancel(ada):
    assert ada.submit("/slots/1", "/slots/1/cancel").status_code == 404


def test_slot_that_is_none_is_not_found(ada):
    assert ada.get("/slots/9").status_code == 404
    assert ada.submit("/slots/1", "/slots/9/book", name="Ada").status_code == 404
