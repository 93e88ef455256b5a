"""Drills behind real routes and a real database, with rivals that wait, die or talk as a test wants."""

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from threading import Event
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sparring_examples import example_card

from coach.domain.judging import JudgeIdentity
from coach.domain.sparring.brief import Brief
from coach.domain.sparring.cards.battlecard import Battlecard
from coach.domain.sparring.drill import Drill, Order
from coach.domain.sparring.rebuttals.rebuttal import Assessment, Exchange
from coach.domain.sparring.turn import Line, Said
from coach.errors import JudgeError, RivalError
from coach.service.panel import CONFIGURED
from coach.service.sparring.drills import Drills, Start
from coach.settings import Settings
from coach.web.access import Door
from coach.web.navigation import Navigation
from coach.web.refusals import Refusals
from coach.web.sparring.desk import DrillDesk
from coach.wiring import Workshop

ROOT = Path(__file__).parents[1]
SLOW = JudgeIdentity(name="slow model", model="slow")


class SlowRival:
    """Says one sentence, waits until it may go on, and says another. `dead`: it fails instead of the second one."""

    identity = SLOW

    def __init__(self) -> None:
        self.go_on, self.spoke, self.dead, self.asked = Event(), Event(), False, 0

    def reply(self, drill: Drill, order: Order, shown: Callable[[Said], None]) -> Line:
        self.asked += 1
        opening = Said(text="You own this already.", facts=drill.objections[0].facts, claim=True)
        shown(opening)
        self.spoke.set()
        assert self.go_on.wait(30)
        if self.dead:
            raise RivalError("The model does not answer.", hint="Look whether its server runs.")
        ending = Said(text="Everybody knows that.", claim=True)
        shown(ending)
        return Line(said=(opening, ending), left=order.left, engine=SLOW.name)


class DeadAssessor:
    """Never answers."""

    identity, parallel = JudgeIdentity(name="dead model", model="dead"), 1

    def assess(self, exchange: Exchange) -> Assessment:
        raise JudgeError("The judge does not answer.", hint="Look whether its server runs.")


class SparringWorkshop(Workshop):
    """A workshop whose configured rival, or assessor, is another one."""

    rival: SlowRival | None = None
    assessor: DeadAssessor | None = None

    @cached_property
    def drills(self) -> Drills:
        usual = super().drills
        rivals = {**usual.rivals, **({CONFIGURED: self.rival} if self.rival else {})}
        assessors = {**usual.assessors, **({CONFIGURED: self.assessor} if self.assessor else {})}
        return replace(usual, rivals=rivals, assessors=assessors)


def sparring_at(home: Path, *, rival: SlowRival | None = None, assessor: DeadAssessor | None = None) -> Workshop:
    workshop = SparringWorkshop(Settings(home=home, library=ROOT, transcriber="pocketsphinx", offline=True))
    object.__setattr__(workshop, "rival", rival)
    object.__setattr__(workshop, "assessor", assessor)
    return workshop


def drill_app(workshop: Workshop) -> FastAPI:
    """The drill's routes alone: the practice page beside them takes seconds to build."""
    app = FastAPI()
    app.state.door = Door(workshop.people)
    navigation = Navigation(workshop.people, workshop.reviews)
    Refusals(app.state.door, navigation).install(app)
    app.include_router(DrillDesk(workshop, navigation).router())
    return app


def begun(workshop: Workshop, who: str = "me", *, card: Battlecard | None = None, **more: object) -> Drill:
    """A drill in which nothing was said yet."""
    start = Start(competitor="castle", brief=Brief(account="They plan in spreadsheets."), card=card or example_card())
    return workshop.drills.start(who, replace(start, **more))


Enter = Callable[[str | None], TestClient]
"""Opens another browser, under this name; None is the owner."""


def entering(app: FastAPI, workshop: Workshop, **options: Any) -> Enter:
    """Browsers at an app. `options` are those of the client."""

    def enter(name: str | None) -> TestClient:
        client = TestClient(app, base_url="http://127.0.0.1:7860", follow_redirects=False, **options)
        if name:
            client.cookies.set("pitch-coach-7860", workshop.people.admit(name) or "")
        return client

    return enter
