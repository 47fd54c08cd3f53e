import pytest

from app import SLOTS, app


@pytest.fixture
def client():
    return app.test_client()


def test_every_slot_is_listed_with_an_address_that_works(client):
    listed = client.get("/").get_json()
    assert [one["slot"] for one in listed] == list(SLOTS.values())
    for one in listed:
        assert client.get(one["url"]).get_json() == {"slot": one["slot"]}


@pytest.mark.parametrize("path", ["/slots/4", "/slots/-1", "/slots/one", "/slots/1/"])
def test_address_of_no_slot_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_slot_can_only_be_read_so_far(client):
    response = client.post("/slots/1")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
