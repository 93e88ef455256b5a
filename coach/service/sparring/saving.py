"""Changing a drill that others may change at the same time."""

from collections.abc import Callable

from coach.domain.sparring.drill import Drill
from coach.errors import OvertakenError
from coach.service.sparring.ports import DrillStore


def change(store: DrillStore, drill_id: str, make: Callable[[Drill], Drill]) -> Drill:
    """Keep what `make` makes of a drill as it is now. Whoever was quicker counts: then it is made anew from that.

    Nothing is written where `make` gives back the drill it got.
    """
    while True:
        drill, revision = store.get(drill_id)
        changed = make(drill)
        if changed is drill:
            return drill
        try:
            store.save(changed, revision)
        except OvertakenError:
            continue
        return changed
