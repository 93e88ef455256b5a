"""The judge's answers to pitches that people grade: from attempts, or from studies, which make no attempts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from coach.domain.attempt import Attempt
from coach.domain.grader_speech import grader_lines
from coach.domain.judging import Case, JudgeIdentity, Verdict
from coach.domain.red_team import spoken
from coach.domain.rubric import GoldenPitch, PitchKind, Rubric, Us
from coach.domain.scorecard import Scorecard, score
from coach.domain.studio.calibration.agreement import Spread
from coach.domain.studio.calibration.rating import JUDGE, Rating
from coach.domain.studio.calibration.retest import spread
from coach.domain.studio.calibration.sheet import answers, points, same_task, total
from coach.domain.studio.manuscript import Bundle
from coach.domain.studio.study import Study, StudyKind
from coach.domain.transcript import Transcript
from coach.domain.value import Value
from coach.errors import JudgeError, UsageError
from coach.service.panel import CONFIGURED
from coach.service.ports import Judge
from coach.service.scoring import OFFICIAL_SAMPLES, judge_case
from coach.service.studio.grading import Grading
from coach.service.studio.rounds import Current, Pitch, situation_in
from coach.service.studio.studies import Plan, Studies

OF_THE_GOLDEN = "text:"
"""Before the kind of a golden pitch's text, where that is scored in place of a pitch."""

RETEST_PITCHES, RETEST_RUNS = 3, 5
"""What a retest asks for unless somebody says otherwise: 12 degrees of freedom."""

Span = tuple[int, int]


class Scored(Value):
    """What a judge said of one pitch; without a word of it, so that whoever deletes a pitch deletes all of it.

    `words` is a hash of what was judged, None where there was nothing left to judge. `quotes` are the first and
    last words of the evidence, by the keys of `verdicts`. Doubts count against the seller, as on a certificate.
    """

    pitch: str
    judge: str
    words: str | None = None
    scores: dict[str, float] = {}
    total: float | None = None
    verdicts: dict[str, str] = {}
    quotes: dict[str, tuple[Span, ...]] = {}


@dataclass(frozen=True)
class Scorer:
    """The step of the studies that score pitches. A subject is `pitch#run`."""

    words_of: Callable[[str, str], tuple[Transcript, str | None]]
    judges: Mapping[str, Judge]

    def __call__(self, study: Study, bundle: Bundle | None, subject: str) -> Scored:
        """Score one pitch as an official attempt is scored. Raises JudgeError when the judge gives no answer."""
        assert bundle is not None  # these studies always have their content
        pitch, judge = subject.rpartition("#")[0], self.judges[study.judge]
        try:
            transcript, situation = self._words(study, bundle.golden, pitch)
        except UsageError:  # deleted while it waited
            return Scored(pitch=pitch, judge=named(judge.identity))
        rubric = bundle.rubric
        case = Case(
            rubric=rubric,
            situation=situation_in(rubric, situation),
            golden=bundle.golden,
            us=bundle.us,
            transcript=transcript,
        )
        lines = grader_lines(transcript)
        judged = judge_case(case, judge, lines, samples=samples(judge.identity), progress=lambda share: None)
        for finding in judged.findings:
            if finding.verdict is Verdict.NOT_SCORED:
                hint = "What is done is kept. Go on with it when the model answers again."
                raise JudgeError(finding.reason, hint=hint)
        return _scored(pitch, named(judge.identity), transcript, score(rubric, case.situation, judged.findings))

    def _words(self, study: Study, golden: GoldenPitch, pitch: str) -> tuple[Transcript, str | None]:
        if pitch.startswith(OF_THE_GOLDEN):
            return spoken(golden.texts[PitchKind(pitch.removeprefix(OF_THE_GOLDEN))]), None
        return self.words_of(study.rubric_id, pitch)


@dataclass(frozen=True)
class Retest:
    """What came of scoring the same pitches again and again: each pitch's totals, and the spread once there is one."""

    study: Study
    done: int
    totals: dict[str, tuple[float, ...]]
    spread: Spread | None


@dataclass(frozen=True)
class Machine:
    """The use cases around the judge's own scores. `judge` is the one that serves."""

    grading: Grading
    studies: Studies
    judge: Judge
    source: Callable[[str], object]
    """Frozen content by its hash, None where there is none."""

    @property
    def always_the_same(self) -> bool:
        """Whether asking again can only give the same answer."""
        return self.judge.identity.embedded

    def answers(self, current: Current, pitches: Sequence[str]) -> dict[str, Scored]:
        """What the judge that serves said of these pitches, under the current version or one that asks it the same."""
        situations = self.grading.situations(current.rubric.id)
        found = self._from_studies(current)
        for pitch in pitches:
            try:
                attempt = self.grading.reviews.attempts.get(pitch)
            except UsageError:  # no attempt, or a deleted one
                continue
            scored = self._from_attempt(current, attempt)
            if scored is not None:
                found[pitch] = scored
            elif attempt.transcript is not None and pitch in found and found[pitch].words != _hash(attempt.transcript):
                del found[pitch]  # the words were corrected since
        return {pitch: _restated(found[pitch], current.rubric, situations) for pitch in pitches if pitch in found}

    def ratings(self, current: Current, pitches: Sequence[str]) -> tuple[Rating, ...]:
        """The same as ratings, for comparing."""
        rubric = current.rubric
        now = self.grading.now()
        return tuple(
            Rating(
                rubric_id=rubric.id,
                rubric_version=rubric.version,
                pitch=pitch,
                rater=JUDGE,
                at=now,
                scores=scored.scores,
                total=scored.total,
                verdicts=scored.verdicts,
            )
            for pitch, scored in self.answers(current, pitches).items()
        )

    def unscored(self, current: Current, pitches: Sequence[str]) -> tuple[str, ...]:
        """Those of these pitches that the judge has not answered."""
        known = self.answers(current, pitches)
        return tuple(pitch for pitch in pitches if pitch not in known)

    def calls(self, rubric: Rubric, times: int) -> int:
        """How many questions it takes to score so many pitches; none for the embedded judge."""
        if self.always_the_same:
            return 0
        return times * samples(self.judge.identity) * len(rubric.observed(rubric.default_situation))

    def score(self, current: Current, pitches: Sequence[str], who: str) -> Study:
        """Have the judge answer to pitches, each once. Raises UsageError when there are none."""
        return self._begin(StudyKind.SCORES, current, [f"{pitch}#1" for pitch in pitches], who)

    def retest(self, current: Current, pitches: Sequence[str], runs: int, who: str) -> Study:
        """Have the judge score the same pitches again and again. Raises UsageError when there are none."""
        return self._begin(
            StudyKind.RETEST, current, [f"{p}#{run}" for p in pitches for run in range(1, runs + 1)], who
        )

    def retestable(self, current: Current, pitches: Sequence[Pitch]) -> tuple[str, ...]:
        """What a retest can take: pitches near the pass mark first, where the spread decides; then those that nobody
        has a score of, then the golden pitch's texts."""
        known, mark = self.answers(current, [pitch.id for pitch in pitches]), current.rubric.pass_mark
        far = {pitch: abs((scored.total or 0.0) - mark) for pitch, scored in known.items()}
        nearest = sorted(pitches, key=lambda pitch: (far.get(pitch.id, 100.0), -pitch.people, pitch.id))
        middling = (PitchKind.OWN_WORDS, PitchKind.NEAR_MISS, PitchKind.GOLDEN, PitchKind.WEAK)
        texts = [f"{OF_THE_GOLDEN}{kind.value}" for kind in middling if kind in current.bundle.golden.texts]
        return (*(pitch.id for pitch in nearest), *texts)

    def spread(self, current: Current) -> Retest | None:
        """What the newest retest says of the judge that serves, under the current version or one alike."""
        situations = self.grading.situations(current.rubric.id)
        for study, results in self._studies(current, StudyKind.RETEST):
            totals: dict[str, tuple[float, ...]] = {}
            for scored in results:
                value = _restated(scored, current.rubric, situations).total
                if value is not None:
                    totals[scored.pitch] = (*totals.get(scored.pitch, ()), value)
            if totals:
                return Retest(study, len(results), totals, spread(totals.values()))
        return None

    def _begin(self, kind: StudyKind, current: Current, subjects: Sequence[str], who: str) -> Study:
        plan = Plan(kind, current.rubric.id, subjects, judge=CONFIGURED)
        return self.studies.begin(plan, who=who, bundle=current.bundle)

    def _from_studies(self, current: Current) -> dict[str, Scored]:
        """The newest answer to each pitch; of a retest, which asks often, the first."""
        found: dict[str, Scored] = {}
        for kind in (StudyKind.SCORES, StudyKind.RETEST):
            for _, results in self._studies(current, kind):
                for scored in results:
                    found.setdefault(scored.pitch, scored)
        return found

    def _studies(self, current: Current, kind: StudyKind) -> Iterator[tuple[Study, tuple[Scored, ...]]]:
        """Those about the same task, with what the judge that serves said in them, newest first."""
        mine, store = named(self.judge.identity), self.studies.store
        hashes = (current.rubric.version, current.bundle.golden.version, current.bundle.us.version)
        for study in store.of(current.rubric.id, kind):
            under = (study.rubric_version, study.golden_version, study.us_version)
            if under == hashes or same_task(store.bundle(study), current.bundle):
                results = (Scored.model_validate(each) for each in store.results(study.id).values())
                yield study, tuple(each for each in results if each.judge == mine and each.words is not None)

    def _from_attempt(self, current: Current, attempt: Attempt) -> Scored | None:
        engines, card = attempt.engines, attempt.scorecard
        if engines is None or card is None or card.score is None or attempt.transcript is None:
            return None
        by = named(JudgeIdentity(name=engines.judge, model=engines.model, prompt=engines.prompt))
        if by != named(self.judge.identity) or not self._judged_alike(current, attempt):
            return None
        return _scored(attempt.id, by, attempt.transcript, card)

    def _judged_alike(self, current: Current, attempt: Attempt) -> bool:
        bundle = current.bundle
        hashes = (attempt.rubric_version, attempt.golden_version, attempt.us_version)
        if hashes == (bundle.rubric.version, bundle.golden.version, bundle.us.version):
            return True
        rubric, golden, us = (self.source(each) for each in hashes)
        if rubric is None or golden is None or us is None:
            return False
        then = Bundle(
            rubric=Rubric.model_validate(rubric),
            golden=GoldenPitch.model_validate(golden),
            us=Us.model_validate(us),
        )
        return same_task(then, bundle)


def samples(identity: JudgeIdentity) -> int:
    """How often the judge is asked each question, as for an official attempt."""
    return 1 if identity.embedded else OFFICIAL_SAMPLES


def named(identity: JudgeIdentity) -> str:
    """A judge by everything that its answers depend on and that we know."""
    return " · ".join(part for part in (identity.name, identity.model, identity.prompt) if part)


def _restated(scored: Scored, rubric: Rubric, situations: Mapping[str, str]) -> Scored:
    """With the total by the weights of this version."""
    situation = situation_in(rubric, situations.get(scored.pitch))
    return scored.model_copy(update={"total": total(rubric, situation, scored.scores)})


def _scored(pitch: str, judge: str, transcript: Transcript, card: Scorecard) -> Scored:
    verdicts = answers(card)
    quotes: dict[str, tuple[Span, ...]] = {}
    for finding in card.findings():
        key = f"{finding.criterion}/{finding.check}" if finding.check else finding.criterion
        spans = [(quote.first_word, quote.last_word) for quote in finding.quotes if quote.verified]
        quotes[key] = tuple((first, last) for first, last in spans if first is not None and last is not None)
    return Scored(
        pitch=pitch,
        judge=judge,
        words=_hash(transcript),
        scores=points(card),
        total=card.score,
        verdicts=verdicts,
        quotes={key: spans for key, spans in quotes.items() if spans},
    )


def _hash(transcript: Transcript) -> str:
    return sha256(transcript.text.encode()).hexdigest()
