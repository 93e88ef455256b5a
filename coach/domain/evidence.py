"""From what a judge proposes to what counts: every quote is looked up in the words that were said."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from coach.domain.grader_speech import asserts_coverage, coverage_claims
from coach.domain.judging import Case, CheckProposal, Evidence, Finding, LevelProposal, Proposal, Quote, Verdict
from coach.domain.language import NEGATIONS, content_words, normal
from coach.domain.quoting import QuoteFinder, find_quote
from coach.domain.rubric import Check, Criterion
from coach.domain.transcript import Moment, Transcript
from coach.errors import JudgeError

__all__ = ["Fate", "Weighed", "find_quote", "not_scored", "read_proposal", "shortened", "weigh"]

LONGEST_TEXT = 600
"""Characters of a reason or a better line that are kept; a judge that writes more is rambling."""

_WORDS_BEFORE = 3
"""How near before a quote a negation must stand to be told: "we never quite lose | your data"."""


def not_scored(criterion: Criterion, why: str) -> tuple[Finding, ...]:
    """The findings of a criterion whose judge failed: no verdict, and the reason."""
    keys = [check.id for check in criterion.checks] or [None]
    return tuple(Finding(criterion=criterion.id, check=key, verdict=Verdict.NOT_SCORED, reason=why) for key in keys)


def read_proposal(
    case: Case, criterion: Criterion, proposal: Proposal, grader_lines: Sequence[Moment]
) -> tuple[Finding, ...]:
    """Verify a proposal; one finding for each check in the rubric's order, or one for the levels.

    A positive verdict (met, or a level of at least 1) without a verified quote becomes `unsure`. Quotes
    from `grader_lines` and quotes that only assert coverage are dropped with a note; a quote that is not
    in the words stays as unverified evidence and never counts. Raises JudgeError when the proposal
    answers another question than the criterion asks.
    """
    reading = _Reading(case, QuoteFinder(case.transcript), grader_lines)
    if criterion.levels:
        if proposal.criterion != criterion.id or proposal.level is None or proposal.checks:
            raise _mismatch(criterion)
        return (_level_finding(reading, criterion, proposal.level),)
    answers = {answer.check: answer for answer in proposal.checks}
    expected = {check.id for check in criterion.checks}
    if proposal.criterion != criterion.id or answers.keys() != expected or len(proposal.checks) != len(expected):
        raise _mismatch(criterion)
    return tuple(_check_finding(reading, criterion, check, answers[check.id]) for check in criterion.checks)


class Fate(StrEnum):
    """What becomes of a quote. Only `found` proves anything."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    EMPTY = "empty"
    CLAIM = "claim"
    TO_GRADER = "to_grader"


_DROPPED = {
    Fate.EMPTY: "Dropped a quote that says nothing by itself",
    Fate.CLAIM: "Dropped a quote that only says points were covered",
    Fate.NOT_FOUND: "A quote was not found in the words",
    Fate.TO_GRADER: "Dropped a quote that speaks to the grader",
}


class Weighed(NamedTuple):
    """A quote, what becomes of it, and where it was said, if it was."""

    quote: Quote
    fate: Fate
    moment: Moment | None


def weigh(
    case: Case, quotes: Sequence[Quote], check: Check | None, grader_lines: Sequence[Moment]
) -> tuple[Weighed, ...]:
    """What becomes of each quote that a judge gives for a check (None: for a criterion's levels)."""
    return _Reading(case, QuoteFinder(case.transcript), grader_lines).weigh(quotes, check)


@dataclass(frozen=True)
class _Reading:
    case: Case
    finder: QuoteFinder
    grader_lines: Sequence[Moment]

    def weigh(self, quotes: Sequence[Quote], check: Check | None) -> tuple[Weighed, ...]:
        """A line to the grader proves nothing that earns points, but it can hold what may never be said."""
        claims = coverage_claims(self.case.transcript)
        protected = self._protected(check.says if check else ())
        forbidden = check is not None and check.forbidden
        weighed: list[Weighed] = []
        for quote in quotes:
            moment = self.finder.find(quote.text, protected, line=quote.line)
            fate = Fate.FOUND
            if not content_words(quote.text) - NEGATIONS:
                fate = Fate.EMPTY
            elif asserts_coverage(quote.text) or (moment and any(_overlap(moment, claim) for claim in claims)):
                fate = Fate.CLAIM
            elif moment is None:
                fate = Fate.NOT_FOUND
            elif not forbidden and any(_overlap(moment, line) for line in self.grader_lines):
                fate = Fate.TO_GRADER
            weighed.append(Weighed(quote, fate, moment))
        return tuple(weighed)

    def quotes(self, quotes: Sequence[Quote], check: Check | None) -> tuple[tuple[Evidence, ...], tuple[str, ...]]:
        """What each quote is worth: the evidence, and the notes for reviewers."""
        evidence: list[Evidence] = []
        notes: list[str] = []
        for quote, fate, moment in self.weigh(quotes, check):
            if fate is Fate.FOUND and moment is not None:
                _keep(evidence, Evidence.found(moment))
                negation = _negation_before(self.case.transcript, moment)
                if negation:
                    notes.append(f"Just before the quote “{shortened(moment.text)}” stands “{negation}”.")
                continue
            if fate is Fate.NOT_FOUND:
                _keep(evidence, Evidence(text=shortened(quote.text), verified=False))
            said = moment.text if moment and fate is Fate.TO_GRADER else quote.text
            notes.append(f"{_DROPPED[fate]}: “{shortened(said)}”")
        return tuple(evidence), tuple(dict.fromkeys(notes))

    def _protected(self, says: Sequence[str]) -> frozenset[str]:
        us = self.case.us
        names = (us.company, us.product, self.case.golden.product, *us.words)
        return content_words(" . ".join((*says, *names)))


def _check_finding(reading: _Reading, criterion: Criterion, check: Check, answer: CheckProposal) -> Finding:
    evidence, notes = reading.quotes(answer.quotes, check)
    verified = any(quote.verified for quote in evidence)
    verdict, reason = Verdict.UNSURE, shortened(answer.reason)
    if answer.verdict == "met" and verified:
        verdict = Verdict.MET
    elif answer.verdict == "met":
        notes += _judge_said("yes", reason)
        reason = (
            "This was possibly said: the judge says so, but its quote was not found in your words."
            if check.forbidden
            else "The judge says yes, but what it quotes was not found in your words."
        )
    elif answer.verdict == "not_met":
        verdict = Verdict.NOT_MET
    elif answer.verdict == "does_not_apply" and check.applies_if:
        verdict = Verdict.NOT_OBSERVED
    elif answer.verdict == "does_not_apply":
        notes += ("The judge said that this does not apply, but the check always applies.",)
    return Finding(
        criterion=criterion.id,
        check=check.id,
        verdict=verdict,
        reason=reason or _PLAIN[verdict],
        quotes=evidence,
        better=shortened(answer.better),
        notes=notes,
    )


def _level_finding(reading: _Reading, criterion: Criterion, answer: LevelProposal) -> Finding:
    evidence, notes = reading.quotes(answer.quotes, None)
    verified = any(quote.verified for quote in evidence)
    if answer.level is not None and not 0 <= answer.level <= criterion.top_level:
        raise _mismatch(criterion)
    verdict, level, reason = Verdict.UNSURE, answer.level, shortened(answer.reason)
    if level is not None and level > 0 and not verified:
        notes += _judge_said(f"level {level}", reason)
        reason, level = "The judge gives a level, but what it quotes was not found in your words.", None
    elif level is not None:
        verdict = Verdict.MET if level else Verdict.NOT_MET
    return Finding(
        criterion=criterion.id,
        check=None,
        verdict=verdict,
        level=level,
        reason=reason or _PLAIN[verdict],
        quotes=evidence,
        better=shortened(answer.better),
        notes=notes,
    )


_PLAIN = {
    Verdict.MET: "This was said.",
    Verdict.NOT_MET: "This was not found in what was said.",
    Verdict.UNSURE: "The judge could not decide this from the words.",
    Verdict.NOT_OBSERVED: "This did not apply.",
}


def _judge_said(what: str, reason: str) -> tuple[str, ...]:
    return (f"The judge said {what}: {reason}" if reason else f"The judge said {what}.",)


def _mismatch(criterion: Criterion) -> JudgeError:
    return JudgeError(
        f"The judge's answer does not fit the questions of “{criterion.title}”.",
        hint="Try again; if it stays so, choose another model.",
    )


def _keep(evidence: list[Evidence], quote: Evidence) -> None:
    if quote not in evidence:
        evidence.append(quote)


def _overlap(one: Moment, other: Moment) -> bool:
    return one.first_word <= other.last_word and other.first_word <= one.last_word


def _negation_before(transcript: Transcript, moment: Moment) -> str | None:
    line = next((s for s in transcript.sentences if s.first_word <= moment.first_word <= s.last_word), None)
    begin = max(moment.first_word - _WORDS_BEFORE, line.first_word if line else 0)
    for word in reversed(transcript.words[begin : moment.first_word]):
        if NEGATIONS.intersection(normal(word.text)):
            return word.text
    return None


def shortened(text: str) -> str:
    """A text of a judge as it is kept: on one line, and no longer than `LONGEST_TEXT`."""
    plain = re.sub(r"\s+", " ", text).strip()
    return plain if len(plain) <= LONGEST_TEXT else plain[: LONGEST_TEXT - 1].rstrip() + "…"
