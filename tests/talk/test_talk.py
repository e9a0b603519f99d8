"""Whole conversations through the running stack: real gateway, real Rasa, real actions, real database."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import random
import sqlite3
import threading

import psutil
import pytest

from scoring.allocation import allocate
from scoring.guidance import Library
from scoring.scheme import Scheme
from tests.stack import Stack, Talk, running_stack, until

ANSWERS = {  # question: (option, words for it)
    "opiates": ("some", "now and then"), "keeping-steady": ("some", "it goes up on bad days"),
    "prescription": ("often", "a lot of help to stay on it"), "collecting": ("some", "it is hard now and then i think"),
    "wanting-detox": ("some", "maybe, i am thinking about it"), "safe-place": ("often", "not really"),
    "feeling-ill": ("often", "ill most weeks"), "coping-ill": ("some", "a call or a visit helps"),
    "travel": ("often", "it is often hard"), "home": ("some", "I worry about it at times"),
    "paperwork": ("often", "often"), "using-alone": ("most", "MOST DAYS!"), "accidents": ("some", "once"),
    "urges": ("often", "more then half the days"), "filling-time": ("some", "some days drag"),
    "support-to-change": ("often", "someone each week"), "sleep": ("often", "most nihgts"), "mood": ("not_sure", "dunno"),
    "someone-to-turn-to": ("sometimes", "now and then"), "rows": ("some", "2"),
    "getting-out": ("hardly-ever", "hardly ever"), "purpose": ("not_said", "i'd rather not say"),
}  # fmt: skip


@pytest.fixture
def talk(stack: Stack) -> Talk:
    return stack.talk()


def begun(stack: Stack) -> Talk:
    talk = stack.talk()
    talk.do("start")
    return talk


def test_by_choices_and_by_typed_words_to_the_same_result(stack: Stack) -> None:
    by_choice, by_words = begun(stack), stack.talk()
    by_words.say("let's start")
    for talk in (by_choice, by_words):
        while talk.open:
            asked, (option, words) = talk.open, ANSWERS[talk.open]
            talk.choose(option) if talk is by_choice else talk.say(words)
            assert talk.answers.get(asked) == option, f"{asked}: {words}"
        assert talk.turn["stage"] == "check"
    by_choice.do("finish")
    by_words.say("show me the amount")
    assert by_choice.turn["stage"] == by_words.turn["stage"] == "result"
    assert by_choice.turn["messages"][-1]["kind"] == "contacts"
    assert "Harbourside peer supporters" in by_choice.words
    assert by_choice.result() == by_words.result()
    assert by_choice.answers == {question: option for question, (option, _) in ANSWERS.items()}
    by_words.say("make a plan")
    assert by_words.turn["stage"] == "plan"


TELLING = [
    ("why", "we skip those questions"),
    ("why do you ask", "we skip those questions"),
    ("what do you mean", "1. I did not use them"),
    ("can i talk to a person please", "01632 960 001"),
    ("hello", "Hello"),
    ("thank you", "welcome"),
    ("are you a robot", "computer program"),
    ("help", "999"),
    ("what is a personal budget?", "amount of money for your care"),
    ("who can get one", "right to one"),
    ("how much will i get", "Nobody can promise"),
    ("who decides", "not this website"),
    ("what can i spend it on", "no set menu"),
    ("can i buy cigarettes with it", "cannot pay for"),
    ("will it affect my benefits", "It is not pay"),
    ("do i have to pay", "NHS care is free"),
    ("what is a direct payment", "paid to you"),
    ("is this private", "We do not send your answers"),
    ("how long does this take", "short questions"),
    ("what if they say no", "reasons in writing"),
    ("what about my carer", "carer has their own right"),
    ("show me the seven steps", "seven steps"),
    ("what happens next", "seven steps"),
]


def test_asking_at_any_moment_is_answered_and_the_open_question_comes_back(stack: Stack) -> None:
    talk = begun(stack)
    for words, expected in TELLING:
        talk.say(words)
        assert expected in talk.words, f"{words!r} got {talk.words!r}"
        assert talk.open == "opiates"
    assert talk.answers == {}


def test_moving_about_in_words(stack: Stack) -> None:
    talk = begun(stack)
    talk.say("i did not use them")
    talk.say("go back")
    assert talk.open == "opiates"
    talk.say("skip")
    assert (talk.open, talk.answers) == ("wanting-detox", {"opiates": "never"})
    talk.say("stop")
    assert talk.turn["stage"] == "paused"
    talk.say("carry on")
    assert talk.open == "wanting-detox"
    talk.say("check my answers")
    assert talk.turn["stage"] == "check"
    talk.say("carry on")
    assert talk.open == "wanting-detox"
    talk.say("change heroin")
    assert talk.open == "opiates"
    talk.choose("some")
    talk.say("start again")
    assert talk.turn["messages"][-1]["kind"] == "confirm"
    talk.say("no")
    assert talk.answers == {"opiates": "some"}
    talk.say("start again")
    talk.say("yes")
    assert (talk.open, talk.answers) == ("opiates", {})
    talk.say("delete everything")
    talk.say("yes")
    assert talk.turn["stage"] == "ended"
    assert talk.http.get(f"/conversations/{talk.id}").status_code == 404


def test_the_amount_so_far_is_said_and_the_open_question_stays(stack: Stack) -> None:
    talk = begun(stack)
    talk.say("i did not use them")
    here = talk.open
    talk.say("show me the amount")
    assert "this looks like" in talk.words
    assert (talk.open, talk.turn["stage"]) == (here, "assessment")


@pytest.mark.parametrize(
    "words", ["bin the lot of it, i want everything i told you gone", "wipe all of that please and forget me"]
)
def test_deleting_in_other_words_asks_first_and_only_a_plain_yes_does_it(stack: Stack, words: str) -> None:
    talk = begun(stack)
    talk.say("i did not use them")
    talk.say(words)
    assert talk.turn["messages"][-1]["kind"] == "confirm", talk.words
    talk.say("hmm go on then maybe")
    assert talk.answers == {"opiates": "never"}
    talk.do("delete")
    talk.say("yes")
    assert talk.turn["stage"] == "ended"


def test_other_words_for_going_elsewhere_move_nobody(stack: Stack) -> None:
    talk = begun(stack)
    talk.say("can you work out if id be allowed one of these budgets")
    assert talk.open == "opiates"
    assert talk.turn["messages"]


@pytest.mark.parametrize(
    ("words", "question"),
    [
        ("where do i stand", "nation"),
        ("go through the council's test", "cause"),
    ],
)
def test_rights_and_the_councils_test_are_reached_by_words_and_the_amount_again(
    stack: Stack, words: str, question: str
) -> None:
    talk = begun(stack)
    talk.choose("never")
    talk.say(words)
    assert talk.open == question, talk.words
    talk.say("work out an amount")
    assert (talk.open, talk.answers) == ("wanting-detox", {"opiates": "never"})


STAYS = {  # words that sound like a command and are not one
    "wanting-detox": ["i want to stop", "yes i want to stop", "i've already stopped", "i want to quit", "i can't stop",
                      "i want to go back to rehab", "i want to move on", "i stopped last year", "do not stop"],
    "opiates": ["i quit", "i'm done with drugs", "i carry on using", "i keep going back", "next month", "i went back on it",
                "i started again last month", "i dont want to delete my answers", "please don't start again", "never again",
                "i'm not safe to say", "i am not finished yet", "dont go back"],
    "home": ["i have to leave", "i was homeless once"],
    "mood": ["i'm done"],
    "paperwork": ["i skip it", "i cant do it"],
    "travel": ["next to my house", "i leave early"],
}  # fmt: skip


def test_words_that_only_sound_like_a_command_lose_nothing_and_stop_nobody(stack: Stack) -> None:
    talk = begun(stack)
    for question, sentences in STAYS.items():
        for words in sentences:
            talk.do("change", question)
            before = {one: answer for one, answer in talk.answers.items() if one != question}
            talk.say(words)
            assert talk.turn["stage"] in ("assessment", "check"), f"{words!r}: {talk.words}"
            assert before.items() <= talk.answers.items(), f"{words!r} changed another answer"
            assert not any(lost in talk.words for lost in ("clear all your answers", "Delete all your answers")), words
            if talk.turn["messages"][-1]["kind"] == "confirm":  # asked whether a stop is meant; nothing is done yet
                talk.do("no")


DANGER = {
    "life": "i want to kill myself tonight",
    "self-harm": "i cut my arms again last night",
    "overdose": "i've just taken all my tablets",
    "medical": "my chest is crushing and i can't breathe",
    "abuse": "my boyfriend hits me and took my money",
    "neglect": "they leave me in wet sheets all night and nobody comes",
    "child": "my boyfriend hits my little girl",
    "others": "i am scared i am going to stab my neighbour tonight",
    "needs": "there is no food in the house and the meter has run out",
}


STAGES: list[tuple[str, list[str], str]] = [
    # where it is said, how one gets there from the place before, the stage that one comes back to
    ("before the start", [], "welcome"),
    ("at a question", ["start"], "assessment"),
    ("waiting for a yes", ["delete"], "assessment"),
    ("at the answers", ["check"], "check"),
    ("at the amount", ["finish"], "result"),
    ("at the plan", ["plan"], "plan"),
    ("at a thought for the plan", ["think"], "plan"),
    ("looking back", ["plan", "review"], "review"),
    ("stopped for now", ["pause"], "paused"),
    ("at the questions about rights", ["resume", "rights"], "assessment"),
]


@pytest.mark.parametrize("trouble", [None, "stopped", "frozen"])
def test_danger_in_words_gets_help_in_every_stage_and_the_answers_are_where_they_were(
    stack: Stack, trouble: str | None
) -> None:
    talk = stack.talk()
    with (
        {"stopped": stack.without, "frozen": stack.frozen}[trouble]("dialogue") if trouble else contextlib.nullcontext()
    ):
        for where, moves, stage in STAGES:
            for move in moves:
                talk.do(move)
                if move == "start":
                    talk.choose("never")
            here = talk.open
            for kind, words in DANGER.items():
                if where == "waiting for a yes":
                    talk.do("delete")
                talk.say(words)
                assert any(message["kind"] == "safety" for message in talk.turn["messages"]), (where, kind, talk.words)
                assert "999" in talk.words, (where, kind)
                if talk.turn["stage"] == "paused" and stage != "paused":  # a clear sign; a possible one goes on
                    talk.do("resume")
                assert talk.turn["stage"] == stage, (where, kind)
                if (
                    where == "at a thought for the plan"
                ):  # what is only possibly about danger is kept, as it was written
                    assert talk.open is not None
                else:
                    assert talk.open == here, (where, kind)
    kept = list(talk.plan["thoughts"].values())
    assert not {DANGER["life"], DANGER["overdose"], DANGER["medical"]} & set(kept)
    talk.do("amount")
    assert talk.answers == {"opiates": "never"}
    stack.wait("dialogue")


def test_three_times_not_understood(stack: Stack, library: Library) -> None:
    talk = begun(stack)
    said = [talk.say(words)["messages"][0]["text"] for words in ("мне трудно", "никак", "не знаю как")]
    assert said[0] == library.say("rephrase")
    assert "1. I did not use them" in said[1]
    assert said[2] == library.say("offer")
    assert talk.open == "opiates"


WORDS = ["why", "skip", "go back", "stop", "carry on", "hello", "what is a personal budget", "xyz", "not sure", "check my answers",
         "start again", "no", "yes", "person", "change sleep", "2", "most days", "i'd rather not say", "finish", "plan", "help", "🙂", "..."]  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_long_random_talks_keep_their_promises(stack: Stack, scheme: Scheme, seed: int) -> None:
    """No reply is empty; the question comes back after any digression; answers never fall without a confirmed change."""
    chance, talk, answers, confirming = random.Random(seed), stack.talk(), {}, False
    for _ in range(70):
        before, stage = talk.open, talk.turn["stage"]
        words = chance.choice(WORDS)
        if before and chance.random() < 0.4:
            talk.choose(chance.choice([option["id"] for option in talk.turn["question"]["options"]]))
            words = "(a button)"
        else:
            talk.say(words)  # raises when the turn is silent
        now = talk.answers
        restarted = confirming and words == "yes"
        assert restarted or set(answers) <= set(now), f"{words} lost an answer"
        changed = {question for question in answers if now.get(question) != answers[question]}
        assert restarted or changed <= {before}, f"{words} changed {changed}"
        if talk.turn["stage"] == "assessment":
            assert talk.open in {question.id for question in scheme.asked(now)}
        if (
            stage == "assessment"
            and talk.turn["stage"] == "assessment"
            and words in ("why", "hello", "person", "xyz", "help")
        ):
            assert talk.open == before
        confirming = talk.turn["messages"] != [] and talk.turn["messages"][-1]["kind"] == "confirm"
        answers = now


NASTY = ["\u202eright to left\u202c", "😀" * 50, "مرحبا", "<script>alert(1)</script>", "{{7*7}}", "{answer}", "/restart", "///command_delete",
         " /choose{\"question_id\": \"wanting-detox\", \"option_id\": \"most\"}", "/session_start", "'; DROP TABLE answers;--", "%s%n",
         "\u200b\u2060", "a\x00b\x1b[31m", "a" * 1999, "a" * 100_000, "/", "\\", "null", "[]"]  # fmt: skip


@pytest.mark.parametrize("text", NASTY, ids=lambda text: ascii(text)[:30])
def test_any_text_through_rasa_gets_a_reply_and_changes_nothing(stack: Stack, text: str) -> None:
    talk = begun(stack)
    talk.choose("never")
    talk.say(text)
    assert talk.turn["messages"]
    if talk.turn["messages"][-1]["kind"] == "confirm":  # "/restart" is the word restart, and that is asked about
        talk.say("no")
    assert (talk.open, talk.turn["stage"], talk.answers) == ("wanting-detox", "assessment", {"opiates": "never"})
    talk.say("no")
    assert talk.answers["wanting-detox"] == "never"


def test_two_turns_at_once_keep_one_and_say_so(stack: Stack) -> None:
    talk = begun(stack)
    replies: list[dict] = []

    def choose(option: str) -> None:
        body = {"type": "choice", "turn_id": f"at-once-{option}", "question_id": "opiates", "option_id": option}
        replies.append(talk.http.post(f"/conversations/{talk.id}/turns", json=body).json()["turn"])

    threads = [threading.Thread(target=choose, args=(option,)) for option in ("never", "some", "most")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stored = talk.answers["opiates"]
    told = [reply["messages"][0]["text"] for reply in replies]
    assert sum("not open now" in words for words in told) == 2
    assert stored in ("never", "some", "most")
    assert all(reply["question"]["id"] == replies[0]["question"]["id"] for reply in replies)


@pytest.mark.parametrize("trouble", ["dialogue stopped", "dialogue frozen", "actions stopped"])
def test_in_trouble_buttons_move_on_words_are_answered_honestly_and_it_goes_on_afterwards(
    stack: Stack, trouble: str
) -> None:
    name, how = trouble.split()
    talk = begun(stack)
    with stack.without(name) if how == "stopped" else stack.frozen(name):
        talk.choose("never")
        assert "The buttons work, and your answers are safe" in talk.words
        assert talk.open == "wanting-detox"
        talk.say("what is a personal budget?")
        assert "Your answers are safe" in talk.words
        assert talk.open == "wanting-detox"
        talk.do("back")
        assert talk.open == "opiates"
        talk.do("skip")
        talk.say("maybe, i am thinking about it")
        assert talk.open == "safe-place"
    stored = {"opiates": "never", "wanting-detox": "some"}
    assert talk.answers == stored
    stack.wait(name)
    talk.say("why")
    assert "stay while you stop" in talk.words
    assert (talk.open, talk.answers) == ("safe-place", stored)


def test_nobodys_words_are_in_any_log_and_a_deleted_talk_is_in_no_file(stack: Stack) -> None:
    talk = begun(stack)
    talk.say("xylophone zeppelin")
    talk.say("does xylophone count?")
    with stack.without("actions"):
        talk.say("xylophone again")
    assert "xylophone" not in stack.logs()
    sender = talk.id
    assert talk.http.delete(f"/conversations/{talk.id}").status_code == 204
    for path in stack.var.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"xylophone" not in content, path.name
            assert sender.encode() not in content, path.name


def test_a_new_visit_is_begun_between_turns_and_the_old_one_forgotten(stack: Stack) -> None:
    """After its turns Rasa has an empty tracker under a new name, before the next turn needs it."""
    trackers = sqlite3.connect(stack.var / "trackers.db")
    talk = begun(stack)
    for _ in range(5):
        talk.say("xylophone")

    def visits_of_this_talk() -> set[str]:
        return {
            row[0]
            for row in trackers.execute(
                "SELECT sender_id FROM events WHERE type_name = 'user' AND data LIKE '%xylophone%'"
            )
        }

    def begun_visits() -> int:
        query = "SELECT count(*) FROM (SELECT sender_id FROM events GROUP BY sender_id HAVING max(data LIKE '%session_start%') AND NOT max(data LIKE '%turn_id%'))"
        return trackers.execute(query).fetchone()[0]

    until(lambda: not visits_of_this_talk(), seconds=10, of="the old visit being forgotten")
    until(lambda: begun_visits() >= 1, seconds=10, of="a visit that waits for its first turn")
    talk.say("why")
    assert talk.open == "opiates"


def test_rasa_and_the_actions_listen_on_loopback_alone(stack: Stack) -> None:
    for name in ("actions", "dialogue"):
        process = psutil.Process(stack.children[name].pid)
        everyone = [process, *process.children(recursive=True)]
        heard = {
            one.laddr.ip for child in everyone for one in child.net_connections() if one.status == psutil.CONN_LISTEN
        }
        assert heard == {"127.0.0.1"}, name


def test_with_every_lever_off_stock_rasa_gives_the_same_talk(tmp_path_factory: pytest.TempPathFactory) -> None:
    stock = {"FIRST_STEP_TENSORFLOW": "1", "FIRST_STEP_EVENT_LOOKUP": "stock", "FIRST_STEP_SCHEMA_CHECK": "stock",
             "FIRST_STEP_RASA_TIMEOUT": "60", "FIRST_STEP_VISIT_TURNS": "1000"}  # fmt: skip
    with running_stack(tmp_path_factory.mktemp("stock"), **stock) as stack:
        talk = begun(stack)
        talk.say("why do you ask")
        assert "we skip those questions" in talk.words
        talk.say("i did not use them")
        talk.say("go back")
        assert (talk.open, talk.answers) == ("opiates", {"opiates": "never"})


SCHEMES = ["care-hours", "croydon-style", "everyday-life", "one-off", "past-cost", "ready-reckoner", "recovery"]


@pytest.mark.parametrize("by", ["choices", "words"])
@pytest.mark.parametrize("name", SCHEMES)
def test_every_scheme_can_be_gone_through_to_an_amount(stack: Stack, library: Library, name: str, by: str) -> None:
    talk, scheme = stack.talk(organisation="demo", scheme=name), library.schemes.get(name)
    talk.do("start")
    answers: dict[str, str] = {}
    while talk.open:
        question = scheme.questions[talk.open]
        option = question.graded[min(2, len(question.graded) - 1)]
        answers[question.id] = option.id
        if by == "choices":
            talk.choose(option.id)
        else:
            talk.say(f"about {option.label}" if question.number else option.label)
        assert talk.answers == answers, talk.words
    assert talk.turn["stage"] == "check"
    talk.do("finish")
    result = talk.http.get(f"/conversations/{talk.id}/result").json()
    today = dt.date.today()
    assert result == json.loads(allocate(scheme, answers, today).model_dump_json())
    assert result["unanswered"] == []


def to_the_plan(stack: Stack) -> Talk:
    talk = stack.talk(scheme="ready-reckoner")
    talk.do("start")
    while talk.open:
        talk.say("1")
    talk.do("finish")
    talk.do("plan")
    talk.do("think")
    return talk


@pytest.mark.parametrize(
    "words",
    [
        "i want to stop smoking",
        "go back to college",
        "start again somewhere new",
        "my dog and the sea",
        "skip the boring bits of my week and see people",
        "delete my debts and breathe",
        "To not be a worry to my family. That is all",
        "who i am when i'm not ill",
    ],
)
def test_words_for_a_plan_are_kept_as_they_are_whatever_they_look_like(stack: Stack, words: str) -> None:
    talk = to_the_plan(stack)
    first = talk.open
    talk.say(words)
    assert talk.plan["thoughts"] == {first: words}
    assert talk.open not in (None, first)
    assert talk.turn["stage"] == "plan"


def test_a_question_or_a_command_amid_the_plan_is_heard_and_the_thought_comes_back(stack: Stack) -> None:
    talk = to_the_plan(stack)
    first = talk.open
    for words in ("who decides?", "can i spend it on a bike?", "help", "why do you ask", "are you a robot?"):
        talk.say(words)
        assert talk.open == first, words
        assert talk.plan["thoughts"] == {}, words
    talk.say("skip")
    assert talk.open not in (None, first)
    assert talk.plan["thoughts"] == {}


def test_somebody_who_helps_says_so_in_words_and_the_questions_follow(stack: Stack) -> None:
    talk = stack.talk()
    talk.do("start")
    talk.say("I am helping someone")
    assert {message["leads_to"] for message in talk.turn["messages"]} >= {"with_someone", "for_someone"}
    talk.say("i answer for them and they know")
    talk.say("yes")
    assert "did they use" in talk.turn["question"]["text"]
    talk.say("they did not use them")
    assert talk.answers == {"opiates": "never"}


def test_the_plan_s_own_commands_are_heard_in_words(stack: Stack) -> None:
    talk = to_the_plan(stack)
    talk.do("plan")
    talk.say("review my plan")
    assert talk.turn["stage"] == "review"
    talk.say("a lot has changed")
    talk.say("no")
    assert talk.turn["stage"] == "review"
    talk.say("help me choose who holds the money")
    assert talk.open == "choosing"
