import logging

import pytest

from bookings import service


def test_refusal_is_a_page_of_this_site(ada, grace):
    ada.submit("/slots/1", "/slots/1/book", name="Ada")
    response = grace.submit("/slots/2", "/slots/1/book", name="Grace")
    assert response.status_code == 409
    assert "<h1>That did not work</h1>" in response.text
    assert "Somebody else has booked this slot." in response.text


@pytest.mark.parametrize("path", ["/nothing", "/slots/99"])
def test_what_is_not_there_is_a_page_of_this_site(ada, path):
    response = ada.get(path)
    assert response.status_code == 404
    assert "All slots" in response.text


def test_bug_tells_its_request_and_nothing_of_the_code(app, ada, monkeypatch, caplog):
    def fail():
        raise RuntimeError("the secret cause")

    monkeypatch.setattr(service, "find_slots", fail)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    response = ada.get("/")
    assert response.status_code == 500
    assert response.headers["X-Request-ID"] in response.text
    assert "secret cause" not in response.text
    assert "the secret cause" in caplog.text


@pytest.mark.parametrize("path", ["/", "/nothing", "/static/style.css"])
def test_every_response_has_an_id_and_the_headers(ada, path):
    with ada.get(path) as response:
        assert response.headers["X-Request-ID"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]


def test_log_has_one_line_for_a_request(ada, caplog):
    caplog.set_level(logging.INFO, "bookings")
    ada.get("/healthz")
    ada.get("/x%0AINFO a forged line")
    logged = [one.getMessage().rsplit(" ", 2)[0] for one in caplog.records]
    assert logged == ["GET /healthz 200", "GET /x%0AINFO%20a%20forged%20line 404"]
