"""Commands that are understood without Rasa: words that stand just so among its training examples.

`data/nlu/commands.yml` is the one home of these words; here they are only looked up.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ruamel.yaml import YAML

from scoring.scheme import normalise

PREFIX = "command_"


def plain_commands(data: Path) -> Mapping[str, str]:
    """Words to the command that they are, as in `data/nlu/commands.yml`; words of two commands are left out."""
    found: dict[str, set[str]] = {}
    for block in YAML(typ="safe").load(data / "nlu" / "commands.yml")["nlu"]:
        name = str(block["intent"])
        if name.startswith(PREFIX):
            for row in block["examples"].splitlines():
                found.setdefault(normalise(row.removeprefix("- ")), set()).add(name.removeprefix(PREFIX))
    return {words: names.pop() for words, names in found.items() if len(names) == 1}
