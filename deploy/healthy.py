"""Ask the site beside this script, in a container, whether it answers; else end with 1.

It is asked under its own name and path, since it answers to no other.
"""

import os
import sys
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

SECONDS = 5
PORT = 5000


def main(port: int = PORT) -> None:
    address = urlsplit(os.environ.get("NOTES_SITE_URL", ""))
    here = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    named = {"Host": address.netloc} if address.netloc else {}
    try:
        here.request("GET", f"{address.path.rstrip('/')}/healthz", headers=named)
        status = here.getresponse().status
    except (OSError, HTTPException) as error:
        sys.exit(f"The site does not answer: {error}")
    if status != 200:
        sys.exit(f"The site answers {status}.")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
