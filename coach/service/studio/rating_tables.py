"""Ratings that come in as a table and go out as one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from coach.domain.person import same_name
from coach.domain.studio.calibration.imported import TableFault
from coach.domain.studio.calibration.rating import JUDGE, Rating
from coach.service.people import People
from coach.service.studio.grading import Grading
from coach.service.studio.ports import RatingTable
from coach.service.studio.rounds import IMPORTED, Current


@dataclass(frozen=True)
class Brought:
    """What came of a table. Where `faults` name something to mend, nothing of it was taken.

    `kept` ratings are new or in the place of what the same table brought before; `known` were given here already;
    `machine` rows are the judge's and were left out, because its scores are never taken from a table.
    """

    kept: int = 0
    known: int = 0
    machine: int = 0
    raters: tuple[str, ...] = ()
    faults: tuple[TableFault, ...] = ()


@dataclass(frozen=True)
class RatingTables:
    """The use cases around tables of ratings."""

    grading: Grading
    people: People
    table: RatingTable

    def bring(self, current: Current, content: bytes) -> Brought:
        """Keep the ratings of a table, as somebody's who is not known here, whatever they are called."""
        read = self.table.read(content, current.rubric, self.grading.now())
        if read.faults:
            return Brought(faults=read.faults)
        theirs = [rating for rating in read.ratings if not same_name(rating.rater, JUDGE)]
        machine = len(read.ratings) - len(theirs)
        if not theirs:
            message = f"all {machine} rows are the machine's own (rater `{JUDGE}`), which are not taken from a table."
            hint = "Bring what people gave; the judge's scores are made here."
            return Brought(machine=machine, faults=(TableFault(line=None, column="rater", message=message, hint=hint),))
        here = self.grading.counting(current)
        titles = {sample.title.casefold(): sample.id for sample in self.grading.store.samples(current.rubric.id)}
        known_raters = sorted({rating.rater for rating in self.grading.store.ratings(current.rubric.id)})
        kept = known = 0
        raters: dict[str, None] = {}
        for rating in theirs:
            pitch = titles.get(rating.pitch.casefold(), rating.pitch)
            rating = rating.model_copy(update={"pitch": pitch})
            if any(self._same(rating, each) for each in here):
                known += 1
                continue
            name = _imported(rating.rater, (*known_raters, *raters))
            self.grading.store.keep(rating.model_copy(update={"rater": name}))
            raters[name] = None
            kept += 1
        return Brought(kept=kept, known=known, machine=machine, raters=tuple(raters))

    def take(
        self, current: Current, judged: Sequence[Rating], *, who: str, without: Collection[str] = frozenset()
    ) -> bytes:
        """What counts under the current version as a table, the judge's scores included.

        Left out are the pitches in `without`, which `who` can still grade, and what others noted for themselves.
        """
        named = [
            rating.model_copy(
                update={"rater": self.called(rating.rater), "note": rating.note if rating.rater == who else ""}
            )
            for rating in self.grading.counting(current)
        ]
        rows = [rating for rating in (*named, *judged) if rating.pitch not in without]
        rows.sort(key=lambda rating: (rating.pitch, rating.rater == JUDGE, rating.rater))
        return self.table.write(rows, current.rubric)

    def called(self, rater: str) -> str:
        """A rater as people know them by now."""
        return self.people.find(rater).name

    def _same(self, brought: Rating, here: Rating) -> bool:
        """Whether it is a line that was taken out of here before."""
        if brought.pitch != here.pitch or not same_name(brought.rater, self.called(here.rater)):
            return False
        # A table has figures to ten digits.
        total = round(brought.total or 0, 6) == round(here.total or 0, 6)
        return total and all(round(here.scores.get(c, -1), 6) == round(v, 6) for c, v in brought.scores.items())


def _imported(rater: str, known: Collection[str]) -> str:
    """What somebody of a table is kept as: as before, where the same name came in before."""
    bare = rater.removesuffix(IMPORTED)
    name = f"{bare}{IMPORTED}"
    if name in known:
        return name
    imported = (each for each in known if each.endswith(IMPORTED))
    return next((each for each in imported if same_name(each.removesuffix(IMPORTED), bare)), name)
