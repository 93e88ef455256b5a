"""What would change? Past attempts are chosen, their cost is told, and they are scored again under a draft."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from coach.domain.attempt import Attempt
from coach.domain.certification import Kind
from coach.domain.history import Entry
from coach.domain.rubric import Rubric
from coach.domain.studio.cost import Cost, from_length, per_call
from coach.domain.studio.manuscript import Bundle
from coach.domain.studio.shift import Shift
from coach.domain.studio.study import Study, StudyKind
from coach.errors import CoachError, UsageError
from coach.service.panel import EMBEDDED
from coach.service.ports import AttemptStore, Judge
from coach.service.studio.ports import PastStore
from coach.service.studio.studies import Plan, Studies

MOST = 500
"""So many attempts are scored again at once."""

LOOKED_AT = 12
"""From so many of the chosen attempts the cost of all is estimated."""


@dataclass(frozen=True)
class Changing:
    """The use cases around a study of the kind `change`."""

    studies: Studies
    past: PastStore
    attempts: AttemptStore
    judges: Mapping[str, Judge]

    def candidates(self, rubric_id: str, who: str, *, kind: Kind | None = None, limit: int = MOST) -> tuple[Entry, ...]:
        """What this person may choose from: official attempts of everybody and their own practice, newest first."""
        return self.past.scored(rubric_id, who, kind=kind, limit=min(limit, MOST))

    def begin(self, bundle: Bundle, chosen: Collection[str], *, who: str, judge: str) -> Study:
        """Have the chosen attempts scored again. Raises UsageError when none of them is there (any more)."""
        entries = self._chosen(bundle.rubric.id, who, chosen)
        plan = Plan(
            kind=StudyKind.CHANGE,
            rubric_id=bundle.rubric.id,
            subjects=[entry.id for entry in entries],
            judge=judge if judge in self.judges else EMBEDDED,
            options={"private": any(entry.kind is Kind.PRACTICE for entry in entries), "named": self.named(judge)},
        )
        return self.studies.begin(plan, who=who, bundle=bundle)

    def cost(self, bundle: Bundle, chosen: Collection[str], *, who: str, judge: str) -> Cost:
        """What scoring the chosen attempts again takes; `judge` is the name of one."""
        entries = self._chosen(bundle.rubric.id, who, chosen)
        embedded = judge not in self.judges or self.judges[judge].identity.embedded
        known = self._known(entries)
        calls = 0 if embedded else sum(self._calls(entries, bundle.rubric))
        seconds = self._seconds(bundle.rubric.id, len(entries), judge, known, calls)
        if embedded or not entries:
            return Cost(attempts=len(entries), calls=0, seconds=seconds)
        reported = per_call(known)
        prompt, completion = reported or from_length(known, bundle)
        return Cost(
            attempts=len(entries),
            calls=calls,
            prompt_tokens=round(calls * prompt),
            completion_tokens=round(calls * completion),
            reported=reported is not None,
            seconds=seconds,
        )

    def named(self, judge: str) -> str:
        """What people call a judge: its model, or the embedded judge."""
        identity = self.judges.get(judge, self.judges[EMBEDDED]).identity
        return "the embedded judge" if identity.embedded else identity.model or identity.name

    def shifts(self, study: Study) -> tuple[Shift, ...]:
        """What has come out so far, one for each attempt, in the order of the study."""
        results = self.studies.store.results(study.id)
        return tuple(Shift.model_validate(results[number]) for number in sorted(results))

    def _chosen(self, rubric_id: str, who: str, chosen: Collection[str]) -> tuple[Entry, ...]:
        if len(chosen) > MOST:
            raise UsageError(f"At most {MOST} attempts are scored again at once.", hint="Choose fewer.")
        return self.past.scored(rubric_id, who, ids=chosen, limit=MOST) if chosen else ()

    def _known(self, entries: Sequence[Entry]) -> list[Attempt]:
        """Some of the attempts, spread over all of them."""
        known: list[Attempt] = []
        for entry in entries[:: max(1, -(-len(entries) // LOOKED_AT))]:
            try:
                known.append(self.attempts.get(entry.id))
            except CoachError:  # deleted meanwhile, or unreadable: the step says so
                continue
        return known

    def _calls(self, entries: Sequence[Entry], draft: Rubric) -> list[int]:
        """How many calls each attempt takes: its own rubric's criteria, and the draft's."""
        own: dict[str, Rubric] = {}
        for version in {entry.rubric_version for entry in entries}:
            source = self.attempts.source(version)
            if source is not None:
                own[version] = Rubric.model_validate(source)
        both = ((own.get(entry.rubric_version, draft), draft, entry.situation) for entry in entries)
        return [sum(len(rubric.observed(at)) for rubric in (first, second)) for first, second, at in both]

    def _seconds(self, rubric_id: str, count: int, judge: str, known: Sequence[Attempt], calls: int) -> float | None:
        """From the pace of the last comparison by this judge, else from how long scoring took."""
        for study in self.studies.store.of(rubric_id, StudyKind.CHANGE, limit=5):
            _, moments = self.studies.store.kept(study.id, MOST)
            if study.judge == judge and len(moments) > 1:
                return count * median((after - before).total_seconds() for before, after in pairwise(moments))
        asked = {attempt.id: attempt.usage.calls for attempt in known if attempt.usage.calls}
        took = self.past.scoring_seconds(asked)
        if not calls or not took:
            return None
        return calls * median(seconds / asked[attempt_id] for attempt_id, seconds in took.items())
