"""The gateway's app."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import generate_latest
from starlette.concurrency import run_in_threadpool
from starlette.staticfiles import StaticFiles

from records import Records
from scoring.guidance import Library, load_library
from web_widget import api, pages, problems
from web_widget.rasa import Rasa
from web_widget.settings import GatewaySettings
from web_widget.turns import Turns

STATIC = Path(__file__).parent / "static"
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
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
        max_body_size=settings.body_limit,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    app.state.library, app.state.records = library, records
    app.state.turns = Turns(library, records, rasa, settings)
    app.state.pages = pages.Pages(STATIC)
    problems.install(app)
    app.include_router(api.router)
    app.include_router(pages.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    _add_health(app, records, rasa)

    @app.middleware("http")
    async def headers(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await call_next(request)
        response.headers["Content-Security-Policy"] = CONTENT_POLICY.format(ancestors=_ancestors(request, library))
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        hashed = request.url.path.startswith("/static/") and "v" in request.query_params
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if hashed else "no-store"
        return response

    return app


def _ancestors(request: Request, library: Library) -> str:
    """Who may frame this page: nobody, but for a guide the origins that its organisation lists."""
    parts = request.url.path.split("/")
    organisation = library.organisations.get(parts[2]) if len(parts) > 2 and parts[1] == "g" else None
    return " ".join(("'self'", *organisation.origins)) if organisation else "'none'"


def _add_health(app: FastAPI, records: Records, rasa: Rasa) -> None:
    @app.get("/healthz", include_in_schema=False)
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz", include_in_schema=False)
    async def readyz() -> JSONResponse:
        database = await run_in_threadpool(records.ready)
        dialogue = await rasa.ready()
        body = {"database": "ok" if database else "down", "dialogue": "ok" if dialogue else "down"}
        return JSONResponse(body, status_code=200 if database and dialogue else 503)

    @app.get("/metrics", include_in_schema=False)
    async def metrics() -> PlainTextResponse:
        return PlainTextResponse(generate_latest(app.state.turns.metrics), media_type="text/plain; version=0.0.4")


async def _tidy(records: Records, keep_days: int) -> None:
    """Once an hour, delete what nobody has used for `keep_days`, and what Rasa wrote after its visit was over."""
    while True:
        since = dt.datetime.now(dt.UTC) - dt.timedelta(days=keep_days)
        await run_in_threadpool(records.delete_unused, since)
        await asyncio.sleep(3600)
