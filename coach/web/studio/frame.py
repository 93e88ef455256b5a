"""What the pages of the studio share: the heading, and the ways between the pages of one rubric."""

from collections.abc import Sequence
from typing import NamedTuple

from fastapi.responses import HTMLResponse

from coach.web.navigation import Navigation
from coach.web.rendering import render
from coach.web.shell import page

TABS = (
    ("edit", "Write", "/studio/edit/rubric/{id}"),
    ("publish", "Prove and publish", "/studio/rubrics/{id}"),
    ("change", "What would change", "/studio/rubrics/{id}/change"),
    ("calibrate", "Calibrate", "/studio/rubrics/{id}/calibrate"),
)
"""The pages of one rubric: name, title, address."""


class Place(NamedTuple):
    """Where a page stands: the rubric it belongs to, with its title, and which of its pages it is."""

    rubric_id: str
    title: str
    tab: str


class Frame:
    """Draws whole pages of the studio."""

    def __init__(self, navigation: Navigation) -> None:
        self._navigation = navigation

    def page(
        self,
        title: str,
        body: str,
        who: str,
        *,
        place: Place | None = None,
        looks: Sequence[str] = (),
        status: int = 200,
    ) -> HTMLResponse:
        """A page around `body`, which is safe HTML. `looks` are names in `static/`: stylesheets and scripts."""
        tabs = [(name, text, address.format(id=place.rubric_id)) for name, text, address in TABS] if place else []
        return page(
            title,
            render("studio/frame.html", body=body, place=place, tabs=tabs),
            navigation=self._navigation.bar(who, "studio"),
            styles=("studio.css", *(name for name in looks if name.endswith(".css"))),
            scripts=tuple(name for name in looks if name.endswith(".js")),
            status=status,
        )
