"""What a server says when it refuses: in words, whether that may pass, and where to ask instead."""

import json
import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import cast
from urllib.parse import urlsplit


def said(body: object) -> str:
    """What a server said about an error, in one short line, whatever shape it chose."""
    for key in ("error", "message", "detail"):
        if isinstance(body, Mapping) and key in body:
            body = cast(Mapping[str, object], body)[key]
    text = body if isinstance(body, str) else json.dumps(body, default=str)
    text = " ".join(re.sub(r"<[^>]*>", " ", text).split())
    return text if len(text) <= 200 else text[:199] + "…"


def wait_asked(headers: Mapping[str, str]) -> float | None:
    """Seconds that the server asks to wait (Retry-After as a number or a date), None when it names none."""
    value = headers.get("retry-after", "").strip()
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError):
        return None


def passing(status: int) -> str | None:
    """What the server is in words ("is busy", "failed") where asking again may help; None where it does not."""
    if status in {408, 409, 425, 429} or status >= 500:
        return "is busy" if status in {425, 429} else "failed"
    return None


def sent_on_to(headers: Mapping[str, str]) -> str:
    """The host that a redirect names, for messages."""
    return urlsplit(headers.get("location", "")).netloc or "another address"
