"""The page of a calibration: how far people have graded, the figures, and the judge's own spread."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from coach.domain.rubric import PitchKind
from coach.domain.studio.calibration.agreement import Report
from coach.domain.studio.calibration.imported import TableFault
from coach.domain.studio.calibration.rating import Rating, Sample
from coach.domain.studio.calibration.retest import spread
from coach.domain.studio.calibration.subject import double_scored
from coach.domain.studio.manuscript import Address, ManuscriptKind
from coach.domain.studio.study import ACTIVE, Study, StudyKind, StudyState
from coach.errors import CoachError
from coach.service.studio.machine import OF_THE_GOLDEN, RETEST_PITCHES, RETEST_RUNS, Retest, named
from coach.service.studio.rounds import Current, Round
from coach.web.agreeing.page import render_fragment
from coach.web.rendering import render, when
from coach.web.studio.grading import pitch_name

if TYPE_CHECKING:
    from coach.wiring import Workshop

PITCH_ENDINGS = (".txt", ".md", ".vtt", ".srt")
MOST_PITCHES, MOST_RUNS = 10, 20


@dataclass(frozen=True)
class Typed:
    """What is told above the page, and what somebody wrote when it was refused."""

    done: str = ""
    problem: CoachError | None = None
    faults: tuple[TableFault, ...] = ()
    section: str = ""
    title: str = ""
    text: str = ""
    status: int = 200


@dataclass(frozen=True)
class Asked:
    """What of the page is asked for: figures before one has graded all, and what was done."""

    figures: bool = False
    band_taken: bool = False


class CalibrationPage:
    """Draws the page for one person."""

    def __init__(self, workshop: "Workshop") -> None:
        self._workshop = workshop
        self._grading, self._machine = workshop.grading, workshop.machine

    def draw(self, round_: Round, typed: Typed, asked: Asked) -> str:
        """The page as safe HTML."""
        grading = self._grading
        current, rubric = round_.current, round_.current.rubric
        ratings = grading.counting(current)
        graded = graded_pitches(ratings)
        waiting = round_.gradable.intersection(graded)
        left = len(round_.pitches) - round_.graded
        closed = len(graded) > len(waiting)
        shown = closed and not round_.unlocked and (asked.figures or not round_.signed or not left)
        people = {self._workshop.rating_exchange.called(rating.rater) for rating in ratings}
        scorable = grading.scorable(current)
        return render(
            "studio/calibrate/page.html",
            rubric=rubric,
            current=current,
            round=round_,
            typed=typed,
            band_taken=asked.band_taken,
            ratings=len(ratings),
            pitches=len(graded),
            double=len(double_scored(ratings)),
            people=sorted(people),
            elsewhere=grading.elsewhere(current),
            samples=[
                {"id": each.id, "title": each.title, "by": self._workshop.people.find(each.by).name, "at": each.at}
                for each in grading.store.samples(rubric.id)
            ],
            fragment=render_fragment(self.report(round_)) if shown else None,
            closed=closed,
            waiting=len(waiting - round_.unlocked),
            unlocked=bool(round_.unlocked),
            left=left,
            endings=", ".join(PITCH_ENDINGS),
            judge=self._judge(current, scorable),
            spread=self._spread(current, round_),
        )

    def report(self, round_: Round) -> Report:
        """The figures, with people and pitches under the names that they have on these pages.

        They are made of the pitches that this person cannot grade (any more): figures of a few pitches, or of those
        of two moments, would tell the scores of single ones.
        """
        grading, current = self._grading, round_.current
        ratings = [rating for rating in grading.counting(current) if rating.pitch not in round_.gradable]
        judged = self._machine.ratings(current, graded_pitches(ratings))
        names = _labels(grading.store.samples(current.rubric.id), grading.moments(current.rubric.id))
        called = self._workshop.rating_exchange.called
        retest = self._machine.spread(current)
        return self._workshop.calibration.report(
            current.rubric,
            [
                each.model_copy(update={"rater": called(each.rater), "pitch": names.get(each.pitch, each.pitch)})
                for each in ratings
            ],
            [each.model_copy(update={"pitch": names.get(each.pitch, each.pitch)}) for each in judged],
            spread=retest.spread if retest else None,
        )

    def _judge(self, current: Current, scorable: tuple[str, ...]) -> dict[str, Any]:
        machine = self._machine
        missing = machine.unscored(current, scorable)
        return {
            "name": named(machine.judge.identity),
            "embedded": machine.always_the_same,
            "scorable": len(scorable),
            "missing": len(missing),
            "calls": machine.calls(current.rubric, len(missing)),
            "study": self._going_on(current, StudyKind.SCORES),
        }

    def _spread(self, current: Current, round_: Round) -> dict[str, Any]:
        machine, retest = self._machine, self._machine.spread(current)
        draft = self._draft(current.rubric.id)
        chosen = machine.retestable(current, round_.pitches)
        titles = {pitch.id: pitch_name(pitch) for pitch in round_.pitches}
        return {
            "retest": retest,
            "rows": _rows(retest, titles, round_.gradable) if retest else [],
            "study": self._going_on(current, StudyKind.RETEST),
            "calls_each": machine.calls(current.rubric, 1),
            "pitches": min(RETEST_PITCHES, len(chosen)),
            "most_pitches": min(MOST_PITCHES, len(chosen)),
            "runs": RETEST_RUNS,
            "most_runs": MOST_RUNS,
            **draft,
        }

    def _draft(self, rubric_id: str) -> dict[str, Any]:
        """The band that the draft has, and the state of the file that it was read from."""
        address = Address(kind=ManuscriptKind.RUBRIC, id=rubric_id)
        try:
            manuscript = self._workshop.manuscripts.open(address)
        except CoachError:  # published, and its file is gone
            return {"stamp": None, "band": None}
        data = self._workshop.manuscripts.read(address, manuscript.text).data or {}
        return {"stamp": manuscript.stamp, "band": data.get("band", 5)}

    def _going_on(self, current: Current, kind: StudyKind) -> dict[str, Any] | None:
        """The newest study of a kind, while there is something to tell of its course."""
        study = next(iter(self._workshop.studies.store.of(current.rubric.id, kind, limit=1)), None)
        if study is None or not (study.state in ACTIVE or _unfinished(study, current)):
            return None
        return {"study": study, "done": self._workshop.studies.standing(study.id).done}


def _unfinished(study: Study, current: Current) -> bool:
    """Whether it broke off and could still go on for what counts now."""
    return study.state is not StudyState.DONE and study.rubric_version == current.rubric.version


def _labels(samples: Sequence[Sample], moments: Mapping[str, datetime]) -> dict[str, str]:
    """Pitches as people know them, each by a name of its own."""
    names = {sample.id: sample.title for sample in samples}
    names |= {attempt: f"Official attempt, {when(at)}" for attempt, at in moments.items()}
    often = Counter(names.values())
    return {pitch: name if often[name] == 1 else f"{name} ({pitch[:6]})" for pitch, name in names.items()}


def graded_pitches(ratings: Sequence[Rating]) -> tuple[str, ...]:
    """The pitches that somebody graded, each once."""
    return tuple(dict.fromkeys(rating.pitch for rating in ratings))


def _rows(retest: Retest, titles: dict[str, str], gradable: Collection[str]) -> list[dict[str, object]]:
    """Each pitch of a retest with the totals it got; what the golden pitch's texts are called says what they are.

    Of a pitch that can still be graded only the spread is told, and not which one it is: a retest takes pitches that
    lie near the pass mark.
    """
    texts = {f"{OF_THE_GOLDEN}{kind.value}": f"The golden pitch’s text “{kind.value}”" for kind in PitchKind}
    rows: list[dict[str, object]] = []
    for pitch, totals in retest.totals.items():
        alone = spread([totals])
        if pitch in gradable:
            sd = alone.sd if alone else None
            rows.append({"title": "A pitch that you can still grade", "totals": (), "sd": sd})
        else:
            title = titles.get(pitch) or texts.get(pitch) or "A pitch that is not yours to grade"
            rows.append({"title": title, "totals": totals})
    return rows
