import pytest

from app import SLOTS, app, bookings


@pytest.fixture(autouse=True)
def nothing_is_booked():
    bookings.clear()


@pytest.fixture
def ada():
    return app.test_client()


@pytest.fixture
def grace():
    """Somebody else: a client of her own has cookies of her own."""
    return app.test_client()


def test_every_slot_is_listed_with_an_address_that_works(ada):
    listed = ada.get("/").get_json()
    assert [one["slot"] for one in listed] == list(SLOTS.values())
    assert [ada.get(one["url"]).status_code for one in listed] == [200, 200, 200]


def test_booked_slot_says_by_whom(ada, grace):
    response = ada.post("/slots/1/book", data={"name": " Ada "})
    assert (response.status_code, response.location) == (303, "/slots/1")
    assert grace.get("/slots/1").get_json()["booked_by"] == "Ada"


def test_slot_is_never_booked_twice(ada, grace):
    ada.post("/slots/1/book", data={"name": "Ada"})
    assert grace.post("/slots/1/book", data={"name": "Grace"}).status_code == 409
    assert ada.get("/slots/1").get_json()["booked_by"] == "Ada"


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_booking_needs_a_name_of_sensible_length(ada, name):
    assert ada.post("/slots/1/book", data={"name": name}).status_code == 400
    assert bookings == {}


def test_only_who_booked_cancels(ada, grace):
    ada.post("/slots/1/book", data={"name": "Ada"})
    assert grace.post("/slots/1/cancel").status_code == 403
    assert ada.post("/slots/1/cancel").status_code == 303
    assert grace.post("/slots/1/book", data={"name": "Grace"}).status_code == 303


def test_free_slot_has_nothing_to_cancel(ada):
    assert ada.post("/slots/1/cancel").status_code == 409


@pytest.mark.parametrize("path", ["/slots/4/book", "/slots/4/cancel"])
def test_slot_that_is_none_is_not_found(ada, path):
    assert ada.post(path, data={"name": "Ada"}).status_code == 404
