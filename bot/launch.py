"""Run Rasa the way First Step wants it: `python launch.py run …` or `python launch.py train …`.

Levers, each off with its variable, so that stock Rasa stays one setting away
(docs/decisions/0004-a-lean-rasa.md has the measurements):

- `FIRST_STEP_TENSORFLOW=1` imports TensorFlow, which nothing in our pipeline uses.
- `FIRST_STEP_EVENT_LOOKUP=stock` walks all event classes for each stored event, as Rasa does.
- `FIRST_STEP_SCHEMA_CHECK=stock` checks the schema of an action's reply anew for each reply, as Rasa
  does. The reply itself is checked against it either way.
- Logs never hold anybody's words: only the place in the code, and the kind of error. There is no
  setting to change that.
"""

import importlib.abc
import importlib.machinery
import logging
import os
import sys
import types

UNUSED = ("tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras", "jax", "jaxlib")


class _StandInMeta(type):
    """A class whose every attribute is another such class; enough for imports, subclasses and annotations."""

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        made = _stand_in(name)
        setattr(cls, name, made)
        return made

    def __or__(cls, other):
        return cls


def _stand_in(name):
    def call(self, *args, **kwargs):
        return args[0] if args and callable(args[0]) else self  # usable as a decorator

    return _StandInMeta(
        name,
        (),
        {
            "__init__": lambda self, *args, **kwargs: None,
            "__call__": call,
            "__getattr__": lambda self, inner: _stand_in(inner),
            "__class_getitem__": classmethod(lambda cls, item: cls),
        },
    )


class _StandInModule(types.ModuleType):
    __path__ = []
    __version__ = "2.12.0"

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        made = _stand_in(name)
        setattr(self, name, made)
        return made


class _StandInFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in UNUSED:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        module = _StandInModule(spec.name)
        if spec.name == "tensorflow":
            module.function = lambda *args, **kwargs: args[0] if args and callable(args[0]) else (lambda f: f)
        return module

    def exec_module(self, module):
        pass


def leave_tensorflow_out():
    """Make `import tensorflow` give a stand-in. Rasa imports it on the way to RulePolicy, and never calls it there."""
    sys.meta_path.insert(0, _StandInFinder())


def look_events_up_once():
    """Find an event's class in a table instead of walking every subclass for each event of a tracker."""
    from rasa.shared.core import events
    from rasa.shared.utils.common import all_subclasses

    table = {}
    stock = events.Event.resolve_by_type

    def resolve_by_type(type_name, default=None):
        if not table:
            table.update({cls.type_name: cls for cls in reversed(all_subclasses(events.Event))})
        return table.get(type_name) or stock(type_name, default)

    events.Event.resolve_by_type = staticmethod(resolve_by_type)


def check_the_schema_once():
    """Build the validator for action replies once. Rasa checks the (constant) schema itself for every reply,
    which is most of the time of a turn."""
    from jsonschema.validators import validator_for
    from rasa.core.actions.action import RemoteAction

    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)

    def validate_action_result(self, result):
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate_action_result


class Wordless(logging.LogRecord):
    """A log record that keeps where it was made and the kind of any error, and nothing that was said."""

    def __init__(self, name, level, pathname, lineno, msg, args, exc_info, func=None, sinfo=None, **kwargs):
        kind = f" {exc_info[0].__name__}" if exc_info and exc_info[0] else ""
        super().__init__(name, level, pathname, lineno, f"{name}:{lineno}{kind}", (), None, func, None)


def keep_words_out_of_logs():
    """Let no log, of any level and any library, hold what a person said.

    Rasa's structlog and the warnings module both end in the standard library's log, so one record
    class is enough.
    """
    logging.setLogRecordFactory(Wordless)
    logging.captureWarnings(True)


def main():
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    if os.environ.get("FIRST_STEP_TENSORFLOW") != "1":
        leave_tensorflow_out()
    if os.environ.get("FIRST_STEP_EVENT_LOOKUP") != "stock":
        look_events_up_once()
    if os.environ.get("FIRST_STEP_SCHEMA_CHECK") != "stock":
        check_the_schema_once()
    if sys.argv[1:2] == ["run"]:  # training has no person's words, and its messages help whoever edits the data
        keep_words_out_of_logs()
    import rasa.__main__

    sys.argv[0] = "rasa"
    rasa.__main__.main()


if __name__ == "__main__":
    main()
