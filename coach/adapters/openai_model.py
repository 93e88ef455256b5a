"""A language model behind any OpenAI-compatible server, answering in a given shape.

Servers differ in what they support and say so, if at all, by refusing. The ladder goes from the
strictest way of asking for JSON to plain text; every answer is validated here whatever the server
promised, and gets one chance of repair. What a server refused is remembered, so that the next question
starts where the last one ended.
"""

import time
from collections.abc import Callable, Generator
from threading import Lock

from coach.adapters.chat_server import ChatServer
from coach.adapters.chat_stream import ChatStream
from coach.adapters.learned import Learned
from coach.adapters.openai_client import shown_address
from coach.adapters.talk import RUNGS, NextRung, Talk
from coach.domain.attempt import Usage
from coach.domain.exchange import Answer, Ask, Message, Streamed
from coach.errors import JudgeError

DEADLINE_S = 120.0
"""For one answer with all its retries and repairs; the openai package would wait three times 600 s."""

_LEARNED: dict[tuple[str, str], Learned] = {}
_LEARNING = Lock()


def forget_servers() -> None:
    """Start over with what servers can do: for tests, or after a server was replaced."""
    _LEARNED.clear()


class OpenAiModel:
    """Answers questions (`Ask`) through Chat Completions. Safe to use from several threads.

    `parallel` is how many questions it takes at once; `sleep` waits between retries.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        api_key: str | None = None,
        deadline_s: float = DEADLINE_S,
        parallel: int = 4,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._base_url = base_url
        self._model = model
        self._deadline_s = deadline_s
        self._parallel = parallel
        self._server = ChatServer(base_url, api_key, sleep)
        with _LEARNING:
            fresh = Learned("max_completion_tokens" if _is_openai(self._server.host) else "max_tokens")
            self._learned = _LEARNED.setdefault((base_url, model), fresh)

    @property
    def name(self) -> str:
        return self._model

    @property
    def address(self) -> str:
        """Where its server is, for messages."""
        return shown_address(self._base_url)

    @property
    def parallel(self) -> int:
        return self._parallel

    def probe(self, timeout_s: float = 3.0) -> None:
        """Find out whether the server answers. Raises JudgeError when it does not."""
        self._server.probe(timeout_s)

    def close(self) -> None:
        self._server.close()

    def answer(self, ask: Ask[Answer], *, sample: int = 0) -> tuple[Answer, Usage]:
        """One answer that fits its shape and has no problems, and what all tries cost together.

        Raises JudgeError: no server, no key, a refusal, an answer cut in any of several ways, the
        deadline, or nothing usable on any rung.
        """
        self._server.open()
        talk = Talk(self._server, self._model, self._learned, ask, sample, time.monotonic() + self._deadline_s)
        start = self._learned.rung
        failures: list[NextRung] = []
        for rung in range(start, len(RUNGS)):
            try:
                answer = talk.on(RUNGS[rung])
            except NextRung as failure:
                failures.append(failure)
                continue
            if all(failure.refused for failure in failures):
                self._learned.rung = max(self._learned.rung, rung)
            return answer, talk.usage
        raise JudgeError(
            f"The model {self._model} gave no usable answer: {failures[-1].why}",
            hint="Try again; if it stays so, choose a larger model.",
        )

    def talk(
        self, messages: tuple[Message, ...], *, max_tokens: int, within_s: float | None = None
    ) -> Generator[Streamed]:
        """Free text as it comes, without the model's thoughts; the last piece brings the usage.

        `within_s` is what is left of the time, where a reply before it has taken some.

        Raises JudgeError for the same reasons as `answer`, also in the middle. A server that is busy or broken
        is asked again only while nothing of the reply has come. Closing the generator hangs up.
        """
        self._server.open()
        seconds = self._deadline_s if within_s is None else min(within_s, self._deadline_s)
        stream = ChatStream(self._server, self._model, self._learned, messages, time.monotonic() + seconds)
        return stream.talk(max_tokens)


def _is_openai(host: str) -> bool:
    return host.endswith((".openai.com", ".azure.com"))
