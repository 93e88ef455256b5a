"""The top of every page: where one is, where one can go, and who one is."""

from coach.service.people import People
from coach.service.reviews import Reviews
from coach.web.rendering import render


class Navigation:
    """Renders the bar. `active` is "practice", "drill", "history", "review", "studio" or "people"."""

    def __init__(self, people: People, reviews: Reviews) -> None:
        self._people, self._reviews = people, reviews

    def bar(self, who: str | None, active: str) -> str:
        """The bar as safe HTML: for one person, or None for somebody who has yet to say who they are."""
        if who is None:
            return render("navigation.html", known=False, active=active)
        name = self._people.find(who).name if self._people.introduced(who) else None
        return render("navigation.html", known=True, name=name, waiting=self._reviews.waiting(who), active=active)
