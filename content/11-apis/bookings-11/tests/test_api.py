from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from bookings import service

SLOT = "/api/v1/slots/1"
BOOKING = f"{SLOT}/booking"


def test_slots_are_listed_in_pages_that_miss_none(ada):
    path, seen = "/api/v1/slots?limit=3", []
    while path:
        page = ada.get(path).get_json()
        seen += [slot["id"] for slot in page["slots"]]
        path = page["next"]
    assert seen == list(range(1, 9))


def test_slot_says_when_it_is_and_whether_it_is_free(ada):
    expected = {"id": 1, "room": "Blue room", "starts_at": "2027-01-04T09:00:00", "is_free": True}
    assert ada.get(SLOT).get_json() == expected
    ada.put(BOOKING, json={"name": "Ada"})
    assert ada.get(SLOT).get_json() == expected | {"is_free": False}


def test_booking_is_made_once_however_often_it_is_asked_for(ada):
    first = ada.put(BOOKING, json={"name": "Ada"})
    assert (first.status_code, first.location) == (201, BOOKING)
    again = ada.put(BOOKING, json={"name": "Ada"})
    assert (again.status_code, again.get_json()) == (200, {"slot_id": 1, "name": "Ada"})
    assert ada.get(first.location).get_json() == again.get_json()


def test_requests_that_are_equal_and_come_at_once_make_one_booking(app, monkeypatch):
    both, book = Barrier(2), service.book

    def book_together(*args):
        both.wait(10)
        return book(*args)

    def ask(_):
        return app.test_client().put(BOOKING, json={"name": "Ada"}).status_code

    monkeypatch.setattr(service, "book", book_together)
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(ask, range(2))) == [200, 201]


def test_slot_is_never_booked_twice(ada):
    ada.put(BOOKING, json={"name": "Ada"})
    response = ada.put(BOOKING, json={"name": "Grace"})
    assert response.status_code == 409
    assert response.get_json()["error"]["message"] == "Somebody else has booked this slot."


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"name": 5}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "Ada", "slot_id": 2}, "slot_id"),
    ],
)
def test_field_that_is_wrong_is_named(ada, sent, field):
    response = ada.put(BOOKING, json=sent)
    assert response.status_code == 422
    assert list(response.get_json()["error"]["fields"]) == [field]
    assert ada.get(SLOT).get_json()["is_free"]


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "after=-1", "page=2"])
def test_wrong_query_is_refused(ada, query):
    assert ada.get(f"/api/v1/slots?{query}").status_code == 422


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/v1/slots/99", 404),
        ("GET", BOOKING, 404),
        ("POST", SLOT, 405),
    ],
)
def test_every_error_is_json(ada, method, path, code):
    response = ada.open(path, method=method)
    assert (response.status_code, response.mimetype) == (code, "application/json")
    assert response.get_json()["error"]["code"] == code


def test_method_that_is_refused_leads_to_those_that_work(ada):
    assert "GET" in ada.post(SLOT).headers["Allow"]


def test_what_is_no_json_is_refused(ada):
    assert ada.put(BOOKING, data="name=Ada").status_code == 415
    assert ada.put(BOOKING, data="{", content_type="application/json").status_code == 400
