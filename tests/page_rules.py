"""Rules that every page keeps: it nests, its references resolve, its links lead somewhere."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import html5lib
from selectolax.lexbor import LexborHTMLParser, LexborNode
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter
from werkzeug.test import TestResponse

from tests.pages import owner_of

REFERENCES = (
    *("for", "form", "list", "headers", "aria-labelledby", "aria-describedby", "aria-controls"),
    *("aria-details", "aria-errormessage", "aria-owns", "aria-activedescendant"),
)
"""Attributes that name ids of the same page."""
ADDRESSES = {
    "href": "a, area, link",
    "src": "img, script, source, video, audio, iframe",
    "action": "form",
    "formaction": "button, input",
}
FIELDS = "input:not([type=hidden], [type=submit], [type=button]), select, textarea"
AWAY = {"/login/elsewhere"}
"""Pages that send a browser to another site: the provider that the host has named."""
STATIC = Path(__file__).parent.parent / "static"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
BLOCK = re.compile(r"\{[^{}]*\}")
CLASS = re.compile(r"\.([a-zA-Z][\w-]*)")
_seen: set[bytes] = set()


def check_page(response: TestResponse, adapter: MapAdapter) -> None:
    """Fail where a page breaks a rule; a page that was looked at before is not looked at again.

    The adapter knows where the site begins: nothing of a page leads out of that, nor a redirect.
    """
    if response.location:
        address, asked = urlsplit(response.location), response.request
        if asked.path in AWAY and address.netloc:
            return
        assert address.netloc in {"", asked.host}, (asked.path, response.location)
        assert address.path.startswith(adapter.script_name), (asked.path, response.location)
    if response.mimetype != "text/html" or not response.data or response.location:
        return  # what Werkzeug says beside a redirect is no page of ours
    if response.content_encoding:
        return  # the same page is looked at where it is fetched plain
    tree = LexborHTMLParser(response.text)
    for token in tree.css("[name=csrf_token]"):
        token.attrs["value"] = ""
    seen = hashlib.sha256((tree.html or "").encode()).digest()
    if seen in _seen:
        return
    path = response.request.script_root + response.request.path
    found = complaints(response.text, path, adapter)
    assert found == [], (path, found)
    _seen.add(seen)


def complaints(html: str, path: str, adapter: MapAdapter) -> list[str]:
    """Return every rule that the page of an address breaks, and where."""
    tree = LexborHTMLParser(html)
    ids = Counter(str(node.attributes["id"]) for node in tree.css("[id]"))
    return [
        *_misnested(html),
        *(f"{count} elements have the id {name}" for name, count in ids.items() if count > 1),
        *_unresolved(tree, set(ids)),
        *_unlabelled(tree),
        *_astray(tree, path, set(ids), adapter),
        *_led_out(tree, adapter),
        *_alike(tree),
        *_unstyled(tree),
    ]


def _unstyled(tree: LexborHTMLParser) -> Iterator[str]:
    """Yield what is drawn by a sheet of styles that the page doesn't ask for."""
    asked = " ".join(str(node.attributes["href"]) for node in tree.css("link[rel=stylesheet]"))
    if "/figures.css" not in asked and tree.css_first("link[rel=stylesheet]"):
        for name in sorted(_only_in_figures()):
            if tree.css_first(f".{name}"):
                yield f"figures.css isn't asked for, and alone says how .{name} looks"


@cache
def _only_in_figures() -> set[str]:
    figures, everywhere = (
        set(CLASS.findall(BLOCK.sub("{}", COMMENT.sub("", (STATIC / name).read_text("utf-8")))))
        for name in ("figures.css", "site.css")
    )
    return figures - everywhere


def _misnested(html: str) -> Iterator[str]:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    is_whole = html.lstrip()[:9].lower() == "<!doctype"
    parser.parse(html) if is_whole else parser.parseFragment(html)
    lines = html.splitlines()
    for (line, _column), code, _data in parser.errors:
        if code != "invalid-codepoint":  # what a reader typed, shown as it was
            yield f"line {line}: {code}: {lines[line - 1].strip()[:80]}"


def _unresolved(tree: LexborHTMLParser, ids: set[str]) -> Iterator[str]:
    for name in REFERENCES:
        for node in tree.css(f"[{name}]:not(mo)"):  # whose form is where it stands in a formula
            for wanted in (node.attributes[name] or "").split():
                if wanted not in ids:
                    yield f'{name}="{wanted}" leads to no element'


def _unlabelled(tree: LexborHTMLParser) -> Iterator[str]:
    named = {node.attributes["for"] for node in tree.css("label[for]")}
    for node in tree.css(FIELDS):
        own = node.attributes
        is_labelled = own.get("aria-label") or own.get("aria-labelledby") or own.get("id") in named
        if not is_labelled and not _is_inside_label(node):
            yield f"no label: {(node.html or '')[:80]}"


def _alike(tree: LexborHTMLParser) -> Iterator[str]:
    """Yield the names that several regions have: a list of landmarks can't tell these apart."""
    labels = [
        str(node.attributes["aria-labelledby"]) for node in tree.css("section[aria-labelledby]")
    ]
    named = (tree.css(", ".join(f'[id="{one}"]' for one in label.split())) for label in labels)
    names = Counter(" ".join(" ".join(one.text() for one in parts).split()) for parts in named)
    yield from (f"{count} regions are named {name}" for name, count in names.items() if count > 1)


def _is_inside_label(node: LexborNode) -> bool:
    above = node.parent
    while above is not None and above.tag != "label":
        above = above.parent
    return above is not None


def _astray(tree: LexborHTMLParser, path: str, ids: set[str], adapter: MapAdapter) -> Iterator[str]:
    for attribute, css in ADDRESSES.items():
        for node in tree.css(", ".join(f"{tag}[{attribute}]" for tag in css.split(", "))):
            address = urlsplit(node.attributes[attribute] or "")
            if address.scheme or address.netloc:
                continue
            if address.path and not _is_answered(node, attribute, address.path, adapter):
                yield f'{attribute}="{address.geturl()}" leads nowhere'
            is_here = attribute == "href" and address.path in {"", path}
            if is_here and not address.query and address.fragment not in {"", "top", *ids}:
                yield f'href="{address.geturl()}" leads to no element'


def _led_out(tree: LexborHTMLParser, adapter: MapAdapter) -> Iterator[str]:
    """Yield where a form or a link says to go on to, if that is above the site's first page."""
    pages = [node.attributes.get("value") or "" for node in tree.css("input[name=next]")]
    for node in tree.css("a[href*='next=']"):
        pages += parse_qs(urlsplit(node.attributes["href"] or "").query).get("next", [])
    for page in pages:
        if page.startswith("/") and not page.startswith(adapter.script_name):
            yield f'next="{page}" leads out of the site'


def _is_answered(node: LexborNode, attribute: str, path: str, adapter: MapAdapter) -> bool:
    """Say whether a route answers to a path as this link or form asks for it."""
    if not path.startswith(adapter.script_name):
        return False
    path = path[len(adapter.script_name) - 1 :]
    method = "GET"
    if attribute in {"action", "formaction"}:
        method = (node.attributes.get("formmethod") or _form_method(node)).upper()
    try:
        adapter.match(path, method=method)
    except HTTPException:
        return False
    return True


def _form_method(node: LexborNode) -> str:
    form = node if node.tag == "form" else owner_of(node)
    return (form.attributes.get("method") if form is not None else None) or "get"
