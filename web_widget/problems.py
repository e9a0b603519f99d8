"""Errors: `application/problem+json` for the API, a kind page for people. Neither repeats what was sent."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from records import NoSuchConversation, WrongToken
from scoring.guidance import UnknownLeaflet, UnknownOrganisation
from scoring.scheme import NoFigures, UnknownAnswer, UnknownScheme
from web_widget.schemas import Problem
from web_widget.turns import BadChoice

logger = logging.getLogger(__name__)


class Stop(Exception):
    """A request that cannot be answered, with a status, a title and how to mend it."""

    def __init__(self, status: int, title: str, detail: str, errors: list[dict[str, Any]] | None = None) -> None:
        self.problem = Problem(title=title, status=status, detail=detail, errors=errors)
        super().__init__(title)


def _stop_for(error: Exception) -> Stop:
    match error:
        case Stop():
            return error
        case NoSuchConversation():
            return Stop(404, "No such conversation", "It has ended, was deleted, or never was. Begin a new one.")
        case WrongToken():
            return Stop(401, "Wrong token", "Send the token of this conversation as `Authorization: Bearer`.")
        case UnknownOrganisation() | UnknownScheme() | UnknownLeaflet():
            return Stop(404, "Not found", str(error))
        case BadChoice() | UnknownAnswer() | NoFigures():
            return Stop(422, "This does not fit the scheme", str(error))
        case RequestValidationError():
            errors = [{"where": list(map(str, one["loc"])), "what": one["msg"]} for one in error.errors()[:20]]
            return Stop(422, "The request does not fit", "See `errors` for each place and what is wrong there.", errors)
        case HTTPException():
            return Stop(error.status_code, *_words_for(error))
    where = f"{type(error).__name__}"
    logger.error("a request failed: %s", where)
    return Stop(500, "Something went wrong", "This is our fault. What was stored before is safe. Try again soon.")


def _words_for(error: HTTPException) -> tuple[str, str]:
    known = {
        400: ("The request cannot be read", "Check that it is JSON, or a form, in UTF-8."),
        404: ("Not found", "There is nothing at this address."),
        405: ("Not this way", "This address does not take that method."),
        413: ("Too much", "That is more than this service takes at once. Nothing was changed."),
        415: ("Not this kind", "Send JSON as `application/json`."),
    }
    return known.get(error.status_code, ("This did not work", "Check the request against the API's description."))


def answer(request: Request, error: Exception) -> Response:
    """The response to an error: a problem for the API, a page for people."""
    stop = _stop_for(error)
    if request.url.path.startswith("/api/") or request.url.path in ("/healthz", "/readyz", "/metrics"):
        headers = {"WWW-Authenticate": "Bearer"} if stop.problem.status == 401 else None
        return JSONResponse(
            stop.problem.model_dump(exclude_none=True),
            status_code=stop.problem.status,
            media_type="application/problem+json",
            headers=headers,
        )
    page: Response = request.app.state.pages.error(request, stop.problem)
    return page


def install(app: FastAPI) -> None:
    """Answer the errors that the app itself would answer otherwise; `Shield` has the rest."""

    async def handle(request: Request, error: Exception) -> Response:
        return answer(request, error)

    for kind in (RequestValidationError, HTTPException):
        app.add_exception_handler(kind, handle)
