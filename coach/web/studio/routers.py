"""Every desk of the studio."""

from typing import TYPE_CHECKING

from fastapi import APIRouter

from coach.web.navigation import Navigation
from coach.web.studio.editing import EditingDesk
from coach.web.studio.frame import Frame
from coach.web.studio.shelf import ShelfDesk

if TYPE_CHECKING:
    from coach.wiring import Workshop


def routers(workshop: "Workshop", navigation: Navigation) -> list[APIRouter]:
    """What the app has to include."""
    frame = Frame(navigation)
    return [
        ShelfDesk(workshop, frame).router(),
        EditingDesk(workshop, frame).router(),
    ]
