"""The practice room: attempts and what becomes of them."""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property

from coach.service.archive import Archive
from coach.service.coach import Coach
from coach.service.corrections import Corrections
from coach.service.people import People
from coach.service.redos import Redos
from coach.service.reviews import Reviews
from coach.service.takes import Takes
from coach.wiring.parts import Parts, new_id, now


class PracticeRoom(Parts):
    """From a recording under way to its review and its deletion."""

    @cached_property
    def people(self) -> People:
        from coach.adapters.people_store import SqlPeopleStore

        return People(SqlPeopleStore(self.database), now=now)

    def coach(self, *, now: Callable[[], datetime] = now, queued: bool = False) -> Coach:
        """The use cases around an attempt. `queued`: what is handed in goes to the worker."""
        from coach.adapters.captions import read_transcript

        return Coach(
            library=self.library,
            media=self.media,
            recordings=self.recordings,
            attempts=self.attempts,
            transaction=self.database.write,
            jobs=self.jobs if queued else None,
            leases=self._leases,
            read_transcript=read_transcript,
            choose_transcriber=self.choose_transcriber,
            judges=self._judges,
            matcher=self.matcher,
            now=now,
            new_id=new_id,
            gate=self._gate,
        )

    def takes(self, coach: Coach) -> Takes:
        """Recordings under way, which become attempts of this coach."""
        from coach.adapters.take_store import SqlTakeStore

        store = SqlTakeStore(self.database, self.settings.home / "takes")
        return Takes(store, coach, max_bytes=self.settings.max_bytes, redo=Redos(coach).from_take)

    def corrections(self) -> Corrections:
        """The use cases around corrections; what is corrected goes to the worker."""
        return Corrections(self.coach(queued=True), self.reviews.store)

    @cached_property
    def reviews(self) -> Reviews:
        from coach.adapters.review_store import SqlReviewStore

        return Reviews(
            store=SqlReviewStore(self.database),
            attempts=self.attempts,
            people=self.people,
            transaction=self.database.write,
            now=now,
        )

    @cached_property
    def archive(self) -> Archive:
        """Deletion by hand and by age."""
        from coach.adapters.leftovers import HomeLeftovers

        home = self.settings.home
        return Archive(
            store=self._archive_store,
            attempts=self.attempts,
            recordings=self.recordings,
            leftovers=HomeLeftovers(home, (self.database.file or home / "coach.db").parent / "backups"),
            transaction=self.database.write,
            jobs=self.jobs,
            leases=self._leases,
            retention=self.settings.retention,
            now=now,
        )
