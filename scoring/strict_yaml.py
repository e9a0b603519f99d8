"""Read a YAML file into a strict model, and say where and how to mend it when it does not fit."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError

T = TypeVar("T")
Place = tuple[str | int, ...]


class Strict(BaseModel):
    """A model that knows all its keys and does not change once made."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


Id = Annotated[str, Field(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$", max_length=60)]


class Row(Strict):
    """One row of a data file that is a list; its id stands once."""

    id: Id


@dataclass(frozen=True)
class Problem:
    """One thing wrong at `place` (a path of keys and indexes), and how to mend it."""

    place: Place
    what: str
    mend: str = ""
    other: Place | None = None
    """Another place that the words speak of; `{line}` in them becomes its line."""


class DataError(Exception):
    """A data file that cannot be used. `str()` gives one line a problem: file, line, id, what, mend."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = list(lines)
        super().__init__("\n".join(lines))


class Document:
    """The parsed content of one file (or of one `---` part of it), which remembers its line numbers."""

    def __init__(self, path: Path, content: Any) -> None:
        self.path = path
        self.content = content

    def line(self, place: Place) -> int:
        """The line (from 1) of the deepest part of `place` that the file has."""
        node, line = self.content, 1
        if isinstance(node, CommentedMap | CommentedSeq):
            line = node.lc.line + 1
        for step in place:
            if (isinstance(node, CommentedMap) and step in node) or (
                isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node)
            ):
                line = node.lc.data[step][0] + 1
                node = node[step]
            else:
                break
        return int(line)

    def name(self, place: Place) -> str:
        """The nearest id on the way to `place`, else the path itself: what a person would look for."""
        node, named = self.content, ""
        for step in place:
            try:
                node = node[step]
            except (KeyError, IndexError, TypeError):
                break
            if isinstance(node, CommentedMap) and "id" in node:
                named = str(node["id"])
        words = ".".join(str(step) for step in place if isinstance(step, str))
        return " ".join(part for part in (named, words.rsplit(".", 1)[-1] if named else words) if part)

    def describe(self, problem: Problem) -> str:
        """`file:line id: what. mend.`"""
        where = f"{self.path.parent.name}/{self.path.name}:{self.line(problem.place)}"
        name = self.name(problem.place)
        what = problem.what.replace("{line}", str(self.line(problem.other))) if problem.other else problem.what
        text = f"{where} {name}: {what}" if name else f"{where}: {what}"
        return f"{text} {problem.mend}".strip()

    def fail(self, problems: Iterable[Problem]) -> None:
        """Raise `DataError` if there are any problems, in the order of the file."""
        found = sorted(problems, key=lambda problem: self.line(problem.place))
        if found:
            raise DataError([self.describe(problem) for problem in found])

    def read_as(self, model: type[T]) -> T:
        """The content as `model`.

        Raises:
            DataError: naming every key and value that does not fit.
        """
        try:
            return TypeAdapter(model).validate_python(_plain(self.content))
        except ValidationError as error:
            known = _field_names(model)
            self.fail(_from_pydantic(item, known) for item in error.errors())
            raise


def read_documents(path: Path) -> list[Document]:
    """All `---` parts of a YAML file.

    Raises:
        DataError: when the file is missing, empty or not YAML.
    """
    where = f"{path.parent.name}/{path.name}"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise DataError([f"{where}: the file is missing. Add it, or take its folder away."]) from None
    except UnicodeDecodeError:
        raise DataError([f"{where}: the file is not UTF-8 text. Save it again as UTF-8."]) from None
    try:
        contents = [content for content in YAML(typ="rt", pure=True).load_all(text) if content is not None]
    except DuplicateKeyError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DataError([f"{where}:{line}: {error.problem}. Keep one of the two."]) from None
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DataError([f"{where}:{line}: {error.problem}. Check the spaces, colons and quotes there."]) from None
    except YAMLError as error:
        raise DataError([f"{where}: {error}"]) from None
    if not contents:
        raise DataError([f"{where}: the file is empty. Fill it in, or take its folder away."])
    return [Document(path, content) for content in contents]


def read_document(path: Path) -> Document:
    """The one document of a file; see `read_documents`."""
    documents = read_documents(path)
    if len(documents) > 1:
        raise DataError([f"{path.parent.name}/{path.name}: only one document is wanted. Take the `---` lines out."])
    return documents[0]


def load(path: Path, model: type[T]) -> T:
    """Read one file as `model`; raises `DataError`."""
    return read_document(path).read_as(model)


def _plain(node: Any) -> Any:
    """ruamel's own containers and scalars as plain Python."""
    if isinstance(node, CommentedMap):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, CommentedSeq):
        return [_plain(value) for value in node]
    if isinstance(node, dt.datetime):
        return node.date()
    if isinstance(node, bool | dt.date) or node is None:
        return node
    for kind in (int, float, str):
        if isinstance(node, kind):
            return kind(node)
    return node


def _field_names(model: Any, seen: set[Any] | None = None) -> set[str]:
    """Every key that a model and the models inside it know."""
    seen = set() if seen is None else seen
    if model in seen:
        return set()
    seen.add(model)
    names: set[str] = set()
    if isinstance(model, type) and issubclass(model, BaseModel):
        for name, field in model.model_fields.items():
            names |= {field.alias or name} | _field_names(field.annotation, seen)
    for part in getattr(model, "__args__", ()):
        names |= _field_names(part, seen)
    return names


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


MENDS: Mapping[str, tuple[str, str]] = {
    "string_type": ("`{key}` should be words.", "Put them in quotes."),
    "string_too_short": ("`{key}` is empty.", "Write something there."),
    "string_too_long": ("`{key}` is longer than {max_length} letters.", "Make it shorter."),
    "string_pattern_mismatch": ("`{key}` is not written as it should be.", "It must look like {pattern}."),
    "int_type": ("`{key}` should be a whole number.", "Write it without quotes, like 3."),
    "int_parsing": ("`{key}` should be a whole number.", "Write it like 3."),
    "int_from_float": ("`{key}` should be a whole number.", "Write it like 3."),
    "decimal_parsing": ("`{key}` should be a number.", "Write it like 450 or 12.50."),
    "bool_parsing": ("`{key}` should be yes or no.", "Write true or false."),
    "bool_type": ("`{key}` should be yes or no.", "Write true or false."),
    "date_type": ("`{key}` should be a day.", "Write it like 2026-04-01, without quotes."),
    "date_from_datetime_parsing": ("`{key}` should be a day.", "Write it like 2026-04-01."),
    "tuple_type": ("`{key}` should be a list.", "Write it as [one, two], or a line for each with a hyphen."),
    "list_type": ("`{key}` should be a list.", "Write it as [one, two], or a line for each with a hyphen."),
    "too_short": ("`{key}` needs at least {min_length}.", "Add one."),
    "too_long": ("`{key}` may have at most {max_length}.", "Take some out."),
    "dict_type": ("`{key}` should have names and values.", "Write it as {{name: value}}, or a line for each."),
    "mapping_type": ("`{key}` should have names and values.", "Write it as {{name: value}}, or a line for each."),
    "model_type": ("`{key}` should have names and values.", "Write it as {{name: value}}, or a line for each."),
    "greater_than_equal": ("`{key}` is less than {ge}.", "Make it {ge} or more."),
    "greater_than": ("`{key}` is not more than {gt}.", "Make it more than {gt}."),
    "less_than_equal": ("`{key}` is more than {le}.", "Make it {le} or less."),
    "less_than": ("`{key}` is not less than {lt}.", "Make it less than {lt}."),
    "literal_error": ("`{key}` is none of the words there are.", "Write one of {expected}."),
}
"""What is wrong, in plain words, and how to mend it, by pydantic's kinds of error."""


def _from_pydantic(item: Any, known: set[str]) -> Problem:
    place = tuple(step for step in item["loc"] if step != "[key]")
    key = str(place[-1]) if place else ""
    if item["type"] == "extra_forbidden":
        close = difflib.get_close_matches(key, sorted(known), n=1)
        return Problem(place, "this key is not known.", f"Did you mean `{close[0]}`?" if close else "Take it out.")
    if item["type"] == "missing":
        return Problem(place[:-1], f"`{key}` is missing.", "Add it.")
    if item["type"] in MENDS:
        what, mend = MENDS[item["type"]]
        told = item.get("ctx", {})
        values = {"key": key, **{name: int(n) if n == int(n) else n for name, n in told.items() if _is_number(n)}}
        values = {**told, **values}
        return Problem(place, what.format(**values), mend.format(**values))
    message = str(item["msg"]).removeprefix("Value error, ")
    return Problem(place, message if message.endswith((".", "?")) else f"{message}.")
