"""The judge that needs no model: it looks for what a check's phrasings say, and knows that it misses much.

It proposes `met` with the line it found, `not_met` where nothing comes near, and `cannot_assess` for all
between. It reads no meaning: levels it cannot assess at all. Deterministic.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coach.domain.attempt import Usage
from coach.domain.grader_speech import grader_lines
from coach.domain.judging import Case, CheckProposal, JudgeIdentity, LevelProposal, Proposal, Quote
from coach.domain.read_out import questions_read_out
from coach.domain.rubric import Check, Criterion, Gate
from coach.domain.sightings import Brief, Key, Sighting, brief, sightings
from coach.domain.spans import Matcher, Span
from coach.domain.transcript import Moment

LEAST_QUOTED = 3
"""Words of a span that must lie in the second of its two lines before that line is quoted too."""


class EmbeddedJudge:
    """A judge by likeness (see `coach.domain.sightings` for the rule).

    Lines that speak to a grader and questions of the rubric read
    aloud are no evidence. Keeps the last rubric's cues and the last case's answers, because it is asked
    once a criterion about the same transcript; both are replaced whole, so several threads may ask.
    """

    identity = JudgeIdentity(name="embedded", embedded=True)
    parallel = 1

    def __init__(self, matcher: Matcher) -> None:
        self._likeness = matcher.similarity
        self._brief: tuple[object, Brief] | None = None
        self._view: _View | None = None

    def propose(self, case: Case, criterion: Criterion, sample: int) -> tuple[Proposal, Usage]:
        """Judge one criterion. `sample` changes nothing; no tokens are used."""
        if criterion.levels:
            reason = "Levels need judgement. Without a language model this stays open for a person."
            return Proposal(criterion=criterion.id, level=LevelProposal(level=None, reason=reason)), Usage()
        view = self._look(case)
        checks = tuple(_answer(check, view.seen.get((criterion.id, check.id)), view) for check in criterion.checks)
        return Proposal(criterion=criterion.id, checks=checks), Usage()

    def _look(self, case: Case) -> "_View":
        last = self._view
        if last is not None and last.case is case:
            return last
        spoken_to_grader = grader_lines(case.transcript)
        no_evidence = (*spoken_to_grader, *questions_read_out(case))
        seen = sightings(case.transcript, self._sought(case), self._likeness, no_evidence)
        self._view = view = _View(case, seen, spoken_to_grader)
        return view  # not the attribute: another thread may have put its own case there by now

    def _sought(self, case: Case) -> Brief:
        key = (case.rubric, case.golden.texts)
        last = self._brief
        if last is not None and last[0] == key:
            return last[1]
        made = brief(case, self._likeness)
        self._brief = (key, made)
        return made


@dataclass(frozen=True)
class _View:
    """One case, seen once for all its criteria."""

    case: Case
    seen: Mapping[Key, Sighting]
    to_grader: Sequence[Moment]

    @property
    def on_topic(self) -> bool:
        """Whether half of what could be looked for was at least possibly there.

        Then a gate that was not found was probably put in words that the cues do not share, and a judge
        that misses many paraphrases may not fail an attempt by one of them.
        """
        possible = [sighting.span is not None for sighting in self.seen.values()]
        return 2 * sum(possible) >= len(possible)


@dataclass(frozen=True)
class _Wording:
    """How a verdict is put. The judge speaks of itself: it did not find, which is not "you did not say"."""

    found: str = "I found this: it is close to “{cue}”."
    nowhere: str = "I did not find this."
    nothing_to_seek: str = "I have no phrasings to look for, so I cannot tell."
    doubtful: str = "I found something near “{cue}”, and cannot tell: {doubt}."
    condition: str = "I did not find this, and cannot tell whether it applies."
    gate: str = "I did not find this, though most of the rest: a person should look."
    not_said: str = "I did not find anything like it."


_SAY = _Wording()


def _plain(cue: str | None) -> str:
    """A cue inside a sentence of ours: without its own full stop."""
    return (cue or "").rstrip(".!?")


def _answer(check: Check, sighting: Sighting | None, view: _View) -> CheckProposal:
    if sighting is None:
        # What may never be said and has no examples cannot be looked for; neither can a bare question.
        return CheckProposal(check=check.id, verdict="cannot_assess", reason=_SAY.nothing_to_seek)
    if sighting.span is None:
        if check.forbidden:
            return CheckProposal(check=check.id, verdict="not_met", reason=_SAY.not_said)
        if check.gate is Gate.MUST and view.on_topic:
            return CheckProposal(check=check.id, verdict="cannot_assess", reason=_SAY.gate)
        if check.applies_if:
            return CheckProposal(check=check.id, verdict="cannot_assess", reason=_SAY.condition)
        return CheckProposal(check=check.id, verdict="not_met", reason=_SAY.nowhere, better=check.golden or "")
    quotes = _quotes(view, sighting.span)
    if sighting.doubt is not None:
        reason = _SAY.doubtful.format(cue=_plain(sighting.cue), doubt=sighting.doubt.value)
        return CheckProposal(check=check.id, verdict="cannot_assess", quotes=quotes, reason=reason)
    return CheckProposal(
        check=check.id, verdict="met", quotes=quotes, reason=_SAY.found.format(cue=_plain(sighting.cue))
    )


def _quotes(view: _View, span: Span) -> tuple[Quote, ...]:
    """The lines in which a span lies, word for word; of two lines only those that hold a good part of it.

    Of a line that also speaks to a grader, only the words of the span.
    """
    quotes: list[Quote] = []
    shares = [(max(span.first, line.first_word), min(span.last, line.last_word)) for line in span.lines]
    most = max(last - first + 1 for first, last in shares)
    for line, (first, last) in zip(span.lines, shares, strict=True):
        if last - first + 1 < min(most, LEAST_QUOTED):
            continue
        tainted = any(m.first_word <= line.last_word and line.first_word <= m.last_word for m in view.to_grader)
        bounds = (first, last) if tainted else (line.first_word, line.last_word)
        quotes.append(Quote(line=line.number, text=view.case.transcript.moment(*bounds).text))
    return tuple(quotes)
