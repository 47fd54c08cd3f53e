"""What stands on a page, read as a browser reads it: by a parser."""

from selectolax.lexbor import LexborHTMLParser, LexborNode


def parse(html: str) -> LexborHTMLParser:
    return LexborHTMLParser(html)


def only(html: str, css: str) -> LexborNode:
    """Return the first element that matches; the page must have one."""
    found = parse(html).css_first(css)
    assert found is not None, f"nothing on the page is {css}"
    return found


def texts(html: str, css: str) -> list[str]:
    """Return the words of each element that matches, with single spaces."""
    return [" ".join(node.text().split()) for node in parse(html).css(css)]


def attributes(html: str, css: str, name: str) -> list[str]:
    """Return an attribute of each element that matches and has it."""
    return [value for node in parse(html).css(css) if (value := node.attributes.get(name))]


def form_of(html: str, action: str) -> str:
    """Return the form that is sent to an address."""
    return only(html, f'form[action="{action}"]').html or ""


def owner_of(field: LexborNode) -> LexborNode | None:
    """Return the form that sends a field or button: the one it names, or the one around it."""
    named = field.attributes.get("form")
    above = field.parent
    while above is not None and above.parent is not None and (named or above.tag != "form"):
        above = above.parent
    found = above.css_first(f'form[id="{named}"]') if above is not None and named else above
    return found if found is not None and found.tag == "form" else None


def token_of(html: str) -> str:
    """Return the token that the forms of a page carry."""
    return value_of(html, "csrf_token")


def value_of(html: str, field: str) -> str:
    """Return what stands in the first field of a name; the page must have one."""
    return only(html, f'[name="{field}"]').attributes.get("value") or ""


def fields_of(html: str, *names: str) -> list[tuple[str, str]]:
    """Return name and value of the inputs and buttons with one of the names, in their order."""
    nodes = parse(html).css(", ".join(f'[name="{name}"]' for name in names))
    return [(str(node.attributes["name"]), node.attributes.get("value") or "") for node in nodes]


def elements(html: str) -> list[tuple[str, dict[str, str | None]]]:
    """Return every element of a piece of HTML with its attributes, as a browser sees them."""
    body = parse(html).body
    assert body is not None
    return [(str(node.tag), dict(node.attributes)) for node in body.css("*")][1:]


def section(page: str, name: str) -> str:
    return page.split(f'aria-labelledby="{name}"')[1].split("</section>", maxsplit=1)[0]
