"""nginx and Caddy: a site of its own name, or the part of another site below a path."""

import re

from notes_site.cli.deploy.examples import exchange, fill, read_example, replace, without_comments
from notes_site.cli.deploy.hosting import Hosting
from notes_site.config import PREFIX
from notes_site.web.door.headers import HSTS, HSTS_OF_A_PART

NGINX, SNIPPET = "etc/nginx/conf.d/notes-site.conf", "etc/nginx/snippets/notes-site.conf"
CADDY, PART_OF_CADDY = "etc/caddy/Caddyfile", "etc/caddy/notes-site.caddy"
LAST_HEADER = "        proxy_set_header X-Forwarded-Host $host;\n"
OF_A_SERVER = re.compile(r" *(?:add_header|client_header_timeout) .*\n")
MOVED = """location = {prefix} {{
    return 308 {prefix}/;
}}

"""


def make_nginx(hosting: Hosting) -> dict[str, str]:
    """Return the files by their path below `/`: two where the name is another site's, too."""
    text = without_comments(read_example("nginx.conf"))
    named = "".join(f'        proxy_set_header {one} "";\n' for one in _of_who_asks(hosting))
    text = replace(text, LAST_HEADER, f"{LAST_HEADER}{named}")
    if not hosting.prefix:
        return {NGINX: fill(text, hosting)}
    text = replace(text, f'"{HSTS}"', f'"{HSTS_OF_A_PART}"')
    shared, _, servers = text.partition("server {\n")
    found = re.search(r"    client_max_body_size.*(?=\n\}\n)", servers, re.DOTALL)
    if found is None:
        raise ValueError("the example has no server that answers")
    return {NGINX: fill(shared, hosting), SNIPPET: fill(_part(found[0], hosting.prefix), hosting)}


def _of_who_asks(hosting: Hosting) -> list[str]:
    """Return the header that the site takes somebody's name from: no visitor may send it.

    Whoever lets the proxy sign people in writes its own value in this place.
    """
    name = hosting.settings.get(f"{PREFIX}PROXY_USER_HEADER")
    return [name] if name else []


def _part(server: str, prefix: str) -> str:
    """Turn the inside of the example's server into locations for somebody else's.

    Headers are said in each location: those of the server are another site's.
    """
    headers = "".join(re.findall(r" *add_header .*\n", server))
    before, _, inside = OF_A_SERVER.sub("", server).partition("    location / {\n")
    inside, _, away = inside.partition("    location @away {")
    log = "    access_log /var/log/nginx/notes-site.log notes_site buffer=32k flush=1s;\n"
    inside = replace(_dedented(inside), "@away", "@notes_site_away")
    inside = replace(inside, "location ~ ^(", f"location ~ ^{re.escape(prefix)}(")
    opened = f"location {prefix}/ {{\n{log}{before.rstrip()}\n\n{headers}\n{inside}"
    comment, _, answer = _dedented(away).partition("\n")
    named = f"location @notes_site_away {{{comment}\n{headers}{answer}"
    return MOVED.format(prefix=prefix) + opened + named + "\n"


def _dedented(text: str) -> str:
    return re.sub(r"(?m)^    ", "", text)


def make_caddy(hosting: Hosting) -> dict[str, str]:
    """Return the file by its path below `/`: below a path, for an import into the site's own."""
    text = without_comments(read_example("Caddyfile"))
    named = "".join(f"\t\trequest_header -{one}\n" for one in _of_who_asks(hosting))
    text = replace(text, "\thandle {\n", f"\thandle {{\n{named}")
    if not hosting.prefix:
        return {CADDY: fill(text, hosting)}
    found = re.search(r"(?s)\n\thandle \{.*?\n\t\}\n", text)
    if found is None:
        raise ValueError("the example has no handle")
    part = exchange(_outdented(found[0]), {"handle {": f"handle {hosting.prefix}/* {{"})
    moved = f"redir {hosting.prefix} {hosting.prefix}/ 308\n"
    return {PART_OF_CADDY: moved + fill(part, hosting).lstrip()}


def _outdented(text: str) -> str:
    return re.sub(r"(?m)^\t", "", text)
