"""One chat completion from an OpenAI-compatible server, within a deadline, every failure with its name."""

import json
import random
import re
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from functools import cached_property
from threading import Timer
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from coach.adapters.chat_wire import Completion
from coach.adapters.openai_client import CONNECT_TIMEOUT_S, safe_client, shown_host
from coach.adapters.server_replies import passing, said, sent_on_to, wait_asked
from coach.errors import JudgeError

if TYPE_CHECKING:
    import httpx2
    import openai

TRIES = 5
"""How often a busy or broken server is asked in all, as far as the deadline allows."""

TRIES_WHEN_DEAD = 2
"""The same where nothing answers at all: a server that is being restarted, and no long wait otherwise."""

BACKOFF_S = 0.5
"""The first wait before asking again, doubled each time, where the server names none."""

_TOO_LONG = re.compile(
    r"context.{0,20}(length|size|window)|maximum context|too many tokens|prompt is too long|n_ctx|token limit", re.I
)
_FORMAT = re.compile(r"grammar|schema|response_format|json|template|tool|roles?\b", re.I)


class Rejected(Exception):
    """The server does not take the request as it is; `message` says what it minds."""

    def __init__(self, status: int, message: str, param: str | None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.param = param


class Passing(Exception):
    """A failure that may pass: `error` if it does not, `wait` in seconds if the server named one."""

    def __init__(self, error: JudgeError, wait: float | None = None, tries: int = TRIES) -> None:
        super().__init__(error.message)
        self.error = error
        self.wait = wait
        self.tries = tries


class ChatServer:
    """The chat completions of one server. `sleep` waits between tries (seconds)."""

    def __init__(self, base_url: str, api_key: str | None, sleep: Callable[[float], None] = time.sleep) -> None:
        self._base_url = base_url
        self._api_key = api_key
        self._sleep = sleep

    @cached_property
    def _client(self) -> "openai.OpenAI":
        return safe_client(self._base_url, self._api_key)

    @property
    def host(self) -> str:
        """Host and port for messages, without a path, user or password."""
        return shown_host(self._base_url)

    def probe(self, timeout_s: float) -> None:
        """Ask for the list of models. Any answer but a refused key will do: some servers have no list.

        Raises JudgeError when nothing answers, or the key is refused.
        """
        import openai

        try:
            self._client.models.list(timeout=timeout_s)
        except (openai.AuthenticationError, openai.PermissionDeniedError) as error:
            raise JudgeError(
                f"{self.host} refuses the key.", hint="Check COACH_LLM_API_KEY.", retryable=False
            ) from error
        except openai.APIConnectionError as error:
            message = f"Nothing answers at {self.host}."
            raise JudgeError(message, hint="Start the server, or check COACH_LLM_BASE_URL.") from error
        except (openai.OpenAIError, ValidationError):
            return

    def open(self) -> None:
        """Load what it takes to connect, so that no deadline pays for it."""
        _ = self._client

    def close(self) -> None:
        self._client.close()

    def complete(self, body: dict[str, Any], ends_at: float) -> Completion:
        """One completion before `ends_at` (`time.monotonic`), asking again while a failure may pass.

        Raises Rejected when the request must change first, and JudgeError for everything else.
        """
        for attempt in range(TRIES):
            try:
                return self.read(b"".join(self.receive(body, ends_at)))
            except Passing as failure:
                self.wait(failure, attempt, ends_at)
        raise AssertionError("the last try either returns or raises")

    def wait(self, failure: Passing, attempt: int, ends_at: float) -> None:
        """Wait until it is time to ask again; raises the failure's error when it is not worth it."""
        wait = failure.wait
        if wait is None:
            wait = BACKOFF_S * 2**attempt * random.uniform(0.75, 1)
        if attempt + 1 >= failure.tries or time.monotonic() + wait >= ends_at:
            raise failure.error from failure
        self._sleep(wait)

    def deadline(self) -> JudgeError:
        return JudgeError(
            f"The model server {self.host} took too long to answer.",
            hint="Try again, give it a longer deadline, or choose a smaller model.",
        )

    def receive(self, body: dict[str, Any], ends_at: float) -> Generator[bytes]:
        """The bytes of one reply as they arrive. Closing the generator hangs up.

        Raises Rejected and Passing, and JudgeError for what asking again does not mend.
        """
        import httpx2
        import openai

        left = ends_at - time.monotonic()
        if left <= 0:
            raise self.deadline()
        limit = openai.Timeout(left, connect=min(CONNECT_TIMEOUT_S, left))
        create: Any = self._client.chat.completions.with_streaming_response.create  # its overloads know no dictionary
        try:
            with create(**body, timeout=limit) as response, _hang_up_at(ends_at, response.http_response):
                for chunk in response.iter_bytes():
                    if time.monotonic() > ends_at:  # a server may trickle blanks to keep the line open
                        raise self.deadline()
                    yield chunk
            if time.monotonic() > ends_at:  # hung up, which looks like an end where no length was announced
                raise self.deadline()
        except (openai.APIConnectionError, openai.APIStatusError, httpx2.RequestError) as error:
            raise self._named(error, ends_at) from error

    def read(self, received: bytes) -> Completion:
        """A reply that came in one piece. Raises Passing, JudgeError."""
        text = received.decode("utf-8", "replace").strip()
        if text.startswith("<"):
            raise JudgeError(
                f"{self.host} answered with a web page instead of an answer.",
                hint="Check COACH_LLM_BASE_URL: for most servers it ends in /v1.",
                retryable=False,
            )
        try:
            answer = json.loads(text)
        except json.JSONDecodeError as error:
            raise self.cut() from error
        try:
            return Completion.model_validate(answer)
        except ValidationError as error:
            raise self.no_completion(answer) from error

    def no_completion(self, answer: object) -> JudgeError:
        return JudgeError(
            f"{self.host} answered with something that is no chat completion: {said(answer)}",
            hint="Check COACH_LLM_BASE_URL and what that server offers there.",
        )

    def cut(self) -> Passing:
        return Passing(
            JudgeError(
                f"The answer of {self.host} broke off in the middle.",
                hint="Try again; if it stays so, look at the log of the model server.",
            )
        )

    def _named(self, error: Exception, ends_at: float) -> Exception:
        import httpx2
        import openai

        if isinstance(error, openai.APIStatusError):
            return self._refused(error)
        if isinstance(error, openai.APITimeoutError | httpx2.TimeoutException):
            return self._dead() if isinstance(error.__cause__, httpx2.ConnectTimeout) else self.deadline()
        if isinstance(error, openai.APIConnectionError):
            broke_off = isinstance(error.__cause__, httpx2.ReadError | httpx2.RemoteProtocolError)
            return self.cut() if broke_off else self._dead()
        return self.deadline() if time.monotonic() > ends_at else self.cut()

    def _dead(self) -> Passing:
        return Passing(
            JudgeError(
                f"No model server answers at {self.host}.",
                hint="Start it or check COACH_LLM_BASE_URL, then try again.",
            ),
            tries=TRIES_WHEN_DEAD,
        )

    def _refused(self, error: "openai.APIStatusError") -> Exception:
        status, why = error.status_code, said(error.body)
        if status in {400, 413, 422} and (_TOO_LONG.search(why) or status == 413):
            return JudgeError(
                f"What it was sent is longer than the model on {self.host} can read: {why}",
                hint="Give the model a larger context window (16,000 tokens are plenty), then try again.",
                retryable=False,
            )
        if status in {400, 422, 501} or (status >= 500 and _FORMAT.search(why)):
            return Rejected(status, why, error.param)
        if status == 429 and (error.code == "insufficient_quota" or "quota" in why.lower()):
            status = 402
        if what := passing(status):
            trouble = JudgeError(
                f"The model server {self.host} {what} (HTTP {status}): {why}",
                hint="Wait a little and try again, or choose another engine.",
            )
            return Passing(trouble, wait_asked(error.response.headers))
        message, hint = self._final(status, why, error.response.headers)
        return JudgeError(message, hint=hint, retryable=False)

    def _final(self, status: int, why: str, headers: Mapping[str, str]) -> tuple[str, str]:
        if status in {401, 403}:
            return f"{self.host} did not accept the key (HTTP {status}).", "Check COACH_LLM_API_KEY."
        if status == 402:
            return f"The account at {self.host} has no credit left: {why}", "Top it up, or choose another engine."
        if status == 404:
            hint = "Check COACH_LLM_MODEL against the models that server has, and that COACH_LLM_BASE_URL ends in /v1."
            return f"{self.host} does not know the model or the address (HTTP 404): {why}", hint
        if 300 <= status < 400:
            hint = "Set COACH_LLM_BASE_URL to the address it really has."
            return f"{self.host} sends on to {sent_on_to(headers)}.", hint
        return f"{self.host} refused the question (HTTP {status}): {why}", "Check COACH_LLM_BASE_URL."


@contextmanager
def _hang_up_at(ends_at: float, response: "httpx2.Response") -> Generator[None]:
    """Break off a response at its deadline, also while nothing arrives: a read has only a time limit of its own."""
    from contextlib import suppress
    from socket import SHUT_RDWR

    line = response.extensions["network_stream"].get_extra_info("socket")

    def hang_up() -> None:
        with suppress(OSError):  # it is closed already
            line.shutdown(SHUT_RDWR)

    clock = Timer(max(0.0, ends_at - time.monotonic()), hang_up)
    clock.daemon = True
    clock.start()
    try:
        yield
    finally:
        clock.cancel()
