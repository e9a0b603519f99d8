"""The three that are compared, written into a folder: our own with 60 questions, a stock form bot of the same
questions, and bare Rasa."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from deploy.processes import ROOT
from evaluation.talk import NLU, read_topics
from scoring.loading import load_scheme
from scoring.safety import load_reader
from scoring.scheme import Question

QUESTIONS = 60
DOMAINS = 10


def sixty_questions() -> list[Question]:
    """The same 60 questions for both bots: those of croydon-style, repeated, each under an id of its own."""
    asked = list(load_scheme(ROOT / "data/schemes/croydon-style").questions.values())
    return [
        asked[n % len(asked)].model_copy(update={"id": f"q{n + 1}", "short": f"Question {n + 1}", "ask_if": {}})
        for n in range(QUESTIONS)
    ]


def write_our_data(folder: Path) -> Path:
    """A data folder of ours whose one scheme has the 60 questions."""
    data = Path(shutil.copytree(ROOT / "data", folder / "data", ignore=shutil.ignore_patterns("croydon-style")))
    scheme = data / "schemes/bench"
    scheme.mkdir(parents=True)
    questions, each = sixty_questions(), QUESTIONS // DOMAINS
    domains = [
        {
            "id": f"d{d + 1}",
            "title": f"Domain {d + 1}",
            "questions": [_question(question) for question in questions[d * each : (d + 1) * each]],
        }
        for d in range(DOMAINS)
    ]
    _write(
        scheme / "questions.yml",
        {"id": "bench", "version": "1", "title": "Bench", "intro": "Bench.", "domains": domains},
    )
    rows = [{"points": "0-5", "amount": 0}, {"points": "6-99", "amount": 500}]
    source = {"title": "Made up for the benchmark", "href": "docs/benchmarks.md"}
    money = {"model": "domain_sum", "status": "illustrative", "from": "2026-01-01", "source": source}
    text = yaml.safe_dump({**money, "domains": {domain["id"]: rows for domain in domains}}).replace(
        "'2026-01-01'", "2026-01-01"
    )
    (scheme / "money.yml").write_text(text)
    _write(scheme / "cases.yml", [{"name": "nothing", "answers": {}, "total": "0.00 to 5000.00"}])
    demo = data / "organisations/demo.yml"
    demo.write_text(re.sub(r"(?m)^schemes: .*$", "schemes: [bench]", demo.read_text()))
    return data


def write_stock_bot(folder: Path) -> Path:
    """A form bot as the documentation of Rasa teaches it: a slot and an `utter_ask_` for each question, the pipeline
    and policies that `rasa init` leaves to Rasa, an action server of its own, SQLite.

    It learns from our own sentences alone, not from those of the invented voices: with all of them its training takes
    most of an hour, and ours half a minute."""
    bot = folder / "stock"
    bot.mkdir()
    (bot / "config.yml").write_text("recipe: default.v1\nassistant_id: stock\nlanguage: en\npipeline:\npolicies:\n")
    (bot / "credentials.yml").write_text("rest:\n")
    shutil.copytree(ROOT / "data/nlu", bot / "data/nlu", ignore=shutil.ignore_patterns("*voices*"))
    questions = sixty_questions()
    ours = yaml.safe_load((ROOT / "bot/domain/domain.yml").read_text())
    said = {f"utter_{next(iter(intent))}": [{"text": "All right."}] for intent in ours["intents"]}
    _write(
        bot / "domain.yml",
        {
            "version": "3.1",
            "intents": [*(next(iter(intent)) for intent in ours["intents"]), "inform"],
            "slots": {
                question.id: {
                    "type": "text",
                    "influence_conversation": False,
                    "mappings": [
                        {
                            "type": "from_text",
                            "conditions": [{"active_loop": "assessment_form", "requested_slot": question.id}],
                        }
                    ],
                }
                for question in questions
            },
            "forms": {"assessment_form": {"required_slots": [question.id for question in questions]}},
            "actions": ["validate_assessment_form"],
            "responses": {
                **said,
                "utter_done": [{"text": "Thank you."}],
                **{
                    f"utter_ask_{question.id}": [
                        {
                            "text": question.text,
                            "buttons": [
                                {"title": option.label, "payload": option.label} for option in question.all_options
                            ],
                        }
                    ]
                    for question in questions
                },
            },
        },
    )
    labels = sorted({option.label for question in questions for option in question.options})
    inform = {"intent": "inform", "examples": "".join(f"- {label}\n" for label in labels)}
    _write(bot / "data/nlu/inform.yml", {"version": "3.1", "nlu": [inform]})
    start = {
        "rule": "start",
        "steps": [{"intent": "command_start"}, {"action": "assessment_form"}, {"active_loop": "assessment_form"}],
    }
    done = {
        "rule": "done",
        "condition": [{"active_loop": "assessment_form"}],
        "steps": [
            {"action": "assessment_form"},
            {"active_loop": None},
            {"slot_was_set": [{"requested_slot": None}]},
            {"action": "utter_done"},
        ],
    }
    talk = [
        {"rule": name, "steps": [{"intent": name.removeprefix("utter_")}, {"action": name}]}
        for name in said
        if name != "utter_command_start"
    ]
    _write(bot / "data/rules.yml", {"version": "3.1", "rules": [start, done, *talk]})
    (bot / "endpoints.yml").write_text(
        "action_endpoint:\n  url: ${STOCK_ACTIONS_URL}\n"
        "tracker_store:\n  type: SQL\n  dialect: sqlite\n  db: ${STOCK_TRACKERS}\n"
    )
    (bot / "actions").mkdir()
    (bot / "actions/__init__.py").write_text("")
    (bot / "actions/actions.py").write_text(
        "from rasa_sdk import FormValidationAction\n\n\n"
        "class Validate(FormValidationAction):\n"
        "    def name(self):\n        return 'validate_assessment_form'\n"
    )
    return bot


def write_bare_rasa(folder: Path, nlu: Path = NLU) -> Path:
    """Rasa with our pipeline and training sentences, one rule and no action."""
    bot = folder / "bare"
    bot.mkdir()
    shutil.copy(ROOT / "bot/config.yml", bot)
    shutil.copytree(ROOT / "bot/components", bot / "components")
    shutil.copytree(nlu, bot / "data/nlu")
    (bot / "config.yml").write_text((bot / "config.yml").read_text().replace("action_not_understood", "utter_said"))
    (bot / "credentials.yml").write_text("rest:\n")
    (bot / "endpoints.yml").write_text("tracker_store:\n  type: SQL\n  dialect: sqlite\n  db: ${STOCK_TRACKERS}\n")
    write_vectors(folder / "vectors.npz", nlu)
    intents = [next(iter(intent)) for intent in yaml.safe_load((ROOT / "bot/domain/domain.yml").read_text())["intents"]]
    responses = {"utter_said": [{"text": "All right."}]}
    _write(bot / "domain.yml", {"version": "3.1", "intents": intents, "responses": responses})
    rule = {"rule": "the one", "steps": [{"intent": "greet"}, {"action": "utter_said"}]}
    _write(bot / "data/rules.yml", {"version": "3.1", "rules": [rule]})
    return bot


def write_vectors(path: Path, nlu: Path) -> None:
    """The vectors of our training sentences, as our pipeline wants them in training."""
    texts = sorted({said.text for said in read_topics(nlu)})
    np.savez(path, texts=np.array(texts), vectors=load_reader(ROOT / "data").meanings(texts))


def _question(question: Question) -> dict[str, Any]:
    content = question.model_dump(mode="json", exclude={"ask_if", "kind"})
    for option in content["options"]:
        option["say"] = list(option["say"])
    return content


def _write(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=1000))
