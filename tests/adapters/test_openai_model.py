"""The model adapter against a real server on this machine, in all the ways servers go wrong."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from threading import Thread

import pytest
from cases import CLOSE, PROBLEM, SPOKEN, case
from fixtures.llm_server import CONTEXT, LlmServer

from coach.adapters.chat_server import TRIES, TRIES_WHEN_DEAD
from coach.adapters.learned import READ_SHARE_NEEDED
from coach.adapters.openai_model import OpenAiModel, forget_servers
from coach.domain.answers import ChecksAnswer, JudgeAnswer, LevelAnswer
from coach.domain.asking import ask_criterion
from coach.domain.attempt import Usage
from coach.domain.exchange import Ask
from coach.errors import JudgeError

MARK = "=== 0123456789ab ==="
ASK = ask_criterion(case(), PROBLEM, MARK)
LONG_ASK = ask_criterion(case(" ".join([SPOKEN] * 28)), PROBLEM, MARK)
"""A little longer than the context of the `truncating` server."""

Connect = Callable[..., OpenAiModel]


@pytest.fixture
def waits() -> list[float]:
    """How long the adapter would have waited before asking again, in seconds."""
    return []


@pytest.fixture
def connect(llm_server: LlmServer, waits: list[float]) -> Iterator[Connect]:
    with ExitStack() as open_models:

        def model(behaviour: str = "good", *, api_key: str | None = None, deadline_s: float = 30) -> OpenAiModel:
            llm_server.behaviour = behaviour
            connected = OpenAiModel(llm_server.base_url, "any", api_key, deadline_s, sleep=waits.append)
            open_models.callback(connected.close)
            return connected

        yield model


def formats(server: LlmServer) -> list[str]:
    """How each request asked for JSON."""
    return [
        (seen.body.get("response_format") or {}).get("type") or ("tool" if seen.body.get("tools") else "text")
        for seen in server.seen
    ]


def failure(model: OpenAiModel, ask: Ask[JudgeAnswer] = ASK) -> JudgeError:
    with pytest.raises(JudgeError) as caught:
        model.answer(ask)
    assert caught.value.message.endswith((".", "…", ")")) or ":" in caught.value.message
    assert caught.value.hint.endswith(".")
    return caught.value


def test_a_good_server_answers_at_once(connect: Connect, llm_server: LlmServer) -> None:
    answer, usage = connect().answer(ASK)
    assert isinstance(answer, ChecksAnswer)
    assert [check.verdict for check in answer.checks] == ["met", "met", "not_met"]
    assert usage.calls == 1
    assert usage.prompt_tokens > 1000
    assert usage.completion_tokens > 50
    assert formats(llm_server) == ["json_schema"]


def test_a_question_of_levels_gets_a_level(connect: Connect) -> None:
    answer, _ = connect().answer(ask_criterion(case(), CLOSE, MARK))
    assert isinstance(answer, LevelAnswer)
    assert answer.level == 2


@pytest.mark.parametrize(
    ("behaviour", "asked"),
    [
        ("lmstudio", ["json_schema"]),
        ("openai_reasoning", ["json_schema"] * 3),
        ("ollama_thinking", ["json_schema"]),
        ("json_mode_only", ["json_schema", "json_object"]),
        ("vllm_null", ["json_schema", "json_object", "tool"]),
        ("text_only", ["json_schema", "json_object", "tool", "text"]),
        ("no_system_role", ["json_schema"] * 2),
        ("bad_once", ["json_schema"] * 2),
        ("length_once", ["json_schema"] * 2),
    ],
)
def test_every_kind_of_server_gives_an_answer(
    connect: Connect, llm_server: LlmServer, behaviour: str, asked: list[str]
) -> None:
    answer, _ = connect(behaviour).answer(ASK)
    assert isinstance(answer, ChecksAnswer)
    assert [check.verdict for check in answer.checks] == ["met", "met", "not_met"]
    assert formats(llm_server) == asked


@pytest.mark.parametrize("behaviour", ["openai_reasoning", "json_mode_only", "vllm_null", "text_only", "length_once"])
def test_what_a_server_minds_is_remembered(connect: Connect, llm_server: LlmServer, behaviour: str) -> None:
    connect(behaviour).answer(ASK)
    first = len(llm_server.seen)
    connect(behaviour).answer(ASK)
    assert len(llm_server.seen) == first + 1


def test_a_bad_answer_alone_does_not_lower_the_way_of_asking(connect: Connect, llm_server: LlmServer) -> None:
    connect("bad_schema").answer(ASK)
    connect("good").answer(ASK)
    assert formats(llm_server) == ["json_schema", "json_schema", "json_object", "json_schema"]


def test_every_way_of_asking_is_tried_and_repaired_once(connect: Connect, llm_server: LlmServer) -> None:
    error = failure(connect("always_bad"))
    assert formats(llm_server) == [way for way in ("json_schema", "json_object", "tool", "text") for _ in range(2)]
    assert "no usable answer" in error.message
    assert error.retryable


def test_the_repair_tells_what_was_wrong_and_keeps_the_prefix(connect: Connect, llm_server: LlmServer) -> None:
    _, usage = connect("bad_once").answer(ASK)
    first, second = (seen.body["messages"] for seen in llm_server.seen)
    assert second[: len(first)] == first
    assert "of_my_own" in second[-2]["content"]
    assert "`eleven_weeks` is missing" in second[-1]["content"]
    assert usage.calls == 2
    assert usage.prompt_tokens > 2 * 1000


def test_an_answer_cut_for_length_gets_twice_the_room_up_to_four_times(connect: Connect, llm_server: LlmServer) -> None:
    error = failure(connect("length"))
    rooms = [seen.body["max_tokens"] for seen in llm_server.seen]
    assert rooms == [ASK.max_tokens, 2 * ASK.max_tokens, 4 * ASK.max_tokens]
    assert "did not fit" in error.message


def test_samples_vary_by_seed_and_the_first_is_the_likeliest(connect: Connect, llm_server: LlmServer) -> None:
    model = connect()
    for sample in range(3):
        model.answer(ASK, sample=sample)
    assert [seen.body["seed"] for seen in llm_server.seen] == [0, 1, 2]
    temperatures = [seen.body["temperature"] for seen in llm_server.seen]
    assert temperatures[0] == 0
    assert 0 < temperatures[1] == temperatures[2] < 1


def test_the_schema_is_strict_and_in_the_order_of_thought(connect: Connect, llm_server: LlmServer) -> None:
    connect().answer(ASK)
    wanted = llm_server.seen[0].body["response_format"]["json_schema"]
    check = wanted["schema"]["properties"]["checks"]["items"]
    assert wanted["strict"] is True
    assert check["additionalProperties"] is False
    assert check["required"] == list(check["properties"])
    assert check["required"].index("quotes") < check["required"].index("reason") < check["required"].index("verdict")
    assert not {"$ref", "$defs", "default", "title"} & set(str(wanted["schema"]).split("'"))


def test_roles_alternate_because_many_templates_insist(connect: Connect, llm_server: LlmServer) -> None:
    connect().answer(ASK)
    assert [message["role"] for message in llm_server.seen[0].body["messages"]] == ["system", "user"]
    assert llm_server.seen[0].prompt == "\n\n".join(message.content for message in ASK.messages)


def test_the_second_question_finds_most_of_its_prompt_cached(connect: Connect) -> None:
    model = connect()
    _, first = model.answer(ASK)
    _, second = model.answer(ask_criterion(case(), CLOSE, MARK))
    assert first.cached_tokens == 0
    assert second.cached_tokens > 0.8 * second.prompt_tokens


# Failures that may pass.


def test_a_busy_server_is_asked_again_when_it_says(connect: Connect, waits: list[float]) -> None:
    _, usage = connect("busy_once").answer(ASK)
    assert waits == [3.0]
    assert usage.calls == 1


@pytest.mark.parametrize("behaviour", ["broken_once", "cut_once"])
def test_a_server_that_stumbles_is_asked_again(
    connect: Connect, llm_server: LlmServer, waits: list[float], behaviour: str
) -> None:
    connect(behaviour).answer(ASK)
    assert len(llm_server.seen) == 2
    assert len(waits) == 1
    assert 0 < waits[0] <= 0.5


@pytest.mark.parametrize(
    ("behaviour", "told"),
    [("broken", "HTTP 500"), ("busy", "is busy"), ("cut", "broke off"), ("short", "broke off")],
)
def test_after_some_tries_a_failure_is_told_by_name(
    connect: Connect, llm_server: LlmServer, waits: list[float], behaviour: str, told: str
) -> None:
    error = failure(connect(behaviour))
    assert told in error.message
    assert error.retryable
    assert len(llm_server.seen) == TRIES
    assert waits == sorted(waits)


def test_a_server_that_asks_for_an_hour_is_not_waited_for(
    connect: Connect, llm_server: LlmServer, waits: list[float]
) -> None:
    assert "is busy" in failure(connect("busy_for_an_hour")).message
    assert len(llm_server.seen) == 1
    assert waits == []


def test_a_dead_server_is_told_quickly(waits: list[float]) -> None:
    with LlmServer() as server:
        address = server.base_url
    forget_servers()
    model = OpenAiModel(address, "any", sleep=waits.append)
    error = failure(model)
    model.close()
    assert "No model server answers at 127.0.0.1" in error.message
    assert "COACH_LLM_BASE_URL" in error.hint
    assert error.retryable
    assert len(waits) == TRIES_WHEN_DEAD - 1


@pytest.mark.parametrize("behaviour", ["slow", "trickle"])
def test_the_deadline_holds_whether_a_server_is_silent_or_sends_blanks(
    connect: Connect, llm_server: LlmServer, behaviour: str
) -> None:
    error = failure(connect(behaviour, deadline_s=0.5))
    assert "too long" in error.message
    assert error.retryable
    assert len(llm_server.seen) == 1


def test_a_slow_answer_within_the_deadline_is_waited_for(connect: Connect, llm_server: LlmServer) -> None:
    model = connect("slow")
    given: list[JudgeAnswer] = []
    asking = Thread(target=lambda: given.append(model.answer(ASK)[0]))
    asking.start()
    llm_server.release.set()
    asking.join(20)
    assert isinstance(given[0], ChecksAnswer)


# Failures that stay.


@pytest.mark.parametrize(
    ("behaviour", "told", "hint"),
    [
        ("html", "web page", "/v1"),
        ("unauthorized", "did not accept the key", "COACH_LLM_API_KEY"),
        ("unknown_model", "does not know the model", "COACH_LLM_MODEL"),
        ("no_credit", "no credit", "Top it up"),
        ("too_long", "longer than the model", "context window"),
    ],
)
def test_what_trying_again_cannot_mend_is_told_at_once(
    connect: Connect, llm_server: LlmServer, waits: list[float], behaviour: str, told: str, hint: str
) -> None:
    error = failure(connect(behaviour))
    assert told in error.message
    assert hint in error.hint
    assert not error.retryable
    assert len(llm_server.seen) == 1
    assert waits == []


@pytest.mark.parametrize(
    ("behaviour", "told"),
    [
        ("refusal", "refused: I cannot help with that."),
        ("content_filter", "content filter"),
        ("other_json", "upstream is away"),
    ],
)
def test_an_answer_that_is_none_is_told_by_name(
    connect: Connect, llm_server: LlmServer, behaviour: str, told: str
) -> None:
    error = failure(connect(behaviour))
    assert told in error.message
    assert len(llm_server.seen) == 1


@pytest.mark.parametrize("behaviour", ["empty", "no_choices"])
def test_an_empty_answer_is_tried_in_every_way_and_then_told(
    connect: Connect, llm_server: LlmServer, behaviour: str
) -> None:
    assert "answered with nothing" in failure(connect(behaviour)).message
    assert formats(llm_server) == ["json_schema", "json_object", "tool", "text"]


@pytest.mark.parametrize("behaviour", ["truncating", "reads_a_third"])
def test_a_prompt_that_was_cut_in_silence_is_noticed(connect: Connect, behaviour: str) -> None:
    assert CONTEXT < sum(len(message.content) for message in LONG_ASK.messages) / 4 < CONTEXT / READ_SHARE_NEEDED
    error = failure(connect(behaviour), LONG_ASK)
    assert "cut the question short" in error.message
    assert "context window" in error.hint
    assert not error.retryable


def test_a_low_count_after_a_whole_one_is_a_cache_and_no_cut(connect: Connect) -> None:
    connect("good").answer(LONG_ASK)
    answer, _ = connect("reads_a_third").answer(LONG_ASK)
    assert isinstance(answer, ChecksAnswer)


def test_a_server_that_counts_nothing_is_believed(connect: Connect, llm_server: LlmServer) -> None:
    _, usage = connect("uncounted").answer(LONG_ASK)
    assert usage == Usage(calls=1)


# What is sent, and to whom.


def test_only_the_key_that_was_given_reaches_the_server(
    connect: Connect, llm_server: LlmServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "key-of-another-service")
    monkeypatch.setenv("OPENAI_ADMIN_KEY", "admin-key-of-another-service")
    monkeypatch.setenv("OPENAI_ORG_ID", "our-organisation")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "our-project")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/elsewhere")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Secret: our-secret\nAuthorization: Bearer our-token")
    connect(api_key="given-key").answer(ASK)
    connect().answer(ASK)
    with_key, without = (seen.headers for seen in llm_server.seen)
    assert with_key["authorization"] == "Bearer given-key"
    assert without["authorization"] == "Bearer none"
    for headers in (with_key, without):
        sent = " ".join([*headers, *headers.values()]).lower()
        for secret in ("another-service", "our-", "organization", "project", "secret"):
            assert secret not in sent


def test_a_redirect_is_told_and_never_followed(connect: Connect, llm_server: LlmServer) -> None:
    with LlmServer() as other:
        llm_server.redirect_to = f"{other.base_url}/chat/completions"
        error = failure(connect("redirect", api_key="given-key"))
        assert other.seen == []
    assert f"sends on to 127.0.0.1:{other.port}" in error.message
    assert not error.retryable


def test_no_message_shows_a_key_or_a_password(llm_server: LlmServer, waits: list[float]) -> None:
    forget_servers()
    for behaviour in ("unauthorized", "broken", "html", "refusal"):
        llm_server.behaviour = behaviour
        address = llm_server.base_url.replace("http://", "http://user:password@")
        model = OpenAiModel(address, "any", "given-key", sleep=waits.append)
        error = failure(model)
        model.close()
        assert "given-key" not in error.message + error.hint
        assert "password" not in error.message + error.hint
