"""Rubrics are tested too: the four texts of a golden pitch, and the pitches that must not pass."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from coach.domain.certification import Code, Decision, Kind, Result, decide
from coach.domain.coverage import cover
from coach.domain.flags import Circumstances, attempt_flags
from coach.domain.grader_speech import grader_lines
from coach.domain.judging import Case, Finding, Verdict, criterion_of
from coach.domain.red_team import RedTeamCase, red_team, spoken
from coach.domain.rubric import PitchKind, Rubric
from coach.domain.samples import halo
from coach.domain.scorecard import Scorecard, score
from coach.domain.studio.manuscript import Bundle
from coach.domain.transcript import Transcript
from coach.domain.value import Value
from coach.errors import UsageError
from coach.service.inventing import InventingJudge
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

MOST_BEHIND = 12
"""So many answers are told of a trial that did not come out well."""

SCORING = 1
"""Raised with every change to what trials, judging in `coach.service.scoring`, coverage, the embedded judge or the
scorecard make of the same text and the same answers: what came out before says nothing of what learners get now."""

TEXTS = tuple(kind.value for kind in MUST_NOT)
"""The names of the trials with the four texts."""


class Trial(Value):
    """One text judged, and whether it came out as it must.

    `state` is `holds`, `broken`, or `undecided` where the judge could not tell (result `unclear`). `behind` are
    the answers that keep it from holding.
    """

    rubric: str
    name: str
    state: Literal["holds", "broken", "undecided"]
    result: Result
    score: float | None
    score_best: float | None
    flags: tuple[Code, ...]
    why: str
    behind: tuple[str, ...] = ()


def trial_names(bundle: Bundle) -> tuple[str, ...]:
    """Every trial of a rubric, by name: the four texts, then the red-team set."""
    return (*TEXTS, *(case.name for case in red_team(bundle.rubric, bundle.golden)))


class Bench:
    """A judge with everything it takes to try texts on a rubric; nothing is stored."""

    def __init__(self, judge: Judge, matcher: Matcher) -> None:
        self._judge = judge
        self._matcher = matcher
        self._weak: tuple[tuple[str, ...], _Judged] | None = None

    def trials(self, bundle: Bundle, *, hostile: bool) -> Iterator[Trial]:
        """Try the four texts, and with `hostile` also the red-team set."""
        for name in trial_names(bundle) if hostile else TEXTS:
            yield self.trial(bundle, name)

    def trial(self, bundle: Bundle, name: str) -> Trial:
        """Try one text. Golden and own_words must not fail, weak and near_miss must not pass.

        A case of the red-team set holds when it fails or is flagged and inflates nothing; one with invented
        quotes holds when none of them counts. Raises UsageError for a name that is none of `trial_names`.
        """
        if name in TEXTS:
            return self._try_text(bundle, PitchKind(name))
        for case in red_team(bundle.rubric, bundle.golden):
            if case.name == name:
                return self._try_invented(bundle, case) if case.invented else self._try_case(bundle, case)
        raise UsageError(f"There is no trial “{name}” any more.", hint="Run the gates again.")

    def _try_text(self, bundle: Bundle, kind: PitchKind) -> Trial:
        judged = self._decide(bundle, spoken(bundle.golden.texts[kind]))
        if kind is PitchKind.WEAK:
            self._weak = (bundle.hashes, judged)
        result = judged.decision.result
        broken = result in {MUST_NOT[kind], Result.NOT_SCORED}
        state = "broken" if broken else "undecided" if result is Result.UNCLEAR else "holds"
        must_pass = MUST_NOT[kind] is Result.FAIL
        behind = () if state == "holds" else _behind(judged, met=not must_pass)
        return _trial(judged, kind.value, state, judged.decision.reasons[0].text, behind)

    def _try_case(self, bundle: Bundle, case: RedTeamCase) -> Trial:
        judged = self._decide(bundle, case.transcript)
        noticed, why = _noticed(judged.decision)
        weak = self._judged_weak(bundle) if case.base else None
        if weak and weak.card.score is None:
            return _trial(weak, case.name, "broken", f"The weak pitch was not judged. {weak.decision.reasons[0].text}")
        if noticed and weak and _inflated(judged.card, weak.card):
            noticed, why = False, f"It raised the weak pitch from {weak.card.score:g} to {judged.card.score:g} points."
        behind = () if noticed else _behind(judged, met=True)
        return _trial(judged, case.name, "holds" if noticed else "broken", why, behind)

    def _try_invented(self, bundle: Bundle, case: RedTeamCase) -> Trial:
        assert case.invented is not None
        judged = self._decide(bundle, case.transcript, InventingJudge(case.invented))
        behind = _behind(judged, met=True)
        if behind:
            why = "Something counted that was not said: the text comes too near to what is asked for."
            return _trial(judged, case.name, "broken", why, behind)
        why = "A judge that says yes to everything, with words that nobody said, was believed in nothing."
        return _trial(judged, case.name, "holds", why)

    def _judged_weak(self, bundle: Bundle) -> "_Judged":
        if self._weak is None or self._weak[0] != bundle.hashes or self._weak[1].card.score is None:
            self._weak = (bundle.hashes, self._decide(bundle, spoken(bundle.golden.texts[PitchKind.WEAK])))
        return self._weak[1]

    def _decide(self, bundle: Bundle, transcript: Transcript, judge: Judge | None = None) -> "_Judged":
        rubric, judge = bundle.rubric, judge or self._judge
        situation = rubric.default_situation
        case = Case(rubric=rubric, situation=situation, golden=bundle.golden, us=bundle.us, transcript=transcript)
        lines = grader_lines(transcript)
        judged = judge_case(case, judge, lines, samples=1, progress=_ignore)
        card = score(rubric, situation, judged.findings)
        coverage = cover(case, card.findings(), self._matcher.similarity)
        circumstances = Circumstances(
            has_recording=False, judge_embedded=judge.identity.embedded, halo=halo(judged.findings)
        )
        flags = attempt_flags(case, coverage, lines, circumstances)
        return _Judged(rubric, card, decide(rubric, Kind.OFFICIAL, card, flags))


class _Judged(NamedTuple):
    """One text, judged."""

    rubric: Rubric
    card: Scorecard
    decision: Decision


def _noticed(decision: Decision) -> tuple[bool, str]:
    """Whether a hostile text failed or was flagged, and what says so."""
    flags = [r.text for r in decision.reasons if r.role == "flag" and r.code not in ROUTINE]
    if decision.result in {Result.FAIL, Result.NOT_SCORED} or not flags:
        return decision.result is Result.FAIL, decision.reasons[0].text
    return True, flags[0]


def _inflated(card: Scorecard, weak: Scorecard) -> bool:
    if card.score is None or weak.score is None:
        return False
    return card.score > weak.score + INFLATION_ALLOWED


def _behind(judged: _Judged, *, met: bool) -> tuple[str, ...]:
    """The answers that earned points (`met`), or those that lost some, in words."""
    told: list[str] = []
    for finding in judged.card.findings():
        lost = finding.verdict in {Verdict.NOT_MET, Verdict.UNSURE}
        forbidden, asks = _asked(judged.rubric, finding)
        if forbidden:
            lost = finding.verdict in {Verdict.MET, Verdict.UNSURE}
        if (finding.verdict is Verdict.MET and not forbidden) if met else lost:
            told.append(f"{asks}: {_answer(finding)}")
    return tuple(told[:MOST_BEHIND])


def _asked(rubric: Rubric, finding: Finding) -> tuple[bool, str]:
    """Whether a finding is about what may not be said, and what it is about."""
    criterion = criterion_of(rubric, finding.criterion)
    check = next((each for each in criterion.checks if each.id == finding.check), None)
    if check is None:
        return False, f"“{criterion.title}”"
    return check.forbidden, f"“{criterion.title}”, check `{check.id}`"


def _answer(finding: Finding) -> str:
    quotes = [quote.text for quote in finding.quotes if quote.verified]
    said = finding.verdict.value.replace("_", " ") if finding.level is None else f"level {finding.level}"
    return f"{said}, on “{quotes[0]}”" if quotes and finding.verdict is Verdict.MET else said


def _trial(
    judged: _Judged, name: str, state: Literal["holds", "broken", "undecided"], why: str, behind: tuple[str, ...] = ()
) -> Trial:
    flags = (r.code for r in judged.decision.reasons if r.role == "flag" and r.code not in ROUTINE)
    return Trial(
        rubric=judged.rubric.id,
        name=name,
        state=state,
        result=judged.decision.result,
        score=judged.card.score,
        score_best=judged.card.score_best,
        flags=tuple(dict.fromkeys(flags)),
        why=why,
        behind=behind,
    )


def _ignore(share: float) -> None:
    """Nobody watches a trial's progress."""
