"""Who may see what. Names keep people at one computer apart, and no other site may act for them."""

from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import Depends, HTTPException, Request, Response

from coach.domain.attempt import Attempt
from coach.errors import UsageError
from coach.service.coach import Coach
from coach.service.people import People

COOKIE_S = 400 * 24 * 3600
"""What browsers keep at most. Longer than `STAY`: whose visit has ended is asked, not taken for the owner."""

LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


class Door:
    """Tells who is behind a request: the owner, unless the browser holds somebody else's secret.

    Only requests addressed to this machine by its local names count: a foreign page that has its own name
    point here (DNS rebinding) is nobody, and so is another site's page that sends something here. A secret
    that is not known (any more) is nobody's: who one is has to be said again, the owner is never assumed.
    """

    def __init__(self, people: People, host: str = "127.0.0.1") -> None:
        self._people, self._host = people, host

    def person(self, request: Request) -> str | None:
        """The key of the person behind a request, None for nobody."""
        if not _addressed_here(request) or _sent_by_another_site(request):
            return None
        person = self._people.behind(secret_of(request))
        return person.key if person else None

    def page_person(self, request: Request) -> str | None:
        """The same for pages: a browser that opens one with an unknown secret is sent to say who it is."""
        self.lead(request)
        who = self.person(request)
        if who is None and _addressed_here(request) and _opens_a_page(request):
            here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            raise HTTPException(303, "Say who you are.", headers={"Location": f"/people?next={quote(here, safe='')}"})
        return who

    def lead(self, request: Request) -> None:
        """Send a browser that opens a page by another name of this machine to the one that it is served by.

        Browsers keep cookies by name: under `localhost`, a colleague who is known at 127.0.0.1 would be the owner.
        """
        if not _addressed_here(request) or not _opens_a_page(request):
            return
        asked = urlsplit(f"//{request.headers.get('host', '')}")
        if asked.hostname != self._host:
            host = f"[{self._host}]" if ":" in self._host else self._host
            there = request.url.replace(netloc=f"{host}:{asked.port or 80}")
            raise HTTPException(307, "This page has another address.", headers={"Location": str(there)})


def require_local(request: Request) -> None:
    """Whoever it is: 401 unless addressed by a local name, 403 for what another site's page sends."""
    if _sent_by_another_site(request):
        raise HTTPException(403, "Another site's page may not act here.")
    if not _addressed_here(request):
        raise HTTPException(401, "Open this page by its local address, http://127.0.0.1.")
    door: Door = request.app.state.door
    door.lead(request)


def require_person(request: Request) -> str:
    """The person, or as `require_local`; 401 also for a browser whose person is not known any more."""
    require_local(request)
    door: Door = request.app.state.door
    who = door.page_person(request)
    if who is None:
        raise HTTPException(401, "It is not known any more whose browser this is.")
    return who


Person = Annotated[str, Depends(require_person)]
"""Who a route answers: the key of the person behind the request."""


def secret_of(request: Request) -> str | None:
    """The secret that says whose browser this is, None for the owner's."""
    return request.cookies.get(_cookie(request))


def keep_secret(request: Request, response: Response, secret: str | None) -> None:
    """Have the browser keep this secret from now on, or none at all."""
    if secret is None:
        response.delete_cookie(_cookie(request), httponly=True, samesite="lax")
    else:
        response.set_cookie(_cookie(request), secret, max_age=COOKIE_S, httponly=True, samesite="lax")


def own_attempt(coach: Coach, attempt_id: str, who: str) -> Attempt:
    """The attempt, if it is this person's. Anything else is 404: whether it exists is nobody's business."""
    try:
        attempt = coach.attempts.get(attempt_id)
    except UsageError as error:
        raise HTTPException(404, "There is no such attempt.") from error
    if attempt.who != who:
        raise HTTPException(404, "There is no such attempt.")
    return attempt


def _cookie(request: Request) -> str:
    """Browsers keep cookies by host alone: two installations on one machine differ by their port."""
    return f"pitch-coach-{request.url.port or 80}"


def _addressed_here(request: Request) -> bool:
    try:
        asked = urlsplit(f"//{request.headers.get('host', '')}")
        return asked.hostname in LOCAL_HOSTS and asked.port != 0
    except ValueError:  # no address at all; a port that is no number, or too large a one
        return False


def _sent_by_another_site(request: Request) -> bool:
    origin = request.headers.get("origin")
    if request.method in {"GET", "HEAD"} or origin is None:
        return False
    return urlsplit(origin).netloc != request.headers.get("host")


def _opens_a_page(request: Request) -> bool:
    return request.method == "GET" and "text/html" in request.headers.get("accept", "")
