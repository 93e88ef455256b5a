"""One attempt before the judge: findings, second opinion, flags, decision, feedback."""

from coach.domain.alignment import DISAGREEMENT_LIMIT, UNHEARD_RUN
from coach.domain.attempt import Attempt, Engines, Problem, State
from coach.domain.certification import Kind, Outcome, decide
from coach.domain.coverage import cover
from coach.domain.exchange import Progress
from coach.domain.feedback import fixes, strength
from coach.domain.flags import Circumstances, attempt_flags
from coach.domain.grader_speech import grader_lines
from coach.domain.judging import Case
from coach.domain.samples import halo
from coach.domain.scorecard import score
from coach.service.ports import Judge, Matcher
from coach.service.scoring import OFFICIAL_SAMPLES, Judged, judge_case, with_second_opinion

CONFIGURED, EMBEDDED = "configured", "embedded"
"""The judges by name, as retries offer them."""


class Panel:
    """The judge that serves, the embedded one for a second opinion, and the matcher for coverage."""

    def __init__(self, judge: Judge, second: Judge, matcher: Matcher) -> None:
        self._judge = judge
        self._second = second
        self._matcher = matcher

    def judge(self, attempt: Attempt, case: Case, progress: Progress) -> Attempt:
        """The attempt with scorecard, decision, coverage and feedback; `waiting` when it was not scored."""
        judge = self._judge
        lines = grader_lines(case.transcript)
        # Repeated answers of a judge that always answers the same tell nothing.
        official = attempt.kind is Kind.OFFICIAL and not judge.identity.embedded
        samples = OFFICIAL_SAMPLES if official else 1
        judged = judge_case(case, judge, lines, samples=samples, progress=progress)
        findings = judged.findings
        if not judge.identity.embedded:
            second = judge_case(case, self._second, lines, samples=1, progress=lambda share: None)
            findings = with_second_opinion(findings, second.findings)
        card = score(case.rubric, case.situation, findings)
        coverage = cover(case, card.findings(), self._matcher.similarity)
        circumstances = _circumstances(attempt, judge, judged, halo=halo(findings))
        flags = attempt_flags(case, coverage, lines, circumstances)
        decision = decide(case.rubric, attempt.kind, card, flags)
        return attempt.model_copy(
            update={
                "state": State.WAITING if decision.outcome is Outcome.NOT_SCORED else State.DONE,
                "progress": 1.0,
                "scorecard": card,
                "decision": decision,
                "coverage": coverage,
                "grader_lines": lines,
                "strength": strength(case.rubric, card),
                "fixes": fixes(case.rubric, card),
                "engines": _engines(attempt, judge, samples),
                "usage": attempt.usage + judged.usage,
                "problem": _problem(decision.outcome, decision.reasons[0].text),
            }
        )


def _circumstances(attempt: Attempt, judge: Judge, judged: Judged, *, halo: bool) -> Circumstances:
    return Circumstances(
        has_recording=attempt.recording is not None,
        disagreement=attempt.disagreement,
        disagreement_limit=DISAGREEMENT_LIMIT,
        unheard_run=attempt.unheard_run,
        unheard_limit=UNHEARD_RUN,
        transcriber_embedded=attempt.heard_embedded and attempt.source == "recording",
        judge_embedded=judge.identity.embedded,
        samples_disagree=judged.samples_disagree,
        halo=halo,
    )


def _engines(attempt: Attempt, judge: Judge, samples: int) -> Engines:
    assert attempt.transcript is not None
    return Engines(
        transcriber=attempt.transcript.engine,
        judge=judge.identity.name,
        model=judge.identity.model,
        prompt=judge.identity.prompt,
        rubric_version=attempt.rubric_version,
        golden_version=attempt.golden_version,
        audio_sha256=attempt.recording.sha256 if attempt.recording else None,
        samples=samples,
        why=attempt.heard_why,
    )


def _problem(outcome: Outcome, reason: str) -> Problem | None:
    if outcome is not Outcome.NOT_SCORED:
        return None
    return Problem(
        message=reason,
        hint="Nothing is lost: score it again when the model answers, or let the embedded judge draft a score.",
        retries=(CONFIGURED, EMBEDDED),
    )
