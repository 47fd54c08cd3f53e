import pytest

from app import app


@pytest.fixture
def client():
    return app.test_client()


def test_home_says_what_this_is(client):
    response = client.get("/")
    assert response.status_code == 200
    assert response.text.startswith("Bookings")


def test_unknown_address_is_not_found(client):
    assert client.get("/nothing").status_code == 404
