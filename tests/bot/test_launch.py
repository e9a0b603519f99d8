"""The launcher's levers, each against the real Rasa, and the stock path beside it."""

from __future__ import annotations

import json
import os
import re
import subprocess

import pytest
import yaml

from deploy.processes import RASA_PYTHON, ROOT
from scoring.guidance import Library
from scoring.saying import COMMANDS, TALK


def in_rasa(code: str, **env: str) -> str:
    """Run a piece of Python in Rasa's environment, in the bot folder; what it prints last."""
    done = subprocess.run(
        [RASA_PYTHON, "-c", code],
        cwd=ROOT / "bot",
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


def test_tensorflow_is_left_out_and_comes_back_with_its_variable() -> None:
    code = "import launch, sys; launch.leave_tensorflow_out(); import rasa.core.policies.rule_policy; import tensorflow; print(tensorflow.__name__, hasattr(tensorflow, '__file__') and tensorflow.__file__ is not None)"
    assert in_rasa(code) == "tensorflow False"
    stock = "import tensorflow; print(tensorflow.__name__, tensorflow.__file__ is not None)"
    assert in_rasa(stock, TF_CPP_MIN_LOG_LEVEL="3") == "tensorflow True"


def test_the_event_table_finds_what_rasa_finds_and_refuses_what_rasa_refuses() -> None:
    code = """
import launch, json; launch.leave_tensorflow_out()
import rasa.shared.core.events as events
from rasa.shared.utils.common import all_subclasses
names = sorted({cls.type_name for cls in all_subclasses(events.Event) if cls.type_name})
stock = {name: events.Event.resolve_by_type(name).__name__ for name in names}
launch.look_events_up_once()
fast = {name: events.Event.resolve_by_type(name).__name__ for name in names}
try: events.Event.resolve_by_type('no such'); refused = False
except ValueError: refused = True
print(json.dumps([stock == fast, len(names) > 20, refused]))
"""
    assert json.loads(in_rasa(code)) == [True, True, True]


def test_an_action_reply_that_does_not_fit_is_still_refused() -> None:
    code = """
import launch, json; launch.leave_tensorflow_out(); launch.check_the_schema_once()
import jsonschema
from rasa.core.actions.action import RemoteAction
action = RemoteAction('action_x', None)
good = action._validate_action_result({'events': [{'event': 'slot', 'name': 'answer', 'value': None, 'timestamp': None}], 'responses': []})
try: action._validate_action_result({'events': 'none', 'responses': [1]}); refused = False
except jsonschema.ValidationError: refused = True
print(json.dumps([good, refused]))
"""
    assert json.loads(in_rasa(code)) == [True, True]


def test_no_log_of_any_level_or_library_holds_words() -> None:
    code = """
import launch, io, logging, warnings, sys
launch.leave_tensorflow_out(); launch.keep_words_out_of_logs()
out = io.StringIO(); logging.basicConfig(stream=out, level=logging.DEBUG, force=True)
from rasa.utils.log_utils import configure_structlog
configure_structlog(logging.DEBUG)
import structlog
logging.getLogger('rasa.core.channels.rest').error('failed on %s', 'xylophone')
try: raise ValueError('xylophone')
except ValueError: logging.getLogger('rasa').exception('xylophone')
structlog.get_logger().error('rasa.core.error', message='xylophone')
warnings.warn('xylophone')
text = out.getvalue()
print('xylophone' not in text, 'ValueError' in text, text.count(chr(10)) >= 4)
"""
    assert in_rasa(code) == "True True True"


def test_exact_phrases_are_sure_and_shared_phrases_are_left_to_the_classifier() -> None:
    code = """
import launch, json, tempfile, pathlib; launch.leave_tensorflow_out()
from components.exact_phrases import ExactPhrases
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
storage = LocalModelStorage.create(pathlib.Path(tempfile.mkdtemp())); resource = Resource('phrases')
part = ExactPhrases.create({}, storage, resource, None)
part.train(TrainingData([Message.build('Go back!', 'back'), Message.build('both', 'a'), Message.build('both', 'b')]))
again = ExactPhrases.load({}, storage, resource, None)
messages = [Message({'text': text}) for text in ('GO  BACK', 'both', 'go back to the shop')]
again.process(messages)
print(json.dumps([(m.get('intent') or {}).get('name') for m in messages]))
"""
    assert json.loads(in_rasa(code)) == ["back", None, None]


def test_the_training_data_is_valid_by_rasas_own_check() -> None:
    done = subprocess.run(
        [RASA_PYTHON, "launch.py", "data", "validate", "--config", "config.yml", "--domain", "domain",
         "--data", str(ROOT / "data/nlu"), str(ROOT / "data/rules"), "--fail-on-warnings"],
        cwd=ROOT / "bot", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def domain() -> dict:
    return yaml.safe_load((ROOT / "bot/domain/domain.yml").read_text())


def test_every_command_question_and_piece_of_talk_has_an_intent_a_rule_and_examples(library: Library) -> None:
    intents = {next(iter(one)) for one in domain()["intents"]}
    wanted = {f"command_{name}" for name in COMMANDS} | {f"ask_{one.id}" for one in library.questions} | set(TALK)
    assert wanted <= intents
    assert len(library.questions) >= 12
    rules = (ROOT / "data/rules/rules.yml").read_text()
    assert [name for name in intents if f"intent: {name}\n" not in rules] == []
    examples = "".join(path.read_text() for path in (ROOT / "data/nlu").glob("*.yml"))
    assert [name for name in wanted if f"intent: {name}\n" not in examples] == []


def test_one_rule_serves_each_digression_inside_the_form_and_out_of_it() -> None:
    """No copies of a rule for the form: each intent stands in one rule, and none names the form as its condition."""
    rules = yaml.safe_load((ROOT / "data/rules/rules.yml").read_text())["rules"]
    conditions = [rule for rule in rules if any("active_loop" in str(one) for one in rule.get("condition", []))]
    assert len(conditions) <= 1
    named = re.findall(r"intent: (\w+)", (ROOT / "data/rules/rules.yml").read_text())
    assert len(named) == len(set(named))


@pytest.mark.parametrize("file", ["endpoints.yml", "credentials.yml"])
def test_rasa_has_one_way_in_and_it_is_rest(file: str) -> None:
    content = yaml.safe_load((ROOT / "bot" / file).read_text())
    assert list(content) == (["rest"] if file == "credentials.yml" else ["action_endpoint", "tracker_store"])
