"""A draft tried on one text, while somebody writes it. Nothing of it is kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from coach.domain.attempt import Attempt, Usage
from coach.domain.certification import Code, Decision, Kind, Outcome, decide
from coach.domain.coverage import cover
from coach.domain.flags import Circumstances, attempt_flags
from coach.domain.grader_speech import grader_lines
from coach.domain.history import Entry
from coach.domain.judging import Case, JudgeIdentity, Proposal
from coach.domain.rubric import Criterion, PitchKind, Rubric
from coach.domain.samples import halo
from coach.domain.scorecard import Scorecard, score
from coach.domain.spans import written
from coach.domain.studio.explain import WhyNot, explain
from coach.domain.studio.manuscript import Bundle
from coach.domain.transcript import Transcript
from coach.domain.value import Value
from coach.errors import UsageError
from coach.service.checking import ROUTINE
from coach.service.ports import AttemptStore, HistoryStore, Judge, Matcher
from coach.service.scoring import judge_case

LISTED = 50
"""So many past attempts are offered, the newest; nobody reads a longer list to choose one."""

SEARCHED = 1000
"""So many of everybody's are looked through for official ones."""

BY_ITSELF = {PitchKind.GOLDEN: frozenset({Code.READ_ALOUD})}
"""Flags that a sample carries because of what it is: the golden pitch stands in the golden pitch word for word."""


class Tried(Value):
    """What came out. `decision` leaves out the flags that this text could not but carry (`ROUTINE`, `BY_ITSELF`).

    `situation` is the one that was tried; `words` is how many the text has.
    """

    rubric: Rubric
    situation: str
    words: int
    judge: JudgeIdentity
    card: Scorecard
    decision: Decision
    why: tuple[WhyNot, ...]
    usage: Usage


@dataclass(frozen=True)
class Trying:
    """The use cases around trying. `judges` by name; `read_pasted` takes a pasted text apart."""

    judges: Mapping[str, Judge]
    matcher: Matcher
    attempts: AttemptStore
    history: HistoryStore
    read_pasted: Callable[[str], Transcript]

    def on_sample(self, bundle: Bundle, kind: PitchKind, situation: str | None, judge: str) -> Tried:
        """Try the draft on one of the golden pitch's texts. Raises UsageError where its file is not there."""
        text = bundle.golden.texts.get(kind)
        if not text:
            message = f"The golden pitch “{bundle.golden.title}” has no text of this kind."
            raise UsageError(message, hint="Write it, or try another text.")
        return self._try(bundle, written(text), situation, judge, known=BY_ITSELF.get(kind, frozenset()))

    def on_text(self, bundle: Bundle, text: str, situation: str | None, judge: str) -> Tried:
        """Try the draft on a pasted text. Raises TranscriptError for one without words, and for a huge one."""
        return self._try(bundle, self.read_pasted(text), situation, judge)

    def on_attempt(self, bundle: Bundle, attempt: Attempt, situation: str | None, judge: str) -> Tried:
        """Try the draft on the words of an attempt, in its own situation unless another is asked for."""
        if attempt.transcript is None:
            raise UsageError("This attempt was not heard yet.", hint="Wait until its report is there, or take another.")
        own = attempt.situation if attempt.situation in bundle.rubric.situations else None
        return self._try(bundle, attempt.transcript, situation or own, judge)

    def offered(self, rubric_id: str, who: str) -> tuple[Entry, ...]:
        """Past attempts at this pitch that somebody may see, the newest first: their own, and official ones."""
        own = self.history.entries(who=who, rubric_id=rubric_id, deleted=False, limit=LISTED)
        others = self.history.entries(rubric_id=rubric_id, deleted=False, limit=SEARCHED)
        official = (each for each in others if each.who != who and each.kind is Kind.OFFICIAL)
        seen = [each for each in (*own, *official) if each.outcome not in {None, Outcome.NOT_SCORED}]
        return tuple(sorted(seen, key=lambda each: each.at, reverse=True)[:LISTED])

    def attempt(self, attempt_id: str, rubric_id: str, who: str) -> Attempt:
        """A past attempt, if this person may see it. Raises UsageError, the same for one that is not there."""
        gone = UsageError("There is no such attempt at this pitch any more.", hint="Choose another one.")
        try:
            attempt = self.attempts.get(attempt_id)
        except UsageError as error:
            raise gone from error
        # As in reviews: an official attempt is a colleague's business once it was scored, practice never is.
        visible = attempt.who == who or (attempt.kind is Kind.OFFICIAL and attempt.scored)
        if attempt.rubric_id != rubric_id or attempt.redo is not None or not visible:
            raise gone
        return attempt

    def calls(self, rubric: Rubric, situation: str) -> int:
        """How many questions a language model is asked about one text."""
        return len(rubric.observed(situation))

    def _try(
        self,
        bundle: Bundle,
        transcript: Transcript,
        situation: str | None,
        judge: str,
        known: frozenset[Code] = frozenset(),
    ) -> Tried:
        rubric = bundle.rubric
        situation = situation or rubric.default_situation
        if situation not in rubric.situations:
            message = f"The draft has no situation `{situation}`."
            raise UsageError(message, hint="Choose another situation; the list is up to date now.")
        case = Case(rubric=rubric, situation=situation, golden=bundle.golden, us=bundle.us, transcript=transcript)
        lines = grader_lines(transcript)
        witness = _Witness(self.judges[judge])
        judged = judge_case(case, witness, lines, samples=1, progress=_ignore)
        card = score(rubric, situation, judged.findings)
        coverage = cover(case, card.findings(), self.matcher.similarity)
        how = Circumstances(has_recording=False, judge_embedded=witness.identity.embedded, halo=halo(judged.findings))
        flags = [each for each in attempt_flags(case, coverage, lines, how) if each.code not in ROUTINE | known]
        kind = Kind.OFFICIAL if situation in rubric.certifies else Kind.PRACTICE
        return Tried(
            rubric=rubric,
            situation=situation,
            words=len(transcript.words),
            judge=witness.identity,
            card=card,
            decision=decide(rubric, kind, card, flags),
            why=explain(case, judged.findings, witness.proposals, self.matcher.similarity),
            usage=judged.usage,
        )


@dataclass
class _Witness:
    """A judge whose proposals are remembered as they were made."""

    judge: Judge
    proposals: list[Proposal] = field(default_factory=list[Proposal])

    @property
    def identity(self) -> JudgeIdentity:
        return self.judge.identity

    @property
    def parallel(self) -> int:
        return self.judge.parallel

    def propose(self, case: Case, criterion: Criterion, sample: int) -> tuple[Proposal, Usage]:
        proposal, usage = self.judge.propose(case, criterion, sample)
        self.proposals.append(proposal)
        return proposal, usage


def _ignore(share: float) -> None:
    """Whoever tries a draft waits for the whole."""
