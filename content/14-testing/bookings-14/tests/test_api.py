from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from werkzeug.datastructures import Authorization

from bookings import service

SLOT = "/api/v1/slots/1"
BOOKING = f"{SLOT}/booking"


@pytest.fixture
def program(visitor, token):
    """A client without cookies, that sends Ada's token with each request."""
    visitor.environ_base["HTTP_AUTHORIZATION"] = Authorization("bearer", token=token).to_header()
    return visitor


def test_slots_are_listed_in_pages_that_miss_none(program):
    path, seen = "/api/v1/slots?limit=3", []
    while path:
        page = program.get(path).get_json()
        seen += [slot["id"] for slot in page["slots"]]
        path = page["next"]
    assert seen == list(range(1, 9))


def test_slot_says_when_it_is_and_whether_it_is_free(program):
    expected = {"id": 1, "room": "Blue room", "starts_at": "2027-01-04T09:00:00", "is_free": True}
    assert program.get(SLOT).get_json() == expected
    program.put(BOOKING, json={"name": "Ada"})
    assert program.get(SLOT).get_json() == expected | {"is_free": False}


def test_booking_is_made_once_however_often_it_is_asked_for(program):
    first = program.put(BOOKING, json={"name": "Ada"})
    assert (first.status_code, first.location) == (201, BOOKING)
    again = program.put(BOOKING, json={"name": "Ada"})
    assert (again.status_code, again.get_json()) == (200, {"slot_id": 1, "name": "Ada"})
    assert program.get(first.location).get_json() == again.get_json()


def test_requests_that_are_equal_and_come_at_once_make_one_booking(app, token, monkeypatch):
    both, book = Barrier(2), service.book

    def book_together(*args):
        both.wait(10)
        return book(*args)

    def ask(_):
        return (
            app.test_client()
            .put(BOOKING, json={"name": "Ada"}, headers={"Authorization": f"Bearer {token}"})
            .status_code
        )

    monkeypatch.setattr(service, "book", book_together)
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(ask, range(2))) == [200, 201]


def test_slot_is_never_booked_twice(program, grace):
    grace.book(1, "Grace")
    response = program.put(BOOKING, json={})
    assert response.status_code == 409
    assert response.get_json()["error"]["message"] == "Somebody else has booked this slot."


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"name": 5}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "Ada", "slot_id": 2}, "slot_id"),
    ],
)
def test_field_that_is_wrong_is_named(program, sent, field):
    response = program.put(BOOKING, json=sent)
    assert response.status_code == 422
    assert list(response.get_json()["error"]["fields"]) == [field]
    assert program.get(SLOT).get_json()["is_free"]


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "after=-1", "page=2"])
def test_wrong_query_is_refused(program, query):
    assert program.get(f"/api/v1/slots?{query}").status_code == 422


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/v1/slots/99", 404),
        ("GET", BOOKING, 404),
        ("POST", SLOT, 405),
    ],
)
def test_every_error_is_json(program, method, path, code):
    response = program.open(path, method=method)
    assert (response.status_code, response.mimetype) == (code, "application/json")
    assert response.get_json()["error"]["code"] == code


def test_method_that_is_refused_leads_to_those_that_work(program):
    assert "GET" in program.post(SLOT).headers["Allow"]


def test_what_is_no_json_is_refused(program):
    assert program.put(BOOKING, data="name=Ada").status_code == 415
    assert program.put(BOOKING, data="{", content_type="application/json").status_code == 400


def test_booking_is_for_who_asks_where_nobody_is_named(program):
    assert program.put(BOOKING, json={}).get_json() == {"slot_id": 1, "name": "ada"}


def test_program_cancels_what_its_person_booked(program, grace):
    program.put(BOOKING, json={})
    assert program.delete(BOOKING).status_code == 204
    assert program.delete(BOOKING).status_code == 404
    grace.book(1, "Grace")
    assert program.delete(BOOKING).status_code == 403


@pytest.mark.parametrize("sent", [None, "Bearer wrong", "Bearer ", "Basic YWRhOmFkYQ==", "ada"])
def test_program_without_a_token_is_told_what_to_bring(visitor, sent):
    response = visitor.get(SLOT, headers={"Authorization": sent} if sent else None)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert response.mimetype == "application/json"


def test_cookie_opens_no_api(ada):
    assert ada.get(SLOT).status_code == 401
    assert ada.put(BOOKING, json={}).status_code == 401


def test_new_token_ends_the_one_before(app, program):
    app.test_cli_runner().invoke(args=["accounts", "token", "ada"])
    assert program.get(SLOT).status_code == 401
