"""What free words lead to: recorded, asked about, or not understood; never guessed in silence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import meaning
from scoring.days import tells_of_days
from scoring.library import load_library
from scoring.meaning import NO_CHOICES, NOTHING_LEARNT, SchemeMeanings
from scoring.phrases import Phrase, read_phrases
from scoring.reader import WIDTH, carried, from_carried, parts_of, unit
from scoring.strict_yaml import DataError
from scoring.understanding import Reading, Understood, is_meant, load_limits, read_answer, understand
from tests.conftest import DATA
from tests.toy_meanings import LIMITS, Toy

SCHEME = load_library(DATA).schemes.get("croydon-style")
PAST = load_library(DATA).schemes.get("past-cost")
TOY = Toy(SCHEME)
SLEEP = SCHEME.questions["sleep"]


def read(*vectors: np.ndarray, text: str = "words", closer: tuple[str, ...] = ()) -> Understood:
    return understand(TOY.meanings, SLEEP, text, vectors, LIMITS.answers, closer)


def test_one_sure_option_is_clear() -> None:
    assert read(TOY.vector(sleep__most=1)) == Understood("clear", ("most",))


def test_between_two_both_are_asked_about_in_the_order_of_the_question() -> None:
    assert read(TOY.vector(sleep__most=1, sleep__some=0.98)) == Understood("close", ("some", "most"))


def test_sure_of_the_option_but_not_that_it_is_about_this_is_asked() -> None:
    assert read(TOY.vector(sleep__most=0.3, mood__most=1)).kind == "close"


def test_nothing_certain_is_said_to_be_so() -> None:
    found = read(np.zeros(WIDTH, dtype=np.float32))
    assert found == Understood("unclear")
    assert understand(NOTHING_LEARNT, SLEEP, "words", [], LIMITS.answers) == Understood("unclear")


def test_a_sure_part_about_another_question_is_heard_in_passing() -> None:
    found = read(TOY.vector(sleep__most=1), TOY.vector(sleep__most=1), TOY.vector(mood__often=1))
    assert found == Understood("clear", ("most",), heard={"mood": "often"})


def test_good_days_and_bad_days_are_asked_about_with_the_schemes_rule() -> None:
    found = read(TOY.vector(sleep__most=1), TOY.vector(sleep__never=1), TOY.vector(sleep__most=1))
    assert found == Understood("close", ("never", "most"), good_and_bad_days=True)


@pytest.mark.parametrize(("words", "option"), [("the first one", "some"), ("second", "most"), ("the latter", "most")])
def test_the_first_or_the_second_of_two(words: str, option: str) -> None:
    assert read(text=words, closer=("some", "most")) == Understood("clear", (option,))


def test_first_means_nothing_where_no_two_were_offered() -> None:
    assert read(TOY.vector(sleep__most=1, sleep__some=0.98), text="the first one").kind == "close"


def test_asked_to_choose_between_two_less_will_do() -> None:
    half = TOY.vector(sleep__most=1, sleep__never=0.9)
    assert read(half).kind == "close"
    assert read(half, closer=("some", "most")) == Understood("clear", ("most",))


@given(st.integers(0, 2**32 - 1))
def test_whatever_is_read_it_is_an_option_and_only_what_is_sure_is_clear(seed: int) -> None:
    vector = unit(np.random.default_rng(seed).normal(size=WIDTH)) * np.float32(2)
    found = read(vector, vector, vector)
    assert set(found.options) <= {option.id for option in SLEEP.options}
    assert len(found.options) == {"clear": 1, "close": 2, "unclear": 0}[found.kind]
    assert set(found.heard) <= set(SCHEME.questions) - {"sleep"}


@pytest.mark.parametrize(
    ("question", "words", "number"),
    [
        ("hospital-nights", "a fortnight", "14"),
        ("hospital-nights", "three weeks in march", "21"),
        ("hospital-nights", "not a single one, thank god", "0"),
        ("nurse-visits", "every other tuesday", "26"),
        ("nurse-visits", "once a month without fail", "12"),
        ("nurse-visits", "weekly", "52"),
        ("crisis-visits", "twice a day for two weeks", "28"),
        ("talking-visits", "twice a week for ten weeks", "20"),
        ("support-hours", "two hours a day", "14"),
        ("support-hours", "three hours each weekday", "15"),
        ("support-hours", "two hours, twice a week", "4"),
        ("support-hours", "round the clock", "168"),
        ("day-centre-days", "a hundred and four", "104"),
    ],
)
def test_a_number_said_roundabout_is_proposed_and_never_recorded(question: str, words: str, number: str) -> None:
    found = understand(TOY.meanings, PAST.questions[question], words, [], LIMITS.answers)
    assert (found.kind, found.options[0]) == ("close", number)
    assert len(found.options) <= 2


@pytest.mark.parametrize("words", ["", "it was awful", "seven thousand", "my nurse is called mary"])
def test_no_number_or_one_out_of_bounds_is_not_proposed(words: str) -> None:
    assert understand(TOY.meanings, PAST.questions["crisis-visits"], words, [], LIMITS.answers).kind == "unclear"


def test_the_question_that_words_speak_of() -> None:
    chance = np.random.default_rng(11)
    ways = {name: unit(chance.normal(size=WIDTH)) for name in ("sleep", "mood")}
    learnt = SchemeMeanings({}, NO_CHOICES, {name: np.array([way, way]) for name, way in ways.items()})
    assert learnt.named(["sleep", "mood"], ways["mood"]) == "mood"
    assert learnt.named(["sleep"], ways["mood"]) is None
    assert learnt.named(["sleep", "mood"], unit(ways["sleep"] + ways["mood"])) is None
    assert learnt.named([], ways["mood"]) is learnt.named(["another"], ways["mood"]) is None
    assert SchemeMeanings({}, NO_CHOICES).named(["sleep"], ways["sleep"]) is None


def test_what_wishes_to_change_have_in_common_tells_nothing_of_the_question() -> None:
    """Where one question's words happen to be like "i said it wrong", all wishes to change would be taken to mean it."""
    chance = np.random.default_rng(12)
    wish, *ways = (unit(chance.normal(size=WIDTH)) for _ in range(4))
    own = {"letters": unit(ways[0] + wish), "mood": ways[1], "sleep": ways[2]}
    asked = {"s 1": {name: np.array([way, way]) for name, way in own.items()}}
    said = unit(ways[1] + 3 * wish)
    phrases = {
        "s 1": [
            (Phrase(name, "o", "v", "x"), unit(way + 0.01 * chance.normal(size=WIDTH)))
            for name, way in own.items()
            for _ in range(3)
        ]
    }
    assert meaning.learn(phrases, asked)["s 1"].named(own, said) != "mood"
    assert meaning.learn(phrases, asked, [wish])["s 1"].named(own, said) == "mood"


@pytest.mark.parametrize(
    ("command", "confidence", "confirm", "expected"),
    [
        ("back", 1.0, None, "yes"), ("back", 0.99, None, "ask"), ("back", 0.69, None, "no"),
        ("pause", 0.7, None, "ask"), ("pause", 0.69, None, "no"), ("skip", 0.9, None, "ask"),
        ("restart", 0.7, None, "yes"), ("restart", 0.69, None, "no"), ("delete", 0.7, None, "yes"), ("delete", 0.69, None, "no"),
        ("yes", 0.5, "pause", "yes"), ("no", 0.5, None, "yes"), ("no", 0.49, None, "no"), ("yes", 0.99, "restart", "no"),
        ("why", 0.5, None, "yes"), ("why", 0.49, None, "no"), ("person", 0.5, None, "yes"),
        ("yes", 0.99, "delete", "no"), ("yes", 0.9, "note", "yes"),
    ],
)  # fmt: skip
def test_what_moves_or_loses_must_be_surer_than_what_tells(
    command: str, confidence: float, confirm: str | None, expected: str
) -> None:
    assert is_meant(command, "something like it", confidence, confirm, LIMITS.intents) == expected


@pytest.mark.parametrize("words", ["i dont want to delete my answers", "please don't start again", "никак", "..."])
def test_what_is_negated_or_cannot_be_read_moves_nobody(words: str) -> None:
    for command in ("delete", "restart", "back", "pause"):
        assert is_meant(command, words, 0.99, None, LIMITS.intents) == "no"


def test_words_that_are_like_no_answer_are_asked_about_however_sure_they_look() -> None:
    sure = TOY.vector(sleep__most=0.5)
    assert understand(TOY.meanings, SLEEP, "xyz", (sure,), LIMITS.answers).kind == "close"
    assert understand(TOY.meanings, SLEEP, "i lie there all night", (sure,), LIMITS.answers).kind == "clear"


def test_nothing_is_lost_without_a_plain_yes() -> None:
    assert is_meant("yes", "yes please", 0.4, "delete", LIMITS.intents) == "yes"
    assert is_meant("yes", "well yes and no", 1.0, "delete", LIMITS.intents) == "no"


def test_meanings_are_learnt_from_a_few_phrases_and_come_back_from_their_file(tmp_path: Path) -> None:
    chance = np.random.default_rng(5)
    centres = {"yes": unit(chance.normal(size=WIDTH)), "no": unit(chance.normal(size=WIDTH))}

    def near(option: str) -> np.ndarray:
        return unit(centres[option] + 0.05 * chance.normal(size=WIDTH).astype(np.float32))

    taught = {"s 1": [(Phrase("q", option, "v", "x"), near(option)) for option in ("yes", "no") for _ in range(6)]}
    learnt = meaning.learn(taught)
    meaning.save(learnt, tmp_path / "m.npz")
    again = meaning.load(tmp_path / "m.npz")
    for option in ("yes", "no"):
        scores = again["s 1"].options["q"].scores(near(option))
        assert again["s 1"].options["q"].names[int(np.argmax(scores))] == option
        np.testing.assert_allclose(scores, learnt["s 1"].options["q"].scores(near(option)), atol=200)
    assert again["s 1"].questions.names == ("q",)


def test_a_vector_travels_as_letters_and_comes_back_nearly_the_same() -> None:
    vector = unit(np.random.default_rng(3).normal(size=WIDTH))
    assert float(from_carried(carried(vector)) @ vector) > 0.999
    with pytest.raises(ValueError, match="384"):
        from_carried("AAAA")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("most days", ["most days"]),
        ("I sleep badly. I cant face the kitchen", ["I sleep badly.", "I cant face the kitchen"]),
        ("some days fine but others i cant move", ["some days fine", "but others i cant move"]),
        ("fine.", ["fine."]),
    ],
)
def test_a_message_is_read_in_its_parts_too(text: str, parts: list[str]) -> None:
    assert parts_of(text) == parts


def test_every_scheme_has_phrases_for_every_option_and_a_bad_line_is_named(tmp_path: Path) -> None:
    for scheme in load_library(DATA).schemes.all():
        found = {
            (one.question_id, one.option_id)
            for one in read_phrases(DATA / "schemes" / scheme.folder / "phrases.tsv", scheme)
        }
        wanted = {(question.id, option.id) for question in scheme.questions.values() for option in question.options}
        assert wanted <= found, scheme.id
    path = tmp_path / "phrases.tsv"
    path.write_text(
        "sleep\tmost\tme\tnever a wink\nsleep\tno-such\tme\twords\nslep\tmost\tme\twords\nsleep\tmost\twords\n"
    )
    with pytest.raises(DataError) as error:
        read_phrases(path, SCHEME)
    assert [line.split(":")[1] for line in str(error.value).splitlines()] == ["2", "3", "4"]


def test_not_sure_is_recorded_of_those_words_alone_and_asked_about_beside_an_answer() -> None:
    most, nothing = TOY.vector(sleep__most=1), np.zeros(WIDTH, dtype=np.float32)
    alone = Reading("couldnt tell you", "not_sure", 0.95, (nothing,))
    assert read_answer(SLEEP, alone, TOY.meanings, LIMITS) == Understood("clear", ("not_sure",))
    also = Reading("couldnt tell you. most nights, prob", "not_sure", 0.95, (most, nothing, most))
    found = read_answer(SLEEP, also, TOY.meanings, LIMITS)
    assert found is not None
    assert found.options != ("not_sure",)
    long = Reading("couldnt tell you. my sister may know", "not_sure", 0.95, (nothing, nothing, nothing))
    assert read_answer(SLEEP, long, TOY.meanings, LIMITS) == Understood("clear", ("not_sure",))


@pytest.mark.parametrize(
    ("intent", "confidence", "asked"),
    [("command_change", 0.95, True), ("ask_carers", 0.95, True), ("command_change", 1.0, False),
     ("command_person", 0.95, False), ("command_help", 0.95, False), ("command_delete", 0.95, False)],
)  # fmt: skip
def test_words_much_like_an_answer_are_one_unless_they_ask_for_help_or_to_lose_something(
    intent: str, confidence: float, asked: bool
) -> None:
    vector = TOY.vector(sleep__most=0.8)
    read_so = Reading("not one decent kip in months", intent, confidence, (vector,))
    found = read_answer(SLEEP, read_so, TOY.meanings, LIMITS)
    assert (found is not None) == asked
    other = Reading("who are you anyway", intent, confidence, (TOY.vector(mood__often=1),))
    assert read_answer(SLEEP, other, TOY.meanings, LIMITS) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on a good day i cook, on a bad day i cant", True), ("good weeks im fine, rough weeks nothing", True),
        ("when im well its ok, when im low i dont wash", True), ("some days i can and others i cant move", True),
        ("it depends how i am", True), ("most days are bad", False), ("i have had a good day", False),
        ("not one decent night", False), ("every night", False),
    ],
)  # fmt: skip
def test_words_that_tell_of_good_days_and_bad_ones(text: str, expected: bool) -> None:
    assert tells_of_days(text) == expected


def test_good_days_and_bad_ones_are_never_recorded_as_one() -> None:
    sure = TOY.vector(sleep__most=1)
    found = understand(
        TOY.meanings,
        SLEEP,
        "good weeks fine, bad weeks never",
        (sure, TOY.vector(sleep__never=1), sure),
        LIMITS.answers,
    )
    assert found == Understood("close", ("never", "most"), good_and_bad_days=True)
    whole = understand(TOY.meanings, SLEEP, "it depends on the day", (sure,), LIMITS.answers)
    assert (whole.kind, whole.good_and_bad_days) == ("close", True)


def test_words_are_as_like_an_answer_as_the_nearest_phrases() -> None:
    chance = np.random.default_rng(7)
    said = [unit(chance.normal(size=WIDTH)) for _ in range(4)]
    learnt = meaning.learn({"s 1": [(Phrase("q", o, "v", "x"), v) for o in ("yes", "no") for v in said]})["s 1"]
    assert learnt.likeness("q", said[0]) > 0.3
    assert abs(learnt.likeness("q", unit(chance.normal(size=WIDTH)))) < 0.25
    assert learnt.likeness("another", said[0]) == learnt.likeness(None, said[0]) == 0.0


def test_the_limits_are_read_strictly() -> None:
    limits = load_limits(DATA)
    assert 0.5 <= limits.intents.ask < 1
