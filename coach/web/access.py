"""Who may see what. On one's own machine there is one person, and no other site may act for them."""

from urllib.parse import urlsplit

from fastapi import HTTPException, Request

from coach.domain.attempt import Attempt
from coach.errors import UsageError
from coach.service.coach import Coach

LOCAL_PERSON = "me"
LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


def person(request: Request) -> str | None:
    """The person behind a request, None for nobody.

    Only requests addressed to this machine by its local names count: a foreign page that has its own name
    point here (DNS rebinding) is nobody, and so is another site's page that sends something here.
    """
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    return LOCAL_PERSON if host in LOCAL_HOSTS and not _sent_by_another_site(request) else None


def _sent_by_another_site(request: Request) -> bool:
    origin = request.headers.get("origin")
    if request.method in {"GET", "HEAD"} or origin is None:
        return False
    return urlsplit(origin).netloc != request.headers.get("host")


def require_person(request: Request) -> str:
    """The person, or 401; 403 for what another site's page sends."""
    if _sent_by_another_site(request):
        raise HTTPException(403, "Another site's page may not act here.")
    who = person(request)
    if who is None:
        raise HTTPException(401, "Open this page by its local address, http://127.0.0.1.")
    return who


def own_attempt(coach: Coach, attempt_id: str, who: str) -> Attempt:
    """The attempt, if it is this person's. Anything else is 404: whether it exists is nobody's business."""
    try:
        attempt = coach.attempts.get(attempt_id)
    except UsageError as error:
        raise HTTPException(404, "There is no such attempt.") from error
    if attempt.who != who:
        raise HTTPException(404, "There is no such attempt.")
    return attempt
