"""The figures of a site, as Prometheus reads them."""

from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

TOKEN = "a token that is long enough for this"
ASKING = {"Authorization": f"Bearer {TOKEN}"}
METRICS = {"NOTES_METRICS_TOKEN": TOKEN}
Figures = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def read(text: str) -> Figures:
    """Return the figures by name and labels; an empty label is none to Prometheus."""
    return {
        (sample.name, tuple(sorted(one for one in sample.labels.items() if one[1]))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def figures(app: Flask) -> Figures:
    answer = app.test_client().get("/metrics", headers=ASKING)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return read(answer.text)
