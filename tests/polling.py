"""Waiting for what a worker does with an attempt."""

import time
from typing import Any

from fastapi.testclient import TestClient

PATIENT_S = 240
MOVING = frozenset({"received", "preparing", "transcribing", "scoring"})


def finished(client: TestClient, attempt_id: str) -> dict[str, Any]:
    """Poll as the page does, until the attempt stands still; what its status then is."""
    end = time.monotonic() + PATIENT_S
    while (status := client.get(f"/attempts/{attempt_id}").json())["state"] in MOVING:
        assert time.monotonic() < end, status
        time.sleep(0.1)
    return status
