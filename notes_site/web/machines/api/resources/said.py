"""Reading an answer that was sent as JSON, by the same kinds that read a page's form."""

from collections.abc import Mapping
from typing import Any, cast

from notes_site.study.questions.kind import Kind, Response
from notes_site.web.machines.api.requests import refuse
from notes_site.web.machines.api.shown import answer_fields, form_of, is_all_known


def read_said(
    kind: Kind, said: Mapping[str, Any], at: str = "", written: str | None = None
) -> Response:
    """Return an answer as its kind reads it, or refuse the field that can't be used.

    `written` is what stands for an open question whose model answer was shown.
    """
    taken = answer_fields(kind) - ({"text"} if written is not None else set())
    for name in sorted({"choice", "text", "order", "matches"} & said.keys() - taken):
        refuse(f"{at}{name}", f"This question is answered with {' and '.join(sorted(taken))}.")
    form = form_of(said)
    response = kind.read_response(form if written is None else {**form, "text": [written]})
    first = f"{at}{min(taken, default='')}"
    if response is None:
        refuse(first, str(kind.incomplete))
    found = cast("Response", response)
    if not is_all_known(kind, said, found):
        refuse(first, "It names something that this question doesn't offer, or offers once.")
    return found
