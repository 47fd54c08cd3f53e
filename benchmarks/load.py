"""Load on one address: by wrk where it is installed, else by a client in Python."""

import http.client
import re
import shutil
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass

from benchmarks.serving import Served

CONNECTIONS = 8
REQUESTS = re.compile(r"(\d+) requests in ([\d.]+)(m?s)")
FAILED = re.compile(r"Socket errors:|Non-2xx or 3xx")


@dataclass(frozen=True, slots=True)
class Cost:
    """What requests of one kind cost a server."""

    cpu_seconds: float
    requests_a_second: float

    def __str__(self) -> str:
        return f"{self.cpu_seconds * 1_000:.2f} ms, {self.requests_a_second:,.0f}/s"


def median(costs: Sequence[Cost]) -> Cost:
    return Cost(
        statistics.median(cost.cpu_seconds for cost in costs),
        statistics.median(cost.requests_a_second for cost in costs),
    )


def press(served: Served, path: str, headers: Mapping[str, str], seconds: float) -> Cost:
    """Ask for a path again and again over 8 connections; every answer must be 2xx or 3xx."""
    ask = _press_with_wrk if shutil.which("wrk") else _press_with_python
    before = served.cpu_seconds()
    requests, took = ask(served.port, path, headers, seconds)
    return Cost((served.cpu_seconds() - before) / requests, requests / took)


def warm(served: Served, path: str, headers: Mapping[str, str]) -> None:
    """Ask for a path over as many connections, so that every worker has answered it before."""

    def ask(_number: int) -> None:
        for _ in range(4):
            send(served.port, path, headers)

    with ThreadPoolExecutor(CONNECTIONS) as clients:
        list(clients.map(ask, range(CONNECTIONS)))


def send(port: int, path: str, headers: Mapping[str, str]) -> bytes:
    """Ask once, on a connection of its own; return the body."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("GET", path, headers=dict(headers))
        response = connection.getresponse()
        if response.status >= 400:
            raise RuntimeError(f"{path}: {response.status}")
        return response.read()


def _press_with_wrk(
    port: int, path: str, headers: Mapping[str, str], seconds: float
) -> tuple[int, float]:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s"]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    said = subprocess.check_output([*command, f"http://127.0.0.1:{port}{path}"], text=True)
    found = REQUESTS.search(said)
    if found is None or FAILED.search(said) or found[1] == "0":
        raise RuntimeError(f"{path}: {said}")
    return int(found[1]), float(found[2]) / (1_000 if found[3] == "ms" else 1)


def _press_with_python(
    port: int, path: str, headers: Mapping[str, str], seconds: float
) -> tuple[int, float]:
    start = time.monotonic()

    def ask(_number: int) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        requests = 0
        while time.monotonic() < start + seconds:
            connection.request("GET", path, headers=dict(headers))
            response = connection.getresponse()
            response.read()
            if response.status >= 400:
                raise RuntimeError(f"{path}: {response.status}")
            requests += 1
        connection.close()
        return requests

    with ThreadPoolExecutor(CONNECTIONS) as clients:
        requests = sum(clients.map(ask, range(CONNECTIONS)))
    return requests, time.monotonic() - start
