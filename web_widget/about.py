"""Pages of plain words that can be linked to and printed: the steps, rights, continuing healthcare, paying."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse

from scoring.charging import tariff_income
from scoring.guidance import Library
from web_widget.api import TheLibrary
from web_widget.pages import Pages, ThePages, frame_of

router = APIRouter(include_in_schema=False)


@router.get("/g/{organisation_id}/about/{leaflet_id}")
def about(organisation_id: str, leaflet_id: str, pages: ThePages, library: TheLibrary, easy: str = "") -> HTMLResponse:
    """A leaflet, in all its words or in easy ones."""
    return _about(pages, library, organisation_id, leaflet_id, **({"easy": True} if easy == "1" else {}))


@router.post("/g/{organisation_id}/about/paying")
def tariff(
    organisation_id: str, pages: ThePages, library: TheLibrary, savings: Annotated[str, Form(max_length=20)] = ""
) -> HTMLResponse:
    """The sum about savings, for somebody who wants it. Nothing is kept."""
    wanted = savings.replace("£", "").replace(",", "").strip()
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,2})?", wanted):
        trouble = "Please type an amount in pounds, like 15000."
        return _about(pages, library, organisation_id, "paying", savings=savings, tariff_error=trouble)
    pence = round(Decimal(wanted) * 100)
    worked_out = tariff_income(pence, library.charging, dt.date.today())
    return _about(pages, library, organisation_id, "paying", savings=savings, tariff=worked_out, savings_pence=pence)


def _about(pages: Pages, library: Library, organisation_id: str, leaflet_id: str, **values: Any) -> HTMLResponse:
    organisation = library.organisation(organisation_id)
    leaflet = library.leaflet(leaflet_id)
    blank = {"savings": "", "tariff": None, "tariff_error": "", "savings_pence": 0}
    return pages.render("about.html", **frame_of(library, organisation), leaflet=leaflet, **{**blank, **values})
