import pytest

from bookings.accounts import find_user
from bookings.extensions import db
from bookings.models import User


def test_visitor_sees_slots_and_signs_in_to_book(visitor):
    assert "Sign in to book it" in visitor.get("/slots/1").text
    response = visitor.submit("/login", "/slots/1/book", name="Ada")
    assert (response.status_code, response.location) == (303, "/login")


def test_reader_comes_back_to_where_they_wanted_to_go(visitor):
    response = visitor.sign_in("ada", "/login?next=/slots/1")
    assert (response.status_code, response.location) == (303, "/slots/1")


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "////evil.example",
        "http:///evil.example",
        "/%09/evil.example",
        "/%5Cevil.example",
        "%5C%5Cevil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "",
    ],
)
def test_sign_in_never_leads_to_another_site(visitor, target):
    assert visitor.sign_in("ada", f"/login?next={target}").location == "/"


def test_wrong_password_and_unknown_name_are_told_alike(visitor):
    pages = []
    for name, password in (("ada", "wrong"), ("nobody", "wrong")):
        response = visitor.submit("/login", "/login", username=name, password=password)
        assert response.status_code == 422
        pages.append("The name or the password is wrong." in response.text)
    assert pages == [True, True]


def test_sixth_guess_within_a_minute_is_refused_even_if_right(visitor):
    for _ in range(5):
        guess = visitor.submit("/login", "/login", username="ada", password="wrong")
        assert guess.status_code == 422
    assert visitor.sign_in("ada").status_code == 429


def test_who_signed_out_is_a_visitor(ada):
    assert ada.submit("/", "/logout").status_code == 303
    assert "Sign in to book it" in ada.get("/slots/1").text


def test_form_of_another_site_signs_nobody_out(ada):
    assert ada.post("/logout").status_code == 400
    assert "Sign out ada" in ada.get("/").text


def test_admin_sees_all_bookings_and_cancels_any(root, ada):
    ada.submit("/slots/1", "/slots/1/book", name="A guest")
    assert "A guest" in root.get("/admin/bookings").text
    assert root.submit("/slots/1", "/slots/1/cancel").status_code == 303


def test_admins_pages_are_for_admins(visitor, ada):
    assert ada.get("/admin/bookings").status_code == 403
    assert visitor.get("/admin/bookings").location == "/login?next=/admin/bookings"


def test_account_is_made_with_a_hash_of_its_password(app):
    run = app.test_cli_runner().invoke
    args = ["accounts", "add", "mary", "--role", "admin", "--password", "a long password"]
    assert run(args=args).exit_code == 0
    assert "mary is taken" in run(args=args).output
    with app.app_context():
        user = find_user("mary", "a long password")
        assert (user.role, find_user("mary", "another")) == ("admin", None)
        assert "a long password" not in user.password_hash
        assert db.session.get(User, user.id) is user
