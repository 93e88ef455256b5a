"""The top of every page: where one is, where one can go, and who one is."""

from coach.service.people import People
from coach.web.rendering import render


class Navigation:
    """Renders the bar for one person; `active` is "practice", "history" or "review"."""

    def __init__(self, people: People) -> None:
        self._people = people

    def bar(self, who: str, active: str) -> str:
        """The bar as safe HTML."""
        return render("navigation.html", who=self._people.find(who), active=active)
