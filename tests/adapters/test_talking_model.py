"""A model's free text as it streams, from a real server on this machine, in all the ways streams go wrong."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from fixtures.llm_server import LlmServer

from coach.adapters.openai_model import OpenAiModel, forget_servers
from coach.domain.exchange import Message, Streamed
from coach.errors import JudgeError

LINE = "You own Castle already. Why would you pay twice?"
MESSAGES = (Message("system", "Play the rival."), Message("user", "Begin."))
LONG = (Message("system", "Play the rival. " * 400), Message("user", "Begin."))

Connect = Callable[..., OpenAiModel]


@pytest.fixture(scope="module")
def server() -> Iterator[LlmServer]:
    with LlmServer() as running:
        yield running


@pytest.fixture
def connect(server: LlmServer) -> Iterator[Connect]:
    forget_servers()
    server.seen.clear()
    server.release.clear()
    server.hung_up.clear()
    with ExitStack() as open_models:

        def model(behaviour: str, deadline_s: float = 20, line: str = LINE) -> OpenAiModel:
            server.behaviour, server.lines = behaviour, [line]
            connected = OpenAiModel(server.base_url, "any", deadline_s=deadline_s, sleep=lambda seconds: None)
            open_models.callback(connected.close)
            return connected

        yield model
    server.release.set()


def heard(model: OpenAiModel, messages: tuple[Message, ...] = MESSAGES) -> list[Streamed]:
    return list(model.talk(messages, max_tokens=400))


def text(pieces: list[Streamed]) -> str:
    return "".join(piece.text for piece in pieces).strip()


def failure(model: OpenAiModel, messages: tuple[Message, ...] = MESSAGES) -> tuple[JudgeError, str]:
    """The error, and what had been heard before it."""
    pieces: list[Streamed] = []
    with pytest.raises(JudgeError) as caught:
        pieces.extend(model.talk(messages, max_tokens=400))
    assert caught.value.hint.endswith(".")
    return caught.value, text(pieces)


def test_words_arrive_while_the_server_still_talks_and_the_last_piece_brings_the_usage(
    connect: Connect, server: LlmServer
) -> None:
    talk = connect("waits_midway").talk(MESSAGES, max_tokens=400)
    first = next(talk)
    assert first.text == "You"
    assert not server.release.is_set()  # the rest has not even been sent
    server.release.set()
    pieces = [first, *talk]
    assert text(pieces) == LINE
    usage = pieces[-1].usage
    assert usage is not None
    assert usage.calls == 1
    assert usage.prompt_tokens > 0 < usage.completion_tokens


@pytest.mark.parametrize(
    ("behaviour", "asked"),
    [
        ("says_whole", 1),
        ("thinks", 1),
        ("says_to_the_limit", 1),
        ("no_usage_option", 2),
        ("strict", 5),
        ("no_room", 3),
        ("busy_then_says", 2),
        ("cut_before_the_first_word", 2),
    ],
)
def test_every_kind_of_server_is_heard_and_what_it_minds_is_remembered(
    connect: Connect, server: LlmServer, behaviour: str, asked: int
) -> None:
    model = connect(behaviour)
    pieces = heard(model)
    assert text(pieces) == LINE
    assert pieces[-1].cut == (behaviour == "says_to_the_limit")
    assert len(server.seen) == asked
    heard(model)
    assert len(server.seen) == asked + 1


def test_thoughts_that_only_their_end_marks_are_kept_back_from_the_second_time_on(connect: Connect) -> None:
    model = connect("thinks_first")
    assert "</think>" in text(heard(model))  # the check of the rival's lines withholds this one
    assert text(heard(model)) == LINE


@pytest.mark.parametrize(
    ("behaviour", "told", "retryable", "before"),
    [
        ("cut_stream", "broke off", True, "You own Castle"),
        ("says_and_ends", "broke off", True, LINE),
        ("fails_midway", "out of memory", True, "You own Castle"),
        ("stream_refused", "refused: I cannot help", True, ""),
        ("stream_filtered", "content filter", True, LINE),
        ("only_thinks", "all of it went into its reasoning", True, ""),
        ("broken", "HTTP 500", True, ""),
        ("html", "web page", False, ""),
        ("unauthorized", "did not accept the key", False, ""),
        ("too_long", "longer than the model", False, ""),
        ("other_json", "upstream is away", True, ""),
    ],
)
def test_a_reply_that_fails_does_so_by_name(
    connect: Connect, server: LlmServer, behaviour: str, told: str, retryable: bool, before: str
) -> None:
    error, shown = failure(connect(behaviour))
    assert told in error.message
    assert error.retryable is retryable
    assert shown.startswith(before)
    if before:
        assert len(server.seen) == 1, "what was half said is not asked for again behind anybody's back"


def test_a_prompt_that_was_cut_in_silence_is_noticed_at_the_end(connect: Connect) -> None:
    error, _ = failure(connect("reads_little"), LONG)
    assert "cut the question short" in error.message


def test_a_stream_that_stalls_ends_at_the_deadline(connect: Connect) -> None:
    start = time.monotonic()
    error, shown = failure(connect("waits_midway", deadline_s=0.8))
    assert "too long" in error.message
    assert shown.startswith("You own")
    assert time.monotonic() - start < 10  # the server would have waited for thirty


def test_closing_the_talk_hangs_up(connect: Connect, server: LlmServer) -> None:
    talk = connect("endless", line=" word").talk(MESSAGES, max_tokens=400)
    next(talk)
    talk.close()
    assert server.hung_up.wait(10)
