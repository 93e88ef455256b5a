"""Every desk of the studio."""

from typing import TYPE_CHECKING

from fastapi import APIRouter

from coach.web.navigation import Navigation
from coach.web.studio.beginning import BeginningDesk
from coach.web.studio.calibrating import CalibrationDesk
from coach.web.studio.changing import ChangeDesk
from coach.web.studio.drafting import DraftDesk
from coach.web.studio.editing import EditingDesk
from coach.web.studio.frame import Frame
from coach.web.studio.grading import GradingDesk
from coach.web.studio.learner import LearnerDesk
from coach.web.studio.publishing import PublishDesk
from coach.web.studio.sharing import SharingDesk
from coach.web.studio.shelf import ShelfDesk
from coach.web.studio.studies import StudyDesk
from coach.web.studio.trying import TryDesk

if TYPE_CHECKING:
    from coach.wiring import Workshop


def routers(workshop: "Workshop", navigation: Navigation) -> list[APIRouter]:
    """What the app has to include."""
    frame = Frame(navigation)
    return [
        LearnerDesk(workshop, frame, navigation).router(),
        TryDesk(workshop, frame).router(),
        PublishDesk(workshop, frame).router(),
        ShelfDesk(workshop, frame).router(),
        SharingDesk(workshop, frame).router(),
        EditingDesk(workshop, frame).router(),
        StudyDesk(workshop).router(),
        GradingDesk(workshop, frame).router(),
        *CalibrationDesk(workshop, frame).routers(),
        ChangeDesk(workshop, frame).router(),
        BeginningDesk(workshop, frame).router(),
        DraftDesk(workshop, frame).router(),
    ]
