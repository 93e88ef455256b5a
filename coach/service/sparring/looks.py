"""Looking at answers: one, all of a drill, and further tries at one."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime

from coach.domain.attempt import Problem
from coach.domain.exchange import Progress
from coach.domain.sparring.course import with_turn
from coach.domain.sparring.drill import Drill
from coach.domain.sparring.rebuttals.rebuttal import Assessment
from coach.domain.sparring.turn import Retry, Speaker, Turn
from coach.errors import EngineError, UsageError
from coach.service.panel import CONFIGURED, EMBEDDED
from coach.service.sparring.ports import Assessor, DrillStore
from coach.service.sparring.saving import change

MOST_RETRIES = 5
"""Further tries at one answer that are kept."""


@dataclass(frozen=True)
class Looks:
    """Each assessment is kept as soon as it is there. What failed is kept as not scored, with the reason.

    An answer that was scored stays as it was scored: whoever looks a second time, changes nothing.
    """

    store: DrillStore
    assessors: Mapping[str, Assessor]
    now: Callable[[], datetime]

    def assess(self, drill_id: str, number: int, engine: str) -> Drill:
        """One answer and its further tries, as far as they are not scored. Raises UsageError for no such answer."""
        drill = self.store.get(drill_id).drill
        turn = _answer(drill, number)
        if not _lacks(turn):
            return drill
        first = self._assessed(drill, turn, engine) if _unscored(turn.assessment) else None
        again = {
            place: self._assessed(drill, turn.model_copy(update={"text": retry.text}), engine)
            for place, retry in enumerate(turn.retries)
            if _unscored(retry.assessment)
        }

        def look(now: Turn) -> Turn:
            assessment = first if first is not None and _unscored(now.assessment) else now.assessment
            retries = tuple(
                retry.model_copy(update={"assessment": again[place]})
                if place in again and _unscored(retry.assessment)
                else retry
                for place, retry in enumerate(now.retries)
            )
            return now.model_copy(update={"assessment": assessment, "retries": retries})

        return self._change(drill_id, number, look)

    def assess_all(self, drill_id: str, engine: str, progress: Progress) -> Drill:
        """Every answer that lacks an assessment. The first goes alone: it fills a model server's cache."""
        numbers = [turn.number for turn in self.store.get(drill_id).drill.answers() if _lacks(turn)]
        for done, _ in enumerate(self._one_by_one(drill_id, numbers, engine), start=1):
            progress(done / len(numbers))
        return self.store.get(drill_id).drill

    def retry(self, drill_id: str, number: int, text: str, engine: str) -> Drill:
        """Another try at one answer, assessed. Raises UsageError for no such answer, and when there are enough."""
        drill = self.store.get(drill_id).drill
        turn = _answer(drill, number)
        _refuse_more(turn)
        again = turn.model_copy(update={"text": text, "retries": ()})
        retry = Retry(text=text, at=self.now(), assessment=self._assessed(drill, again, engine))

        def add(now: Turn) -> Turn:
            _refuse_more(now)
            return now.model_copy(update={"retries": (*now.retries, retry)})

        return self._change(drill_id, number, add)

    def _one_by_one(self, drill_id: str, numbers: list[int], engine: str) -> Iterator[Drill]:
        if numbers:
            yield self.assess(drill_id, numbers[0], engine)
        with ThreadPoolExecutor(self.assessors[engine].parallel) as pool:
            waiting = [pool.submit(self.assess, drill_id, number, engine) for number in numbers[1:]]
            try:
                for done in as_completed(waiting):
                    yield done.result()
            finally:  # somebody gave up waiting: what has not begun does not begin
                pool.shutdown(wait=False, cancel_futures=True)

    def _assessed(self, drill: Drill, turn: Turn, engine: str) -> Assessment:
        assessor = self.assessors[engine]
        try:
            return assessor.assess(drill.exchange(turn))
        except EngineError as error:
            problem = Problem(message=error.message, hint=error.hint, retries=(CONFIGURED, EMBEDDED))
            return Assessment(judge=assessor.identity, problem=problem)

    def _change(self, drill_id: str, number: int, make: Callable[[Turn], Turn]) -> Drill:
        """Change one turn of a drill that may go on meanwhile: only this turn is ours."""
        return change(self.store, drill_id, lambda drill: with_turn(drill, make(_answer(drill, number))))


def _unscored(assessment: Assessment | None) -> bool:
    return assessment is None or assessment.problem is not None


def _lacks(turn: Turn) -> bool:
    return _unscored(turn.assessment) or any(_unscored(retry.assessment) for retry in turn.retries)


def _refuse_more(turn: Turn) -> None:
    if len(turn.retries) >= MOST_RETRIES:
        message = f"This answer was tried {MOST_RETRIES} more times already."
        raise UsageError(message, hint="Drill this one play instead.")


def _answer(drill: Drill, number: int) -> Turn:
    turn = drill.turn(number)
    if turn is None or turn.speaker is not Speaker.SELLER:
        raise UsageError(f"Turn {number} of this drill is no answer of yours.", hint="Choose one of your answers.")
    return turn
