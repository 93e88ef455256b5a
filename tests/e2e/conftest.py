"""The browsers for all tests that need one."""

import os
import shutil
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright
from recordings import recording

from coach.domain.exchange import SAMPLE_RATE

# How soon a page shows something says more about what else the machine does than about the page.
expect.set_options(timeout=30_000)

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
SHELL = "chromium-headless-shell"
"""The same engine without a window's trimmings: less than half the work for each page, but no microphone."""

# Sound must start without a hand on the mouse, and a container has no sandbox of its own.
ARGUMENTS = ("--no-sandbox", "--autoplay-policy=no-user-gesture-required")
SPOKEN = ("morning", "service", "trial")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The Chromium of this machine, or the one that COACH_TEST_CHROMIUM names."""
    program = os.environ.get("COACH_TEST_CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip("no Chromium on this machine (install it, or name it in COACH_TEST_CHROMIUM)")
    return program


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    named = os.environ.get("COACH_TEST_CHROMIUM")
    opened = playwright.chromium.launch(executable_path=named or shutil.which(SHELL) or chromium, args=[*ARGUMENTS])
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def studio(playwright: Playwright, chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser with a camera and a microphone that hears the utterances again and again.

    A context that was not given the permissions is one where somebody said no.
    """
    spoken = _as_wave(tmp_path_factory.mktemp("studio") / "spoken.wav")
    devices = ("--use-fake-device-for-media-stream", f"--use-file-for-fake-audio-capture={spoken}")
    opened = playwright.chromium.launch(executable_path=chromium, args=[*ARGUMENTS, *devices])
    yield opened
    opened.close()


def _as_wave(path: Path) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, SAMPLE_RATE, 0, "NONE", ""))
        file.writeframes(recording(*(part for name in SPOKEN for part in (name, 0.6))).pcm)
    return path
