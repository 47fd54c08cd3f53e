"""Text leaves the site gzipped, unless that could give a secret away.

Where a page holds a secret (a reader's form token) beside words that somebody else chose, the
length of the compressed page tells how much the two have in common (BREACH, 2013). Others choose
what stands in an address or a form. So an answer to a request that has our cookie is compressed
only where it had neither a query nor a form; a visitor's page holds no secret, nor does a file. A
view that shows what others have stored says `no-transform`.
"""

import gzip
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from werkzeug.datastructures import Accept, Headers
from werkzeug.http import parse_accept_header

LEAST_BYTES = 1_000
"""What is shorter fits into one packet either way."""
KEPT_LEVEL, PASSING_LEVEL = 9, 4
"""The level for what is compressed once, and for a page of its own at every request."""
TEXT = re.compile(
    r"text/|image/svg\+xml|application/(?:javascript|json|xml|[a-z]+\+json|[a-z]+\+xml)\b"
)


def is_worth_it(headers: Headers) -> bool:
    """Tell whether this is text of some length that nobody has encoded or streams."""
    length = headers.get("Content-Length", "")
    return (
        length.isdecimal()
        and int(length) >= LEAST_BYTES
        and TEXT.match(headers.get("Content-Type", "")) is not None
        and "Content-Encoding" not in headers
        and "Content-Range" not in headers
    )


def accepts_gzip(environ: dict[str, Any]) -> bool:
    return _names_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))


@lru_cache(maxsize=128)
def _names_gzip(accept_encoding: str) -> bool:
    return parse_accept_header(accept_encoding, Accept)["gzip"] > 0


def is_signed(environ: dict[str, Any]) -> bool:
    """Tell whether a request may be somebody's: it has a cookie of ours, or credentials."""
    return "session" in environ.get("HTTP_COOKIE", "") or "HTTP_AUTHORIZATION" in environ


def may_compress(environ: dict[str, Any], headers: Headers) -> bool:
    """Tell whether the answer can be sent gzipped, and its length then tells no secret."""
    is_somebodys = is_signed(environ) and "public" not in headers.get("Cache-Control", "")
    has_secret = is_somebodys or "Set-Cookie" in headers
    has_words = environ["REQUEST_METHOD"] != "GET" or bool(environ.get("QUERY_STRING"))
    has_body = environ["REQUEST_METHOD"] != "HEAD"
    is_allowed = "no-transform" not in headers.get("Cache-Control", "")
    return accepts_gzip(environ) and has_body and is_allowed and not (has_secret and has_words)


def compressed(headers: Headers, body: bytes, level: int) -> tuple[Headers, bytes]:
    """Return the gzipped body, and the headers that say so."""
    packed = gzip.compress(body, level, mtime=0)
    found = Headers(headers)
    found["Content-Encoding"] = "gzip"
    found["Content-Length"] = str(len(packed))
    found.remove("Accept-Ranges")  # those are of the plain bytes
    return found, packed


def add_vary(headers: Headers) -> None:
    """Say that the bytes depend on the encoding, and that the ETag stands for all encodings."""
    vary = headers.get("Vary")
    headers["Vary"] = f"{vary}, Accept-Encoding" if vary else "Accept-Encoding"
    etag = headers.get("ETag", "W/")
    if not etag.startswith("W/"):
        headers["ETag"] = f"W/{etag}"


def read(body: Iterable[bytes]) -> bytes:
    """Read the body of an answer to its end, and close it."""
    try:
        return b"".join(body)
    finally:
        close = getattr(body, "close", None)
        if close:
            close()
