"""The forms that stand on the pages, and sending them with whatever one likes."""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlencode

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.pages import parse


class FoundForm(NamedTuple):
    """A form of some page, and the names that its fields and buttons send."""

    page: str
    action: str
    method: str
    names: tuple[str, ...]


def find_forms(client: FlaskClient, pages: Iterator[str]) -> set[FoundForm]:
    """Return the forms of all the pages that open."""
    found = set()
    for page in pages:
        response = client.get(page, follow_redirects=True, buffered=True)
        if response.status_code != 200 or response.mimetype != "text/html":
            continue
        for form in parse(response.text).css("form"):
            names = {str(node.attributes["name"]) for node in form.css("[name]")}
            actions = [form, *form.css("[formaction]")]
            for node in actions:
                action = node.attributes.get("formaction") or node.attributes.get("action")
                method = str(form.attributes.get("method") or "get").lower()
                found.add(
                    FoundForm(
                        response.request.path,
                        action or response.request.path,
                        method,
                        tuple(sorted(names - {"csrf_token"})),
                    )
                )
    return found


def send(
    client: FlaskClient, form: FoundForm, token: str, fields: list[tuple[str, str]]
) -> TestResponse:
    if form.method == "get":
        return client.get(form.action, query_string=urlencode(fields))
    body = urlencode([("csrf_token", token), *fields])
    kind = "application/x-www-form-urlencoded"
    return client.post(form.action, data=body, content_type=kind)
