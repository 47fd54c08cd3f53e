"""What a page weighs, as the site compresses it."""

from tests.conftest import Person
from tests.pages import parse

FILES = "link[rel=stylesheet], link[rel=modulepreload], script[src]"


def weights(person: Person, path: str) -> dict[str, int]:
    """Return the bytes of the page, its stylesheet and its scripts as the site compresses them."""
    zipped = {"Accept-Encoding": "gzip"}
    page = person.page(path)
    found = {"html": len(person.get(path, headers=zipped).data), "css": 0, "js": 0}
    for node in parse(page).css(FILES):
        address = str(node.attributes.get("href") or node.attributes.get("src"))
        kind = address.rpartition(".")[2]
        found[kind] += len(person.get(address, headers=zipped).data)
    return found
