import pytest

from bookings import create_app


def test_no_site_starts_with_a_key_that_anybody_can_guess(monkeypatch):
    monkeypatch.delenv("BOOKINGS_SECRET_KEY", raising=False)
    for key in (None, "", "dev"):
        with pytest.raises(RuntimeError, match="BOOKINGS_SECRET_KEY"):
            create_app({"SECRET_KEY": key, "DEBUG": False})


def test_environment_sets_what_is_not_overridden(monkeypatch):
    monkeypatch.setenv("BOOKINGS_SECRET_KEY", "12345678901234567890")
    monkeypatch.setenv("BOOKINGS_MAX_CONTENT_LENGTH", "1000")
    app = create_app({"MAX_CONTENT_LENGTH": 2000, "SQLALCHEMY_DATABASE_URI": "sqlite://"})
    assert app.config["SECRET_KEY"] == "12345678901234567890"
    assert app.config["MAX_CONTENT_LENGTH"] == 2000


def test_cookie_needs_https_and_stays_with_forms_of_this_site(ada):
    cookie = ada.get("/slots/1").headers["Set-Cookie"]
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))


def test_page_names_a_stylesheet_that_is_there(ada):
    assert 'href="/static/style.css"' in ada.get("/").text
    with ada.get("/static/style.css") as response:  # closes the file
        assert response.mimetype == "text/css"


def test_body_that_is_too_large_is_refused(ada):
    assert ada.submit("/slots/1", "/slots/1/book", name="x" * 100_000).status_code == 413
