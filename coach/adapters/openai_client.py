"""A client for an OpenAI-compatible server that sends nothing the user did not mean for that server."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import httpx2
    from openai import OpenAI

NO_KEY = "none"
"""Sent as the key to servers that need none: the client refuses to be without."""

CONNECT_TIMEOUT_S = 5.0

_SENT = frozenset(
    """accept accept-encoding authorization connection content-length content-type host transfer-encoding
    user-agent x-stainless-raw-response""".split()
)


def shown_host(base_url: str) -> str:
    """Host and port for messages, without a path, user or password."""
    address = urlsplit(base_url)
    return f"{address.hostname}:{address.port}" if address.port else str(address.hostname)


def shown_address(base_url: str) -> str:
    """The same with scheme and path, so that a person can compare it with what they set."""
    address = urlsplit(base_url)
    return f"{address.scheme}://{shown_host(base_url)}{address.path}"


def safe_client(base_url: str, api_key: str | None) -> "OpenAI":
    """A client that sends only what the API needs, and only to `base_url`.

    The openai package takes a key, an organisation, a project and any headers from `OPENAI_*` variables
    and sends them wherever `base_url` points. Here every header that the API does not need is removed
    just before sending and the key is ours or none. Redirects are not followed: they would carry the
    transcript, and from http to https on the same name also the key, to another address. Retries are
    the caller's, who knows the deadline.
    """
    from openai import DefaultHttpxClient, OpenAI

    key = api_key or NO_KEY

    def only_what_is_needed(request: "httpx2.Request") -> None:
        for name in set(request.headers) - _SENT:
            del request.headers[name]
        request.headers["authorization"] = f"Bearer {key}"

    web = DefaultHttpxClient(follow_redirects=False, event_hooks={"request": [only_what_is_needed]})
    return OpenAI(base_url=base_url, api_key=key, max_retries=0, http_client=web)
