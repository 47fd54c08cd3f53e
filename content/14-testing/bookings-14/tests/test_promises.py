"""What holds whoever asks, for every rule of the application: a new route has to keep it."""

import pytest

from bookings.extensions import db

FOR_EVERYBODY = {
    "accounts.login",
    "accounts.login_submit",
    "health.show",
    "health.show_ready",
    "slots.index",
    "slots.show",
    "static",
}
FILLED = {"slot_id": 1, "filename": "style.css"}


@pytest.fixture
def addresses(app):
    """Return each route's endpoint, method and an address that it answers to."""
    adapter = app.url_map.bind("localhost")
    return [
        (rule.endpoint, method, adapter.build(rule.endpoint, FILLED, method, append_unknown=False))
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    ]


def test_visitor_opens_what_is_public_and_nothing_else(visitor, addresses):
    opened = set()
    for endpoint, method, path in addresses:
        fields = {} if method == "GET" else {"csrf_token": visitor.token("/login")}
        with visitor.open(path, method=method, data=fields) as response:
            is_refused = response.status_code == 401 or "/login" in (response.location or "")
        opened |= set() if is_refused else {endpoint}
    assert opened == FOR_EVERYBODY


def test_nothing_is_changed_by_a_form_of_another_site(app, root, addresses):
    root.book(1, "A guest")
    before = everything(app)
    for endpoint, method, path in addresses:
        if method != "GET" and not endpoint.startswith("api."):
            assert root.open(path, method=method, data={"name": "Eve"}).status_code == 400, path
    assert everything(app) == before


def everything(app):
    with app.app_context(), db.engine.connect() as connection:
        tables = db.metadata.sorted_tables
        return {one.name: connection.execute(one.select()).all() for one in tables}
