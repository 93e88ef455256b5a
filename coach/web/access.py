"""Who may see what. On one's own machine there is one person, and no other site may act for them."""

from urllib.parse import urlsplit

from fastapi import HTTPException, Request

from coach.domain.attempt import Attempt
from coach.errors import UsageError
from coach.service.coach import Coach

LOCAL_PERSON = "me"
LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


def person(request: Request) -> str | None:
    """The person behind a request. Only requests addressed to this machine by its local names count:
    a foreign page that has its own name point here (DNS rebinding) is nobody."""
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    return LOCAL_PERSON if host in LOCAL_HOSTS else None


def require_person(request: Request) -> str:
    """The person, or 401. A request that another site's page sends along is refused with 403."""
    who = person(request)
    if who is None:
        raise HTTPException(401, "Open this page by its local address, http://127.0.0.1.")
    origin = request.headers.get("origin")
    if request.method != "GET" and origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise HTTPException(403, "Another site's page may not act here.")
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
