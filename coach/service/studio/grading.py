"""Grading by people: which pitches can be graded, by whom, and blind until they have answered."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from coach.domain.attempt import Attempt
from coach.domain.certification import Kind
from coach.domain.history import Entry
from coach.domain.person import same_name
from coach.domain.red_team import spoken
from coach.domain.rubric import Rubric
from coach.domain.studio.calibration.rating import JUDGE, Rating
from coach.domain.studio.calibration.sheet import added_up, points, same_questions, total
from coach.domain.transcript import Transcript
from coach.errors import ClosedError, OvertakenError, UsageError
from coach.service.ports import HistoryStore
from coach.service.reviews import Reviews
from coach.service.studio.ports import Manuscripts, RatingStore, VersionStore
from coach.service.studio.rounds import IMPORTED, Current, Pitch, Round, Sheet, Submitted, situation_in

MOST_ATTEMPTS = 1_000
"""The newest official attempts that are offered; nobody grades more."""


@dataclass(frozen=True)
class Grading:
    """The use cases around grading. Every dependency is a port or a use case of its own."""

    store: RatingStore
    history: HistoryStore
    reviews: Reviews
    versions: VersionStore
    manuscripts: Manuscripts
    now: Callable[[], datetime]

    def current(self, rubric_id: str) -> Current:
        """Raises UsageError when there is no such rubric, ContentError when its file cannot be used."""
        pin = self.versions.pins().get(rubric_id)
        if pin is not None:
            return Current(self.versions.bundle(pin), pin.number, draft=False)
        draft = rubric_id in self.versions.managed()
        return Current(self.manuscripts.bundle(rubric_id), None, draft=draft)

    def round(self, rubric_id: str, who: str) -> Round:
        """Everything that this person can grade: what fewest have graded first, in an order of their own."""
        current = self.current(rubric_id)
        ratings = self.counting(current)
        people = Counter(rating.pitch for rating in ratings)
        mine = {rating.pitch: rating for rating in ratings if rating.rater == who}
        entries = self._official(rubric_id, deleted=False)
        others = [entry for entry in entries if not self.reviews.own(entry.who, who)]
        seen = self.seen(rubric_id, who, others)
        rubric, fallback = current.rubric, current.rubric.default_situation
        there = [
            *((entry.id, None, entry.at, situation_in(rubric, entry.situation)) for entry in others),
            *((sample.id, sample.title, sample.at, fallback) for sample in self.store.samples(rubric_id)),
        ]
        pitches = [
            Pitch(id_, title, at, situation, people[id_], mine.get(id_), id_ in seen)
            for id_, title, at, situation in there
        ]
        theirs = [pitch for pitch in pitches if pitch.mine is not None or not pitch.seen]
        theirs.sort(key=lambda pitch: (pitch.mine is not None, pitch.people, _shuffled(who, pitch.id)))
        own, lost = len(entries) - len(others), len(pitches) - len(theirs)
        return Round(current, tuple(theirs), own, lost, self.reviews.people.introduced(who))

    def open(self, rubric_id: str, pitch_id: str, who: str) -> Sheet:
        """One pitch to grade, and what it is graded under is frozen.

        Raises ClosedError for what is there and not theirs to grade, UsageError for what is not there.
        """
        current = self.current(rubric_id)
        mine = next((r for r in self.counting(current) if r.pitch == pitch_id and r.rater == who), None)
        self.store.freeze(current.bundle)
        sample = next((each for each in self.store.samples(rubric_id) if each.id == pitch_id), None)
        if sample is not None:
            situation = current.rubric.default_situation
            seen = _blind_or_graded(mine, seen=pitch_id in self.seen(rubric_id, who))
            pitch = Pitch(sample.id, sample.title, sample.at, situation, 0, mine, seen)
            return Sheet(current, pitch, spoken(sample.text), None)
        try:
            opened = self.reviews.open(pitch_id, who)
        except UsageError as error:  # that it is practice, or waits for its score, is nobody's business
            raise _not_there() from error
        attempt = opened.attempt
        if attempt.rubric_id != rubric_id or attempt.redo is not None or attempt.transcript is None:
            raise _not_there()
        if opened.own:
            raise ClosedError("This is your own attempt, so others grade it.", hint="Go on with the next pitch.")
        reviewed = any(review.by == who for review in opened.reviews)
        seen = _blind_or_graded(mine, seen=reviewed or pitch_id in self.seen(rubric_id, who))
        pitch = Pitch(attempt.id, None, attempt.at, situation_in(current.rubric, attempt.situation), 0, mine, seen)
        kept = attempt.recording if attempt.recording and attempt.recording.kept else None
        return Sheet(current, pitch, attempt.transcript, kept)

    def seen(self, rubric_id: str, who: str, entries: Sequence[Entry] = ()) -> frozenset[str]:
        """The pitches that this person was shown a score of, whatever version of the rubric it was given under.

        Whoever reviewed one of `entries` has seen what the machine found in it.
        """
        reviewed = (entry.id for entry in entries if any(review.by == who for review in entry.reviews))
        return self.store.seen(rubric_id, who).union(reviewed)

    def saw(self, rubric_id: str, pitches: Collection[str], who: str, how: str) -> None:
        """Note that this person is shown scores of these pitches, right before they are shown."""
        self.store.saw(rubric_id, pitches, who, self.now(), how)

    def saw_attempts(self, attempts: Iterable[Attempt | Entry], who: str, how: str) -> None:
        """The same for attempts, of which only official ones of others could have been theirs to grade."""
        official = [each for each in attempts if each.kind is Kind.OFFICIAL and not self.reviews.own(each.who, who)]
        for rubric_id in {each.rubric_id for each in official}:
            self.saw(rubric_id, [each.id for each in official if each.rubric_id == rubric_id], who, how)

    def lock(self, round_: Round, more: Collection[str], how: str, who: str) -> Round:
        """The round once this person is shown the scores of what they have graded, and of these others.

        Raises UsageError for somebody without a name where anything could still be graded.
        """
        gradable = round_.gradable
        shown = round_.unlocked | gradable.intersection(more)
        if shown:
            if not round_.signed:
                hint = "Who was shown scores is kept under a name. Give the name that colleagues know you by."
                raise UsageError("Give your name before you look at scores.", hint=hint)
            self.saw(round_.current.rubric.id, shown, who, how)
        return self.round(round_.current.rubric.id, who)

    def rubric(self, rubric_id: str, version: str) -> Rubric:
        """What a page was opened under. Raises UsageError for a version that was never graded under."""
        found = self.store.rubric(rubric_id, version)
        if found is None:
            raise UsageError("It is not known what this page asks.", hint="Load it again; what you chose stays.")
        return found

    def submit(
        self, sheet: Sheet, who: str, version: str, verdicts: Mapping[str, str], note: str, seen: str
    ) -> Submitted:
        """Keep a person's answers, under the version that their page was opened with.

        `seen` is when what they had said before was said, as their page knew it ("" for nothing). Raises
        UsageError for a missing name or answer, ClosedError where they have seen a score, OvertakenError for
        answers given in another window meanwhile.
        """
        self._signed(who)
        rubric = self.rubric(sheet.current.rubric.id, version)
        situation = situation_in(rubric, sheet.pitch.situation)
        card = added_up(rubric, situation, verdicts)
        earlier = self.earlier(sheet, who, rubric)
        if sheet.pitch.seen or sheet.pitch.id in self.seen(rubric.id, who):
            if earlier is None and sheet.pitch.mine is None:
                raise seen_before()
            raise ClosedError(
                "You have seen a score of this pitch, so your own grades of it stay as they are.",
                hint="Go on with the next pitch.",
            )
        if (earlier.at.isoformat() if earlier else "") != seen:
            raise OvertakenError(
                "You have graded this pitch in another window meanwhile.",
                hint="What you submitted there is kept. Submit again to put these answers in its place.",
            )
        rating = Rating(
            rubric_id=rubric.id,
            rubric_version=earlier.rubric_version if earlier else version,
            pitch=sheet.pitch.id,
            rater=who,
            at=self.now(),
            scores=points(card),
            total=card.score,
            verdicts=dict(verdicts),
            note=note.strip(),
        )
        self.store.replace(rating, earlier)
        return Submitted(rating, moved_on=not same_questions(rubric, sheet.current.rubric))

    def earlier(self, sheet: Sheet, who: str, rubric: Rubric) -> Rating | None:
        """What they said of this pitch before, under this version or one that asks the same, as it was kept."""
        mine = sheet.pitch.mine
        if mine is not None and same_questions(rubric, sheet.current.rubric):
            return self._as_kept(mine, rubric.id)
        return self.store.find(rubric.id, rubric.version, sheet.pitch.id, who)

    def reveal(self, sheet: Sheet, who: str) -> None:
        """Note that they look at the machine's answer: from now on their own stays as it is."""
        if sheet.pitch.mine is None:
            raise UsageError("Grade this pitch first.", hint="What the machine found is shown after that.")
        self.saw(sheet.current.rubric.id, [sheet.pitch.id], who, "beside their own")

    def counting(self, current: Current) -> tuple[Rating, ...]:
        """What people said under the current version, or under one that asked the same, as points of the current one.

        Of two by one rater of one pitch the newer counts.
        """
        rubric = current.rubric
        ratings = [rating for rating in self.store.ratings(rubric.id) if rating.rater != JUDGE]
        alike = {version: self._alike(rubric, version) for version in {rating.rubric_version for rating in ratings}}
        situations = self.situations(rubric.id) if ratings else {}
        newest: dict[tuple[str, str], Rating] = {}
        for rating in sorted(ratings, key=lambda rating: rating.at):
            if alike[rating.rubric_version]:
                situation = situation_in(rubric, situations.get(rating.pitch))
                newest[rating.pitch, rating.rater] = _restated(rating, rubric, situation)
        return tuple(newest.values())

    def elsewhere(self, current: Current) -> int:
        """How many ratings there are under versions that asked something else."""
        ratings = self.store.ratings(current.rubric.id)
        versions = Counter(rating.rubric_version for rating in ratings if rating.rater != JUDGE)
        return sum(count for version, count in versions.items() if not self._alike(current.rubric, version))

    def scorable(self, current: Current) -> tuple[str, ...]:
        """What the judge's answer is needed for: every brought pitch, and the attempts that somebody graded."""
        graded = {rating.pitch for rating in self.counting(current)}
        there = [entry.id for entry in self._official(current.rubric.id, deleted=False)]
        samples = [sample.id for sample in self.store.samples(current.rubric.id)]
        return (*(each for each in there if each in graded), *samples)

    def situations(self, rubric_id: str) -> dict[str, str]:
        """In which situation each official attempt was made, deleted ones included."""
        return {entry.id: entry.situation for entry in self._official(rubric_id, deleted=True)}

    def moments(self, rubric_id: str) -> dict[str, datetime]:
        """When each official attempt was made, deleted ones included."""
        return {entry.id: entry.at for entry in self._official(rubric_id, deleted=True)}

    def words_of(self, rubric_id: str, pitch_id: str) -> tuple[Transcript, str | None]:
        """What was said in a pitch, and in which situation (None: the default). Raises UsageError when it is gone."""
        for sample in self.store.samples(rubric_id):
            if sample.id == pitch_id:
                return spoken(sample.text), None
        attempt = self.reviews.attempts.get(pitch_id)
        if attempt.kind is not Kind.OFFICIAL or attempt.transcript is None:
            raise _not_there()
        return attempt.transcript, attempt.situation

    def _official(self, rubric_id: str, *, deleted: bool) -> Sequence[Entry]:
        entries = self.history.entries(rubric_id=rubric_id, deleted=deleted, kind=Kind.OFFICIAL, limit=MOST_ATTEMPTS)
        return [entry for entry in entries if entry.score is not None]

    def _alike(self, rubric: Rubric, version: str) -> bool:
        if version == rubric.version:
            return True
        other = self.store.rubric(rubric.id, version)
        return other is not None and same_questions(rubric, other)

    def _as_kept(self, rating: Rating, rubric_id: str) -> Rating | None:
        """A rating as it lies in the store: what counts may be restated for another version."""
        for kept in self.store.ratings(rubric_id):
            if (kept.pitch, kept.rater, kept.at) == (rating.pitch, rating.rater, rating.at):
                return kept
        return None

    def _signed(self, who: str) -> None:
        person = self.reviews.people.find(who)
        if not self.reviews.people.introduced(who):
            raise UsageError("Grades are kept under a name.", hint="Give the name that colleagues know you by.")
        if any(same_name(each, JUDGE) or each.endswith(IMPORTED) for each in (person.key, person.name)):
            raise UsageError(
                f"Nobody can grade as “{person.name}”: under such a name stand scores of the machine, or of a table.",
                hint="Choose another name for yourself, then grade.",
            )


def _restated(rating: Rating, rubric: Rubric, situation: str) -> Rating:
    """The same answers as points of this version: weights may have changed since."""
    update: dict[str, object] = {"rubric_version": rubric.version}
    if rating.verdicts and rating.rubric_version != rubric.version:
        try:
            card = added_up(rubric, situation, rating.verdicts)
        except UsageError:  # another set of criteria is looked at there by now
            return rating.model_copy(update=update)
        update |= {"scores": points(card), "total": card.score}
    elif rating.total is None:
        update |= {"total": total(rubric, situation, rating.scores)}
    return rating.model_copy(update=update)


def _shuffled(who: str, pitch: str) -> str:
    """An order that is each grader's own and stays: what comes late is graded tired, and not by all at once."""
    return sha256(f"{who}\0{pitch}".encode()).hexdigest()


def seen_before() -> ClosedError:
    """The refusal of a pitch whose score they know."""
    return ClosedError("You have seen its score, so others grade it.", hint="Go on with the next pitch.")


def _blind_or_graded(mine: Rating | None, *, seen: bool) -> bool:
    """Whether a score of it was seen since it was graded. Raises ClosedError where one was seen before."""
    if seen and mine is None:
        raise seen_before()
    return seen


def _not_there() -> UsageError:
    return UsageError("There is no such pitch to grade here.", hint="Choose one from the list.")
