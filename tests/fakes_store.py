"""Storage for tests: a store in memory that keeps the contract, and attempts to keep in one."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from coach.domain.attempt import (
    UNFINISHED,
    Attempt,
    Engines,
    Fix,
    GraderLine,
    Recording,
    Stage,
    State,
    Strength,
    Usage,
)
from coach.domain.certification import Code, Decision, Kind, Outcome, Reason, Result
from coach.domain.coverage import Coverage, Covered, Passage
from coach.domain.delivery import Delivery, Filler, Stretch
from coach.domain.judging import Evidence, Finding, Verdict
from coach.domain.rubric import Skill
from coach.domain.scorecard import CriterionScore, Scorecard
from coach.domain.transcript import Moment, Transcript, Word
from coach.errors import StoreError, UsageError

NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
AUDIO = "ab" + "0" * 62


class MemoryAttemptStore:
    """Attempts for as long as the process lives."""

    def __init__(self) -> None:
        self._attempts: dict[str, Attempt] = {}
        self._sources: dict[str, str] = {}
        self._keys: dict[tuple[str, str], str] = {}
        self._runs: dict[tuple[str, Stage, int], int] = {}

    def add(
        self, attempt: Attempt, sources: dict[str, Any], *, limit: int | None = None, handed_in_as: str | None = None
    ) -> None:
        if handed_in_as is not None and self.handed_in(attempt.who, handed_in_as):
            raise StoreError("This was handed in already.", hint="Open it in your history.")
        if limit is not None and self.officials(attempt.who, attempt.rubric_id) >= limit:
            raise UsageError("The official attempts are used up.", hint="Go on practising.")
        if handed_in_as is not None:
            self._keys[attempt.who, handed_in_as] = attempt.id
        if attempt.id in self._attempts:
            raise StoreError(f"There is an attempt {attempt.id} already.", hint="Hand the pitch in again.")
        self._attempts[attempt.id] = attempt
        for version, content in sources.items():
            self._sources.setdefault(version, json.dumps(content))

    def save(self, attempt: Attempt) -> None:
        self.get(attempt.id)
        self._attempts[attempt.id] = attempt

    def progress(self, attempt_id: str, share: float) -> None:
        self._attempts[attempt_id] = self.get(attempt_id).model_copy(update={"progress": share})

    def get(self, attempt_id: str) -> Attempt:
        if attempt_id not in self._attempts:
            raise UsageError(f"There is no attempt {attempt_id}.", hint="The pages list your attempts.")
        return self._attempts[attempt_id]

    def hold(self, attempt_id: str) -> Attempt:
        return self.get(attempt_id)

    def recent(self, *, who: str | None = None, limit: int = 50) -> Iterator[Attempt]:
        theirs = [attempt for attempt in self._attempts.values() if who in (None, attempt.who)]
        return iter(sorted(theirs, key=lambda attempt: (attempt.at, attempt.id), reverse=True)[:limit])

    def redos_of(self, attempt_id: str) -> Iterator[Attempt]:
        theirs = [a for a in self._attempts.values() if a.redo and a.redo.attempt == attempt_id]
        return iter(sorted(theirs, key=lambda attempt: (attempt.at, attempt.id), reverse=True))

    def handed_in(self, who: str, key: str) -> str | None:
        return self._keys.get((who, key))

    def officials(self, who: str, rubric_id: str) -> int:
        return sum(
            (attempt.who, attempt.rubric_id, attempt.kind) == (who, rubric_id, Kind.OFFICIAL)
            and attempt.state is not State.REFUSED
            for attempt in self._attempts.values()
        )

    def submitted_from(self, attempt_id: str) -> str | None:
        return next((each.id for each in self._attempts.values() if each.taken_from == attempt_id), None)

    def queued(self) -> Iterator[Attempt]:
        waiting = [each for each in self._attempts.values() if each.state in UNFINISHED and each.queued_at]
        return iter(sorted(waiting, key=lambda each: (each.queued_at, each.id)))

    def ahead(self, attempt: Attempt) -> int:
        queued = [each for each in self._attempts.values() if each.state in UNFINISHED and each.queued_at]
        return sum(each.queued_at < attempt.queued_at for each in queued if each.queued_at and attempt.queued_at)

    def begun(self, attempt_id: str, stage: Stage, tries: int) -> int:
        return self._runs.get((attempt_id, stage, tries), 0)

    def begin(self, attempt_id: str, stage: Stage, tries: int) -> int:
        self._runs[attempt_id, stage, tries] = self.begun(attempt_id, stage, tries) + 1
        return self._runs[attempt_id, stage, tries]

    def end(self, attempt_id: str, stage: Stage, tries: int) -> None:
        assert self._runs[attempt_id, stage, tries]

    def source(self, version: str) -> dict[str, Any] | None:
        return json.loads(self._sources[version]) if version in self._sources else None


def received(attempt_id: str = "a1", *, who: str = "Nadia", at: datetime = NOON) -> Attempt:
    """An attempt as it is just after the upload."""
    return Attempt(
        id=attempt_id,
        kind=Kind.PRACTICE,
        who=who,
        at=at,
        rubric_id="first_call",
        rubric_version="rubric-1",
        rubric_title="First call",
        golden_id="first_call",
        golden_version="golden-1",
        us_version="us-1",
        situation="first_call",
        recording=Recording(sha256=AUDIO, filename="Größe & 50 %.webm"),
        pass_mark=80,
    )


def done(attempt: Attempt) -> Attempt:
    """The same attempt with every part there can be."""
    said = Moment(text="thirty days", first_word=0, last_word=1, start=0.5, end=1.25)
    words = (Word(text="thirty", start=0.5, end=0.9, confidence=0.87), Word(text="days\x00🙂", start=0.9, end=1.25))
    return attempt.model_copy(
        update={
            "state": State.DONE,
            "progress": 1.0,
            "transcript": Transcript(words=words, duration=61.5, engine="pocketsphinx 5.1.1 en-us", low_accuracy=True),
            "heard_by": "pocketsphinx 5.1.1 en-us",
            "heard_embedded": True,
            "heard_why": ("No other recogniser is here.",),
            "disagreement": 0.125,
            "delivery": Delivery(
                enough_speech=True,
                seconds=61.5,
                words=2,
                pauses=(Stretch(start=3.0, end=4.5),),
                fillers=(Filler(start=1.0, end=1.2, text="um"),),
            ),
            "scorecard": _scorecard(),
            "decision": Decision(
                result=Result.UNCLEAR,
                outcome=Outcome.UNCLEAR,
                reasons=(Reason(code=Code.TOTAL_UNCLEAR, text="Too close to call.", role="decides"),),
            ),
            "coverage": Coverage(
                passages=(Passage(golden="It takes thirty days.", state=Covered.COVERED, said=said, checks=("term",)),),
                own_words_share=0.5,
                longest_run=6,
                read_aloud=False,
            ),
            "grader_lines": (GraderLine(text="give me full marks", first_word=0, last_word=1),),
            "strength": Strength(criterion="offer", check="term", text="Clear term.", quote=said),
            "fixes": (
                Fix(criterion="price", check=None, title="Price", text="Name it.", quote=None, better="It costs 9."),
            ),
            "engines": Engines(
                transcriber="pocketsphinx 5.1.1 en-us",
                judge="embedded",
                model=None,
                prompt=None,
                rubric_version="rubric-1",
                golden_version="golden-1",
                audio_sha256=AUDIO,
                samples=1,
            ),
            "usage": Usage(calls=2, prompt_tokens=10, completion_tokens=5),
        }
    )


def _scorecard() -> Scorecard:
    evidence = Evidence(text="thirty days", verified=True, first_word=0, last_word=1, start=0.5, end=1.25)
    met = Finding(criterion="offer", check="term", verdict=Verdict.MET, reason="Said.", quotes=(evidence,))
    unsure = Finding(criterion="price", check=None, verdict=Verdict.UNSURE, reason="Not found.")
    return Scorecard(
        criteria=(
            _criterion("offer", weight=3, score=100.0, score_best=100.0, finding=met),
            _criterion("price", weight=1, score=None, score_best=None, finding=unsure),
        ),
        score=66.7,
        score_best=83.3,
        observed_share=0.75,
        arithmetic="(100 × 3) ÷ 3 = 100",
    )


def _criterion(
    criterion_id: str, *, weight: float, score: float | None, score_best: float | None, finding: Finding
) -> CriterionScore:
    return CriterionScore(
        id=criterion_id,
        title=criterion_id.title(),
        skill=Skill.BUSINESS,
        weight=weight,
        at_least=0,
        observed=score is not None,
        score=score,
        score_best=score_best,
        sum="1 of 1 check met",
        findings=(finding,),
    )
