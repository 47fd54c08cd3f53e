"""The bank as a QTI 1.2 package, as Canvas, Blackboard and others import it.

https://www.imsglobal.org/question/index.html#version1.2
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr  # nosec B406 - writes, and reads nothing

from notes_site.study.bank.formulas import lose_formulas
from notes_site.study.bank.item import BankItem, Losses, lose_links
from notes_site.study.bank.moodle import UNSAYABLE
from notes_site.study.bank.wording import as_written, lost_marks, spoken_text
from notes_site.study.questions.exchanged import (
    Chosen,
    Number,
    Ordered,
    Paired,
    Printed,
    Spoken,
    Written,
)

Render = Callable[[str], str]
"""Makes HTML of Markdown."""
Answer = tuple[str, str, str]
"""QTI's name of the kind, what is shown to answer with, and the condition of being right."""

FILE = "bank.xml"
MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="bank_manifest" xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1">
<metadata><schema>IMS Content</schema><schemaversion>1.1.3</schemaversion></metadata>
<organizations/>
<resources><resource identifier="bank" type="imsqti_xmlv1p2"><file href="{FILE}"/></resource>
</resources>
</manifest>
"""


def qti_files(
    items: Sequence[BankItem], course: str, losses: Losses, render: Render
) -> Mapping[str, str]:
    """Return the files of the package by their names."""
    written = "\n".join(_items(items, losses, render))
    assessment = f'<assessment ident="bank" title={quoteattr(course)}>'
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2">\n'
        f'{assessment}<section ident="root_section">\n{written}\n</section></assessment>\n'
        "</questestinterop>\n"
    )
    return {"imsmanifest.xml": MANIFEST, FILE: UNSAYABLE.sub("", text)}


def _items(items: Sequence[BankItem], losses: Losses, render: Render) -> Iterator[str]:
    for item in items:
        answer = _answer(item, losses, render)
        if answer is None:
            continue
        lose_links(item, losses)
        lose_formulas(item, losses)
        for is_there, what in ((item.hint, "hints are lost"), (item.tags, "tags are lost")):
            if is_there:
                losses(item, what)
        yield _item(item, answer, render)


def _material(html: str) -> str:
    return f'<material><mattext texttype="text/html">{escape(html)}</mattext></material>'


def _item(item: BankItem, answer: Answer, render: Render) -> str:
    kind, response, right = answer
    field = f"<fieldlabel>question_type</fieldlabel><fieldentry>{kind}</fieldentry>"
    told = [*_told(item, render)]
    shown = "".join(
        f'<respcondition continue="Yes"><conditionvar>{when}</conditionvar>'
        f'<displayfeedback feedbacktype="Response" linkrefid="{ident}"/></respcondition>'
        for ident, when, _ in told
    )
    feedback = "".join(
        f'<itemfeedback ident="{ident}"><flow_mat>{_material(html)}</flow_mat></itemfeedback>'
        for ident, _, html in told
    )
    return (
        f'<item ident="{item.id}" title="{item.id}"><itemmetadata><qtimetadata>'
        f"<qtimetadatafield>{field}</qtimetadatafield></qtimetadata></itemmetadata>\n"
        f"<presentation>{_material(render(item.asked))}{response}</presentation>\n"
        '<resprocessing><outcomes><decvar maxvalue="100" minvalue="0" varname="SCORE" '
        f'vartype="Decimal"/></outcomes>{shown}{right}</resprocessing>\n{feedback}</item>'
    )


def _told(item: BankItem, render: Render) -> Iterator[tuple[str, str, str]]:
    """Yield what is said of the answer: its name, when it is shown, and the words as HTML."""
    general = "\n\n".join(
        part
        for part in (
            spoken_text(item.answer) if isinstance(item.answer, Spoken) else "",
            item.why,
        )
        if part
    )
    if general:
        yield "general_fb", "<other/>", render(general)
    for at, one in enumerate(item.answer.offers if isinstance(item.answer, Chosen) else (), 1):
        if one.explanation:
            yield f"option{at}_fb", _is(f"option{at}"), render(one.explanation)


def _is(text: str, respident: str = "response1") -> str:
    return f'<varequal respident="{respident}">{escape(text)}</varequal>'


def _earns(condition: str, points: str = "100", action: str = "Set") -> str:
    """Give points, in percent, where a condition holds."""
    score = f'<setvar action="{action}" varname="SCORE">{points}</setvar>'
    goes_on = "No" if action == "Set" else "Yes"
    held = f"<conditionvar>{condition}</conditionvar>{score}"
    return f'<respcondition continue="{goes_on}">{held}</respcondition>'


def _answer(item: BankItem, losses: Losses, render: Render) -> Answer | None:
    """Return how a question is answered; None where QTI 1.2 as it is imported can't say it."""
    match item.answer:
        case Chosen() as answer:
            return _chosen(item, answer, losses, render)
        case Written() | Printed() as answer:
            written = as_written(item, answer, losses)
            return None if written is None else _written(written)
        case Number(low, high):
            ends = f'<vargte respident="response1">{low:f}</vargte>'
            ends += f'<varlte respident="response1">{high:f}</varlte>'
            return "numerical_question", _field(' fibtype="Decimal"'), _earns(ends)
        case Paired() as answer:
            losses(item, "the headings of the two columns are lost; what is chosen is plain text")
            return _paired(answer, render)
        case Spoken():
            return "essay_question", _field(""), ""
        case Ordered():
            losses(item, "no importer knows an order to ask for: left out")
    return None


def _field(kind: str) -> str:
    label = '<response_label ident="answer1" rshuffle="No"/>'
    fib = f"<render_fib{kind}>{label}</render_fib>"
    return f'<response_str ident="response1" rcardinality="Single">{fib}</response_str>'


def _choice(ident: str, cardinality: str, labels: Sequence[tuple[str, str]], above: str) -> str:
    """Offer labels, each a name and the material it shows."""
    inside = "".join(
        f'<response_label ident="{name}">{shown}</response_label>' for name, shown in labels
    )
    choice = f"{above}<render_choice>{inside}</render_choice>"
    return f'<response_lid ident="{ident}" rcardinality="{cardinality}">{choice}</response_lid>'


def _chosen(item: BankItem, answer: Chosen, losses: Losses, render: Render) -> Answer:
    for cause in lost_marks(answer):
        losses(item, cause)
    names = [f"option{at}" for at in range(1, len(answer.offers) + 1)]
    labels = [
        (name, _material(render(one.text))) for name, one in zip(names, answer.offers, strict=True)
    ]
    if answer.is_single:
        (right,) = (name for name, one in zip(names, answer.offers, strict=True) if one.is_right)
        kind = "true_false_question" if answer.is_statement else "multiple_choice_question"
        return kind, _choice("response1", "Single", labels, ""), _earns(_is(right))
    losses(item, "part of the points for part of the answer is the importer's to give")
    marks = (
        _is(name) if one.is_right else f"<not>{_is(name)}</not>"
        for name, one in zip(names, answer.offers, strict=True)
    )
    shown = _choice("response1", "Multiple", labels, "")
    return "multiple_answers_question", shown, _earns(f"<and>{''.join(marks)}</and>")


def _written(answer: Written) -> Answer:
    return "short_answer_question", _field(""), _earns("".join(map(_is, answer.literals)))


def _paired(answer: Paired, render: Render) -> Answer:
    """Offer every right side for each left one, each pair for its share of the points."""
    rights = [*dict.fromkeys([*(right for _, right in answer.pairs), *answer.distractors])]
    labels = [
        (f"right{at}", f"<material><mattext>{escape(text)}</mattext></material>")
        for at, text in enumerate(rights, 1)
    ]
    shown = right = ""
    for at, (left, belongs) in enumerate(answer.pairs, 1):
        ident = f"response_left{at}"
        shown += _choice(ident, "Single", labels, _material(render(left)))
        name = f"right{rights.index(belongs) + 1}"
        right += _earns(_is(name, ident), f"{100 / len(answer.pairs):.2f}", "Add")
    return "matching_question", shown, right
