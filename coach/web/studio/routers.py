"""Every desk of the studio."""

from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends, HTTPException, Request

from coach.web.access import require_local
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


def studio_router(workshop: "Workshop", navigation: Navigation) -> APIRouter:
    """What the app has to include. Below the name of a rubric that is not there, everything is 404."""
    frame = Frame(navigation)

    def known(request: Request) -> None:
        rubric_id = request.path_params.get("rubric_id")
        if rubric_id is not None and not workshop.studio.knows(rubric_id):
            raise HTTPException(404, "There is no such rubric.")

    whole = APIRouter(dependencies=[Depends(require_local), Depends(known)])
    for router in _desks(workshop, navigation, frame):
        whole.include_router(router)
    return whole


def _desks(workshop: "Workshop", navigation: Navigation, frame: Frame) -> list[APIRouter]:
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
