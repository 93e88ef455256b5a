"""Working stand-ins for what the use cases need from outside."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from fixtures.llm_server import judge

from coach.domain.attempt import Usage
from coach.domain.exchange import Answer, Ask, Audio, Progress
from coach.domain.transcript import Transcript, Word
from coach.errors import JudgeError


class ScriptedModel:
    """A model that answers from a script: a function from the question and the sample to an answer.

    The script may return a JudgeError, which is raised. `asked` are the questions so far.
    """

    def __init__(self, script: Callable[[Ask[Any], int], dict[str, Any] | JudgeError], parallel: int = 1) -> None:
        self._script = script
        self._parallel = parallel
        self.asked: list[Ask[Any]] = []

    @property
    def name(self) -> str:
        return "scripted"

    @property
    def parallel(self) -> int:
        return self._parallel

    def answer(self, ask: Ask[Answer], *, sample: int = 0) -> tuple[Answer, Usage]:
        self.asked.append(ask)
        said = self._script(ask, sample)
        if isinstance(said, JudgeError):
            raise said
        answer = ask.answer.model_validate(said)
        problems = ask.problems(answer)
        if problems:
            raise JudgeError(f"The scripted model gave no usable answer: {problems[0]}", hint="Mend the script.")
        return answer, Usage(calls=1, prompt_tokens=100, completion_tokens=20)


def reading_model() -> ScriptedModel:
    """A model that looks for the wordings in the transcript, without a server in between."""

    def read(ask: Ask[Any], sample: int) -> dict[str, Any]:
        messages = [{"role": message.role, "content": message.content} for message in ask.messages]
        return json.loads(judge({"messages": messages}))

    return ScriptedModel(read)


class FakeTranscriber:
    """Hears the words it was given, spread evenly over the recording, unless the recording is silent."""

    def __init__(self, text: str, *, embedded: bool = False) -> None:
        self._text = text
        self._embedded = embedded

    @property
    def name(self) -> str:
        return "fake"

    @property
    def embedded(self) -> bool:
        return self._embedded

    def transcribe(self, audio: Audio, hints: Sequence[str], progress: Progress) -> Transcript:
        texts = self._text.split() if any(audio.pcm) else []
        words: list[Word] = []
        for number, text in enumerate(texts):
            start, end = (audio.seconds * at / len(texts) for at in (number, number + 1))
            words.append(Word(text=text, start=start, end=end, confidence=1.0))
            progress((number + 1) / len(texts))
        progress(1.0)
        return Transcript(words=tuple(words), duration=audio.seconds, engine=self.name, low_accuracy=self._embedded)
