"""How people say each answer in their own words: `phrases.tsv` beside a scheme's questions.

One line a phrase, tab-separated, no header: question, option (for a number question the number), voice, words. A
voice is one invented person; thresholds are set by leaving voices out. Labels and `say` words count as phrases too.
A scheme without the file is read by those alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scoring.scheme import Scheme
from scoring.strict_yaml import DataError

OUR_OWN = "ours"
"""The voice of labels and of `say` words."""


@dataclass(frozen=True)
class Phrase:
    """Words that mean one option of one question."""

    question_id: str
    option_id: str
    voice: str
    text: str


def own_phrases(scheme: Scheme) -> list[Phrase]:
    """The words that stand in the scheme itself."""
    return [
        Phrase(question.id, option.id, OUR_OWN, words)
        for question in scheme.questions.values()
        for option in question.options
        for words in (option.label, *option.say)
    ]


def read_phrases(path: Path, scheme: Scheme) -> list[Phrase]:
    """The phrases of a file; none when there is no file.

    Raises:
        DataError: naming each line that does not fit the scheme.
    """
    found, problems = [], []
    rows = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for number, row in enumerate(rows, 1):
        parts = row.split("\t")
        question = scheme.questions.get(parts[0])
        if len(parts) != 4 or not all(part.strip() for part in parts):
            problems.append(f"{path}:{number}: this needs question, option, voice and words, with tabs between.")
        elif question is None:
            problems.append(f"{path}:{number}: {scheme.id} has no question {parts[0]!r}. Correct the id.")
        elif question.option(parts[1]) is None:
            problems.append(f"{path}:{number}: {parts[0]} has no option {parts[1]!r}. It has {question.known}.")
        else:
            found.append(Phrase(*parts))
    if problems:
        raise DataError(problems)
    return found
