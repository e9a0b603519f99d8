"""What a paper becomes: a PDF with tags, a document to edit, or plain text; and the answers and the plan as FHIR R4.

What stands in a paper is decided in `scoring/papers.py`. The words go in as data, never as markup.
"""

from __future__ import annotations

import datetime as dt
import io
import json
from importlib.util import find_spec
from pathlib import Path

import typst
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from pydantic import TypeAdapter

from records import Conversation
from scoring import fhir
from scoring.allocation import allocate
from scoring.guidance import Library
from scoring.papers import Paper, Told, as_text
from scoring.plan import Plan
from scoring.pounds import Money
from web_widget.turns import Turns

PDF, DOCX = "application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT, FHIR = "text/plain", "application/fhir+json"
ENDS = {PDF: "pdf", DOCX: "docx", TEXT: "txt", FHIR: "json"}
"""How the name of a saved file ends."""
NORMAL, LARGE = 12, 18
"""Sizes of letters in points. Large print is commonly 16 or more."""
TEMPLATE = Path(__file__).parent / "templates" / "paper.typ"


def render(made: Paper, kind: str, large: bool = False) -> bytes:
    """A paper as `PDF`, `DOCX` or `TEXT`."""
    if kind == PDF:
        return as_pdf(made, large)
    return as_docx(made, large) if kind == DOCX else as_text(made).encode()


def as_pdf(made: Paper, large: bool = False) -> bytes:
    """A PDF with a structure that a screen reader can follow (PDF/UA-1). The words go in as data, never as markup."""
    data = TypeAdapter(Paper).dump_json(made).decode()
    sizes = {"paper": data, "size": str(LARGE if large else NORMAL)}
    found: bytes = typst.compile(
        str(TEMPLATE), format="pdf", sys_inputs=sizes, font_paths=[str(_fonts())], pdf_standards=["ua-1"]
    )
    return found


def as_docx(made: Paper, large: bool = False) -> bytes:
    """A document that can be edited, with real headings, lists and tables."""
    document = Document()
    document.core_properties.title, document.core_properties.author = made.title, ""
    document.core_properties.language = "en-GB"
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(LARGE if large else NORMAL)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "Arial")
    if made.name != "letter":
        document.add_heading(made.title, 0)
    for words in made.lead:
        document.add_paragraph(words)
    for part in made.parts:
        if part.title:
            document.add_heading(part.title, 1)
        for words in part.says:
            if words:
                document.add_paragraph(words)
        for words in part.points:
            document.add_paragraph(words, style="List Bullet")
        if part.table:
            table = document.add_table(rows=0, cols=len(part.table.headings), style="Table Grid")
            for row in (part.table.headings, *part.table.rows):
                for cell, words in zip(table.add_row().cells, row, strict=True):
                    cell.text = words
            table.rows[0]._tr.get_or_add_trPr().append(document.element.makeelement(qn("w:tblHeader"), {}))
    if made.closing:
        document.add_paragraph(made.closing)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def as_fhir(turns: Turns, conversation: Conversation, plan: Plan) -> bytes:
    """Questions, answers and plan as FHIR R4."""
    made = fhir.bundle(turns.scheme_of(conversation), conversation.journey.answers, plan, dt.datetime.now(dt.UTC))
    return json.dumps(made, ensure_ascii=False, indent=1).encode()


def told(library: Library, turns: Turns, conversation: Conversation, plan: Plan) -> Told:
    """What a paper of this conversation is made from."""
    scheme, journey = turns.scheme_of(conversation), conversation.journey
    answered = [
        (question.text, option.label)
        for question in scheme.asked(journey.answers)
        if (option := question.option(journey.answers.get(question.id, ""))) is not None
    ]
    return Told(
        library=library,
        organisation=library.organisation(conversation.organisation),
        plan=plan,
        indicative=indicative_of(turns, conversation),
        statement=statement_of(turns, conversation),
        answered=answered,
        helping=journey.helping,
    )


def indicative_of(turns: Turns, conversation: Conversation) -> Money | None:
    """The indicative amount of a conversation; None before the first answer, at a check, or outside the table."""
    scheme, answers = turns.scheme_of(conversation), conversation.journey.answers
    counted = bool(answers) and not scheme.is_check
    return allocate(scheme, answers, dt.date.today()).indicative if counted else None


def statement_of(turns: Turns, conversation: Conversation) -> str:
    """The sentence that says the amount; none without one."""
    scheme, answers = turns.scheme_of(conversation), conversation.journey.answers
    return "" if not answers or scheme.is_check else allocate(scheme, answers, dt.date.today()).statement


def _fonts() -> Path:
    """A plain face without serifs that is there anyway: the one that comes with matplotlib."""
    found = find_spec("matplotlib")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"
