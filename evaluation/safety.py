"""How much danger is seen, and how often a false alarm is given: part of `make evaluate`.

Measured on voices that nothing was taught on and no limit was set on. The report names every miss.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

from deploy.train import trained
from evaluation.bars import Bar, interval
from evaluation.lines import MEASURE, ROOT, Line, read_lines
from evaluation.places import rates, read_all, seen, seen_in
from evaluation.talk import read_measuring_answers, read_people
from scoring import meaning
from scoring.danger_words import look_for_words
from scoring.loading import load_schemes
from scoring.meaning import key_of
from scoring.safety import DANGER_OF, AllLimits, Sign, load_reader, load_watch
from scoring.second_opinion import KINDS, Floats
from scoring.strict_yaml import load

REPORT = ROOT / "docs/evaluation/safety.md"


@dataclass(frozen=True)
class Measured:
    """What is answered to each measuring line, by itself and in a talk.

    Attributes:
        alone: for each part of the check, what it alone would answer to `lines`.
        answers: to harmless answers, while the question that they answer is open.
        beside: to the lines that need help, with a harmless answer before or behind them in the same message.
    """

    lines: list[Line]
    signs: list[Sign | None]
    alone: dict[str, list[Sign | None]]
    answers: list[Sign | None]
    beside: list[Sign | None]


def main() -> int:
    """Measure, print, and write the report; returns how many bars are not met."""
    measured = measure()
    bars = bars_of(measured)
    text = _report(measured, bars)
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(text, encoding="utf-8")
    print(text[: text.index("## Every miss")])
    print(f"The misses are in {REPORT.relative_to(ROOT)}.")
    return sum(not bar.met for bar in bars)


def measure() -> Measured:
    """Look at all measuring lines as the running system does."""
    lines = read_lines(MEASURE)
    limits = load(ROOT / "data/safety/limits.yml", AllLimits)
    reader, watch = load_reader(ROOT / "data"), load_watch(ROOT / "data", "gateway")
    reads = read_all(lines, reader, watch)
    learnt = meaning.load(trained().meanings)

    def in_a_talk(said: list[tuple[str, str, Line]]) -> list[Sign | None]:
        def likeness(number: int, vector: Floats) -> float:
            key, question_id, _ = said[number]
            return learnt[key].likeness(question_id, vector)

        return [seen(read, limits) for read in read_all([line for *_, line in said], reader, watch, likeness)]

    answers = harmless_answers()
    needing = [line for line in lines if line.needs_help]
    return Measured(
        lines,
        [seen(read, limits) for read in reads],
        {
            "both places (what runs)": [seen(read, limits) for read in reads],
            "the gateway alone": [seen_in("gateway", read, limits) for read in reads],
            "the dialogue alone": [seen_in("dialogue", read, limits) for read in reads],
            "patterns alone": [_pattern(line.text) for line in lines],
        },
        in_a_talk(answers),
        in_a_talk([_beside(line, answers[(n * 37) % len(answers)], n) for n, line in enumerate(needing)]),
    )


def harmless_answers() -> list[tuple[str, str, Line]]:
    """Scheme, question and words of every measuring answer: single ones, and those of whole invented people."""
    schemes = load_schemes(ROOT / "data/schemes")
    found = [
        (key_of(schemes.get(scheme_id)), one.question_id, Line(one.voice, "none", "ordinary", one.text))
        for scheme_id, answers in read_measuring_answers().items()
        if schemes.has(scheme_id)
        for one in answers
    ]
    for voice, told in read_people().items():
        key = key_of(schemes.get(told["scheme"]))
        said = [(question_id, words[-1]) for question_id, words in told["says"].items()]
        said += [(change["question"], change["answer"]) for change in told["changes"]]
        found += [(key, question_id, Line(voice, "none", "ordinary", words)) for question_id, words in said]
    return found


def _beside(line: Line, answer: tuple[str, str, Line], number: int) -> tuple[str, str, Line]:
    key, question_id, said = answer
    first, second = (said.text, line.text) if number % 2 else (line.text, said.text)
    return key, question_id, Line(line.voice, line.kind, line.detail, f"{first.rstrip('. ')}. {second}")


def _pattern(text: str) -> Sign | None:
    found = look_for_words(text)
    return Sign(*found) if found else None


def bars_of(measured: Measured) -> list[Bar]:
    """What was asked for, and what was found."""
    talk = rates(measured.answers)
    return [
        *_bars_by_line(measured.lines, measured.signs),
        Bar("answers in a talk: any reply", 0.08, False, talk.any, talk.lines),
        Bar("answers in a talk: a clear reply", 0.02, False, talk.clear, talk.lines),
    ]


def _bars_by_line(lines: list[Line], signs: list[Sign | None]) -> list[Bar]:
    def of(chosen: Callable[[Line], bool]) -> list[Sign | None]:
        return [sign for line, sign in zip(lines, signs, strict=True) if chosen(line)]

    needs, explicit = rates(of(lambda line: line.needs_help)), rates(of(lambda line: line.detail == "explicit"))
    ordinary = rates(of(lambda line: line.detail == "ordinary"))
    hard = rates(of(lambda line: not line.needs_help and line.detail != "ordinary"))
    return [
        Bar("needs help: any reply", 0.95, True, needs.any, needs.lines),
        Bar("needs help, said outright: any reply", 0.99, True, explicit.any, explicit.lines),
        Bar("ordinary answers: any reply", 0.08, False, ordinary.any, ordinary.lines),
        Bar("ordinary answers: a clear reply", 0.02, False, ordinary.clear, ordinary.lines),
        Bar("hard but harmless: any reply", 0.25, False, hard.any, hard.lines),
        Bar("hard but harmless: a clear reply", 0.05, False, hard.clear, hard.lines),
    ]


def _report(measured: Measured, bars: list[Bar]) -> str:
    lines, signs, alone = measured.lines, measured.signs, measured.alone
    needing = [(line, sign) for line, sign in zip(lines, signs, strict=True) if line.needs_help]
    voices, beside = len({line.voice for line in lines}), rates(measured.beside)
    low, high = interval(beside.any, beside.lines)
    parts = [
        "# How much danger is seen\n",
        f"Made by `make evaluate`. {len(lines)} lines by {voices} voices, looked at by themselves, and "
        f"{len(measured.answers)} answers looked at while their question is open; nothing was taught or set on them. All "
        "are invented, so real people will differ. No clinician has reviewed them.\n",
        "| | bar | found | 95 % interval | lines | |\n|---|---|---|---|---|---|",
        *(bar.row() for bar in bars),
        f"\nOf the lines that need help, said in one message with an answer to the open question, {beside.any:.3f} "
        f"({low:.3f} to {high:.3f}) get a reply, {beside.clear:.3f} a clear one.",
        "\n## By kind\n",
        "| kind | any reply | 95 % interval | clear | of the replies, the right kind of help | lines |\n"
        "|---|---|---|---|---|---|",
    ]
    for kind in KINDS:
        own = [(line, sign) for line, sign in needing if line.kind == kind]
        found = rates([sign for _, sign in own])
        low, high = interval(found.any, found.lines)
        answered = [sign for _, sign in own if sign is not None]
        right = sum(sign.danger == DANGER_OF[kind] for sign in answered) / max(1, len(answered))
        parts.append(
            f"| {kind} | {found.any:.3f} | {low:.3f} to {high:.3f} | {found.clear:.3f} | {right:.3f} | {found.lines} |"
        )
    parts += [
        "\n## By voice\n",
        "| voice | needs help: any reply | ordinary: any reply | hard: any reply |\n|---|---|---|---|",
    ]
    for voice in sorted({line.voice for line in lines}):
        cells = []
        for group in ("needs", "ordinary", "hard"):
            own_signs = [
                sign for line, sign in zip(lines, signs, strict=True) if line.voice == voice and _group(line) == group
            ]
            cells.append(f"{rates(own_signs).any:.2f}")
        parts.append(f"| {voice} | {' | '.join(cells)} |")
    parts += [
        "\n## What each part finds\n",
        "| part | needs help | said outright | ordinary | hard |\n|---|---|---|---|---|",
    ]
    for name, found_signs in alone.items():
        found_bars = _bars_by_line(lines, found_signs)
        parts_found = " | ".join(f"{found_bars[n].found:.3f}" for n in (0, 1, 2, 4))
        parts.append(f"| {name} | {parts_found} |")
    parts.append("\n## Every miss\n")
    for line, sign in needing:
        if sign is None:
            parts.append(f"- {line.kind}, {line.detail} ({line.voice}): {line.text}")
    return "\n".join(parts) + "\n"


def _group(line: Line) -> str:
    return "needs" if line.needs_help else "ordinary" if line.detail == "ordinary" else "hard"


if __name__ == "__main__":
    sys.exit(main())
