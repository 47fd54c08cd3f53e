"""Secrets that a browser or a link holds; the site stores what knows them again, not themselves."""

import hashlib
import secrets


def draw_token() -> str:
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """Return what is stored of a token; quick, since nobody can guess 256 bits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
