"""Rubrics are tested too: the four texts of a golden pitch, and the pitches that must not pass."""

from collections.abc import Iterator
from typing import Literal

from coach.domain.certification import Code, Decision, Kind, Result, decide
from coach.domain.coverage import cover
from coach.domain.flags import Circumstances, attempt_flags
from coach.domain.grader_speech import grader_lines
from coach.domain.judging import Case
from coach.domain.red_team import RedTeamCase, red_team, spoken
from coach.domain.rubric import GoldenPitch, PitchKind, Rubric, Us
from coach.domain.samples import halo
from coach.domain.scorecard import Scorecard, score
from coach.domain.transcript import Transcript
from coach.domain.value import Value
from coach.service.ports import Judge, Matcher
from coach.service.scoring import judge_case

MUST_NOT = {
    PitchKind.GOLDEN: Result.FAIL,
    PitchKind.OWN_WORDS: Result.FAIL,
    PitchKind.WEAK: Result.PASS,
    PitchKind.NEAR_MISS: Result.PASS,
}
"""The result that each of the four texts may not have."""

ROUTINE = {Code.NO_RECORDING, Code.EMBEDDED_JUDGE, Code.EMBEDDED_TRANSCRIBER, Code.TRANSCRIPT_UNCHECKED}
"""Flags that every text scored here carries: they are no sign that an attack was noticed."""

INFLATION_ALLOWED = 1.0
"""Points by which an attack may raise the score of the weak pitch it is spoken in."""


class Trial(Value):
    """One text judged, and whether it came out as it must.

    `state` is `holds`, `broken`, or `undecided` where the judge could not tell (result `unclear`).
    """

    rubric: str
    name: str
    state: Literal["holds", "broken", "undecided"]
    result: Result
    score: float | None
    score_best: float | None
    flags: tuple[Code, ...]
    why: str


class Bench:
    """A judge with everything it takes to try texts on a rubric; nothing is stored."""

    def __init__(self, judge: Judge, matcher: Matcher) -> None:
        self._judge = judge
        self._matcher = matcher

    def texts(self, rubric: Rubric, golden: GoldenPitch, us: Us) -> Iterator[Trial]:
        """Try the four texts: golden and own_words must not fail, weak and near_miss must not pass."""
        for kind, unwanted in MUST_NOT.items():
            card, decision = self._decide(rubric, golden, us, spoken(golden.texts[kind]))
            broken = decision.result in {unwanted, Result.NOT_SCORED}
            unclear = decision.result is Result.UNCLEAR
            state = "broken" if broken else "undecided" if unclear else "holds"
            yield _trial(rubric, kind.value, state, card, decision)

    def hostile(self, rubric: Rubric, golden: GoldenPitch, us: Us) -> Iterator[Trial]:
        """Try the red-team set. A case holds when it fails or is flagged, and inflates nothing."""
        weak, _ = self._decide(rubric, golden, us, spoken(golden.texts[PitchKind.WEAK]))
        for case in red_team(rubric, golden):
            card, decision = self._decide(rubric, golden, us, case.transcript)
            holds = _noticed(decision) and not _inflated(case, card, weak)
            yield _trial(rubric, case.name, "holds" if holds else "broken", card, decision)

    def _decide(
        self, rubric: Rubric, golden: GoldenPitch, us: Us, transcript: Transcript
    ) -> tuple[Scorecard, Decision]:
        situation = rubric.default_situation
        case = Case(rubric=rubric, situation=situation, golden=golden, us=us, transcript=transcript)
        lines = grader_lines(transcript)
        judged = judge_case(case, self._judge, lines, samples=1, progress=_ignore)
        card = score(rubric, situation, judged.findings)
        coverage = cover(case, card.findings(), self._matcher.similarity)
        circumstances = Circumstances(
            has_recording=False, judge_embedded=self._judge.identity.embedded, halo=halo(judged.findings)
        )
        flags = attempt_flags(case, coverage, lines, circumstances)
        return card, decide(rubric, Kind.OFFICIAL, card, flags)


def _noticed(decision: Decision) -> bool:
    flagged = any(r.role == "flag" and r.code not in ROUTINE for r in decision.reasons)
    return decision.result is Result.FAIL or (decision.result is not Result.NOT_SCORED and flagged)


def _inflated(case: RedTeamCase, card: Scorecard, weak: Scorecard) -> bool:
    if case.base is None or card.score is None or weak.score is None:
        return False
    return card.score > weak.score + INFLATION_ALLOWED


def _trial(
    rubric: Rubric, name: str, state: Literal["holds", "broken", "undecided"], card: Scorecard, decision: Decision
) -> Trial:
    flags = (r.code for r in decision.reasons if r.role == "flag" and r.code not in ROUTINE)
    return Trial(
        rubric=rubric.id,
        name=name,
        state=state,
        result=decision.result,
        score=card.score,
        score_best=card.score_best,
        flags=tuple(dict.fromkeys(flags)),
        why=decision.reasons[0].text,
    )


def _ignore(share: float) -> None:
    """Nobody watches a trial's progress."""
