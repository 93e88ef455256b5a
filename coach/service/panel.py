"""One attempt before the judge: findings, second opinion, flags, decision, feedback."""

from collections.abc import Sequence

from coach.domain.alignment import DISAGREEMENT_LIMIT, UNHEARD_RUN
from coach.domain.attempt import Attempt, Engines, GraderLine, Problem, State
from coach.domain.certification import Decision, Kind, Outcome, Result, decide
from coach.domain.correction import Corrected, corrected, corrections, with_corrections_noted
from coach.domain.coverage import cover
from coach.domain.exchange import Progress
from coach.domain.feedback import fixes, strength
from coach.domain.flags import Circumstances, attempt_flags, passes_by_correction
from coach.domain.grader_speech import grader_lines
from coach.domain.judging import Case
from coach.domain.redo import redo_decision, redo_scorecard
from coach.domain.samples import halo
from coach.domain.scorecard import Scorecard, score
from coach.domain.transcript import Transcript
from coach.service.ports import Judge, Matcher
from coach.service.scoring import OFFICIAL_SAMPLES, Judged, judge_case, with_second_opinion

CONFIGURED, EMBEDDED = "configured", "embedded"
"""The judges by name, as retries offer them."""


class Panel:
    """The judge that serves, the embedded one for a second opinion, and the matcher for coverage.

    An official attempt is judged `official_samples` times by a judge that need not say the same twice.
    """

    def __init__(
        self, judge: Judge, second: Judge, matcher: Matcher, *, official_samples: int = OFFICIAL_SAMPLES
    ) -> None:
        self._judge = judge
        self._second = second
        self._matcher = matcher
        self._official_samples = official_samples

    def judge(self, attempt: Attempt, case: Case, progress: Progress) -> Attempt:
        """The attempt with scorecard, decision, coverage and feedback; `waiting` when it was not scored."""
        judge = self._judge
        lines = grader_lines(case.transcript)
        # Repeated answers of a judge that always answers the same tell nothing.
        official = attempt.kind is Kind.OFFICIAL and not judge.identity.embedded
        samples = self._official_samples if official else 1
        judged = judge_case(case, judge, lines, samples=samples, progress=progress)
        findings = judged.findings
        if not judge.identity.embedded:
            second = judge_case(case, self._second, lines, samples=1, progress=lambda share: None)
            findings = with_second_opinion(findings, second.findings)
        if attempt.heard is not None:
            findings = with_corrections_noted(findings, corrections(attempt.heard, case.transcript))
        line = case.line
        card = redo_scorecard(case, line, findings) if line else score(case.rubric, case.situation, findings)
        coverage = cover(case, card.findings(), self._matcher.similarity)
        circumstances = _circumstances(attempt, judge, judged, halo=halo(findings))
        circumstances = circumstances.model_copy(update={"corrected": self._corrected(attempt, case, card)})
        flags = attempt_flags(case, coverage, (*lines, *_grader_lines_gone(attempt, lines)), circumstances)
        if line:
            decision = redo_decision(case.rubric, line, card, flags)
        else:
            decision = decide(case.rubric, attempt.kind, card, flags)
            if decision.result is Result.PASS and (why := passes_by_correction(attempt, flags)):
                decision = decide(case.rubric, attempt.kind, card, (*flags, why))
        return attempt.model_copy(
            update={
                "state": State.WAITING if decision.outcome is Outcome.NOT_SCORED else State.DONE,
                "progress": 1.0,
                "scorecard": card,
                "decision": decision,
                "coverage": None if line else coverage,
                "grader_lines": lines,
                "strength": None if line else strength(case.rubric, card),
                "fixes": () if line else fixes(case.rubric, card),
                "engines": _engines(attempt, judge, samples),
                "usage": attempt.usage + judged.usage,
                "problem": _problem(decision, judged),
            }
        )

    def _corrected(self, attempt: Attempt, case: Case, card: Scorecard) -> Corrected | None:
        if attempt.heard is None:
            return None
        said, heard = (self._perhaps_forbidden(case, words) for words in (case.transcript, attempt.heard))
        unsaid = [asks for check, asks in heard.items() if check not in said]
        return corrected(attempt.heard, case.transcript, card.findings(), unsaid)

    def _perhaps_forbidden(self, case: Case, transcript: Transcript) -> dict[tuple[str, str], str]:
        """The `never` checks (with their questions) that the embedded judge does not clear these words of."""
        never = [c for c in case.criteria if any(check.forbidden for check in c.checks)]
        same = case.model_copy(update={"transcript": transcript})
        found: dict[tuple[str, str], str] = {}
        for criterion in never:
            proposal, _ = self._second.propose(same, criterion, 0)
            answers = {answer.check: answer.verdict for answer in proposal.checks}
            found |= {
                (criterion.id, check.id): check.asks
                for check in criterion.checks
                if check.forbidden and answers[check.id] in {"met", "cannot_assess"}
            }
        return found


def _grader_lines_gone(attempt: Attempt, left: Sequence[GraderLine]) -> tuple[GraderLine, ...]:
    """Lines that speak to a grader as they were heard, and that nobody would see any more."""
    if attempt.heard is None:
        return ()
    known = {line.text for line in left}
    return tuple(line for line in grader_lines(attempt.heard) if line.text not in known)


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


def _problem(decision: Decision, judged: Judged) -> Problem | None:
    if decision.outcome is not Outcome.NOT_SCORED:
        return None
    hint = judged.error.hint if judged.error else "Try again."
    return Problem(
        message=decision.reasons[0].text,
        hint=f"{hint} Nothing is lost, and the embedded judge can draft a score meanwhile.",
        retries=(CONFIGURED, EMBEDDED),
    )
