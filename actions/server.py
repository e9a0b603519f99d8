"""The action server: rasa-sdk's executor behind a small app of our own, on loopback.

rasa-sdk's own server listens on every address, asks for no secret, and answers an error with the
whole request, which holds what the person said. This one does none of that.
"""

from __future__ import annotations

import hmac
import logging
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionNotFoundException

from actions.commands import AnswerAQuestion, Command, NotUnderstood, SmallTalk
from actions.form import SessionStart, ValidateAssessmentForm
from actions.turn import Workshop
from records import Records
from records.settings import Settings
from scoring.library import load_library
from scoring.meaning import load as load_meanings
from scoring.safety import load_watch
from scoring.understanding import load_limits

logger = logging.getLogger(__name__)

ACTIONS: tuple[type[Action], ...] = (
    SessionStart,
    ValidateAssessmentForm,
    Command,
    AnswerAQuestion,
    SmallTalk,
    NotUnderstood,
)


def make_executor(shop: Workshop) -> ActionExecutor:
    """All actions, ready to be called by name."""
    executor = ActionExecutor()
    for action in ACTIONS:
        executor.register_action(action(shop))
    return executor


def create_app(settings: Settings | None = None) -> FastAPI:
    """The app. Raises `DataError` when the data folder has a problem."""
    settings = settings or Settings()
    data = settings.data_dir
    meanings = load_meanings(settings.meanings) if settings.meanings else {}
    shop = Workshop(
        load_library(data), Records(settings.database_url), load_watch(data, "dialogue"), meanings, load_limits(data)
    )
    executor = make_executor(shop)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.post("/webhook")
    async def webhook(request: Request) -> Response:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not settings.actions_secret or not hmac.compare_digest(given, settings.actions_secret):
            return JSONResponse({"error": "not for you"}, status_code=401)
        call: dict[str, Any] = await request.json()
        call.setdefault("domain", {})  # left out by `enable_selective_domain`; only the form needs it, and gets it
        try:
            result = await executor.run(call)
        except ActionNotFoundException:
            return JSONResponse({"error": "no such action"}, status_code=404)
        except Exception as error:
            # Rasa turns this into an empty reply and the gateway carries on by itself. No words in the log.
            logger.error("%s failed: %s", call.get("next_action"), _where(error))
            return JSONResponse({"error": "the action failed"}, status_code=500)
        if result is None:
            return JSONResponse({"error": "no action named"}, status_code=400)
        return JSONResponse({"events": result.events, "responses": result.responses})

    return app


def _where(error: BaseException) -> str:
    """The kind of an error and the place in our code, without its message, which might hold words."""
    trace, place = error.__traceback__, "?"
    while trace is not None:
        code = trace.tb_frame.f_code
        place, trace = f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}", trace.tb_next
    return f"{type(error).__name__} at {place}"
