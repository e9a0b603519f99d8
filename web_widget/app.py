"""The gateway's app."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
from collections.abc import AsyncIterator
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import generate_latest
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from records import Records
from scoring.guidance import Library
from scoring.library import load_library
from scoring.meaning import load as load_meanings
from scoring.safety import load_reader, load_watch
from web_widget import about, api, coming_back, embed, pages, papers, plan, problems, review, what_if
from web_widget.rasa import Rasa
from web_widget.settings import GatewaySettings
from web_widget.tries import Tries
from web_widget.turns import Turns

logger = logging.getLogger(__name__)

STATIC = Path(__file__).parent / "static"
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'{leaving}; base-uri 'none'; {frames}frame-ancestors {ancestors}"
)


def create_app(settings: GatewaySettings | None = None) -> FastAPI:
    """The app. Raises `DataError` when the data folder has a problem."""
    settings = settings or GatewaySettings()
    library = load_library(settings.data_dir)
    records = Records(settings.database_url, settings.tracker_url)
    rasa = Rasa(settings.rasa_url, settings.rasa_timeout, settings.rasa_rest)

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        tidying = asyncio.create_task(_tidy(records, settings.keep_days))
        yield
        tidying.cancel()
        await rasa.close()

    app = FastAPI(
        title="First Step",
        version="1",
        summary="A first conversation about a personal budget.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    app.state.library, app.state.records, app.state.data_dir = library, records, settings.data_dir
    reader, watch = load_reader(settings.data_dir), load_watch(settings.data_dir, "gateway")
    learnt = load_meanings(settings.meanings) if settings.meanings else {}
    app.state.turns = Turns(library, records, rasa, reader, watch, learnt, settings)
    app.state.pages = pages.Pages(STATIC)
    app.state.tries = Tries()
    problems.install(app)
    app.include_router(api.router)
    app.include_router(about.router)
    app.include_router(plan.router)
    app.include_router(papers.router)
    app.include_router(review.router)
    app.include_router(what_if.router)
    app.include_router(coming_back.router)
    app.include_router(embed.router)
    app.include_router(pages.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    _add_health(app, library, records, rasa)

    app.add_middleware(Shield, library=library, body_limit=settings.body_limit)
    return app


class Shield:
    """The outermost layer: a limit on what comes in, headers on what goes out, and no error that gets
    past it into a log with its words."""

    def __init__(self, app: ASGIApp, library: Library, body_limit: int) -> None:
        self._app, self._library, self._body_limit = app, library, body_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request, begun, received = Request(scope), False, 0

        async def receive_so_much() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._body_limit:
                raise HTTPException(413)
            return message

        async def send_with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                headers.update(self._headers(request))
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            await self._app(scope, receive_so_much, send_with_headers)
        except Exception as error:
            if begun:
                raise
            response = problems.answer(request, error)
            await response(scope, receive, send_with_headers)

    def _headers(self, request: Request) -> dict[str, str]:
        hashed = request.url.path.startswith("/static/") and "v" in request.query_params
        cached = {"Cache-Control": "public, max-age=31536000, immutable"} if hashed else {}
        return {
            **cached,
            "Content-Security-Policy": _content_policy(request, self._library),
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
            "Cross-Origin-Opener-Policy": "same-origin",
        }


def _content_policy(request: Request, library: Library) -> str:
    """Who may frame this page, and where its forms may lead: nobody and nowhere else, but for a guide the origins
    that its organisation lists, and the page that "Leave now" goes to."""
    parts = request.url.path.split("/")
    organisation = library.organisations.get(parts[2]) if len(parts) > 2 and parts[1] == "g" else None
    ancestors = " ".join(("'self'", *organisation.origins)) if organisation else "'none'"
    leaving = f" https://{organisation.quick_exit.split('/')[2]}" if organisation and organisation.quick_exit else ""
    frames = "frame-src 'self'; " if request.url.path == "/embed" else ""  # it shows the guide as others will
    return CONTENT_POLICY.format(ancestors=ancestors, leaving=leaving, frames=frames)


def _add_health(app: FastAPI, library: Library, records: Records, rasa: Rasa) -> None:
    @app.get("/healthz", include_in_schema=False)
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz", include_in_schema=False)
    async def readyz() -> JSONResponse:
        database = await run_in_threadpool(records.ready)
        dialogue = await rasa.ready()
        due = ", ".join(line.id for line in library.helplines_due(dt.date.today()))
        body = {"database": "ok" if database else "down", "dialogue": "ok" if dialogue else "down"}
        body["helplines_to_check"] = due or "none"
        return JSONResponse(body, status_code=200 if database and dialogue else 503)

    @app.get("/metrics", include_in_schema=False)
    async def metrics() -> PlainTextResponse:
        return PlainTextResponse(generate_latest(app.state.turns.metrics), media_type="text/plain; version=0.0.4")


async def _tidy(records: Records, keep_days: int) -> None:
    """Every minute, delete what nobody has used for `keep_days`, and what Rasa wrote after its visit was over."""
    while True:
        since = dt.datetime.now(dt.UTC) - dt.timedelta(days=keep_days)
        try:
            await run_in_threadpool(records.delete_unused, since)
        except Exception as error:
            logger.error("tidying up failed and will be tried again: %s", type(error).__name__)
        await asyncio.sleep(60)
