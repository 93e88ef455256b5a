"""Talking in the sparring room: two spoken turns with a microphone, and plain words where there is none."""

import re
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe import axe_finds
from fixtures.processes import Served
from playwright.sync_api import Browser, Page, Playwright, expect
from recordings import FIXTURES, plain, recording, text_of

from coach.domain.exchange import SAMPLE_RATE

pytestmark = pytest.mark.browser

WAIT_MS = 60_000
SPOKEN_S = 240
"""Two answers with the silence between them take half a minute; the machine may do a lot beside."""

WATCHED = """
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
window.streams = [];
navigator.mediaDevices.getUserMedia = async (what) => {
  window.streams.push(await open(what));
  return window.streams.at(-1);
};
"""
"""The page's own microphone, so that a test sees when it is opened and let go."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with Served(tmp_path_factory.mktemp("home")) as server:
        yield server


@pytest.fixture(scope="module")
def seller(playwright: Playwright, chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose microphone hears one answer, a long silence, another answer, and so on."""
    path = tmp_path_factory.mktemp("seller") / "spoken.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, SAMPLE_RATE, 0, "NONE", ""))
        file.writeframes(recording(1.0, "morning", 9.0, "trial", 9.0).pcm)
    devices = ("--use-fake-device-for-media-stream", f"--use-file-for-fake-audio-capture={path}")
    arguments = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required", *devices]
    opened = playwright.chromium.launch(executable_path=chromium, args=arguments)
    yield opened
    opened.close()


@contextmanager
def room(browser: Browser, served: Served, allowed: list[str]) -> Iterator[Page]:
    """The room of a new drill in which the rival has spoken."""
    context = browser.new_context(base_url=served.url, permissions=allowed, locale="en-US")
    context.set_default_timeout(WAIT_MS)
    context.add_init_script(WATCHED)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    about = {"competitor": "castle", "account": "A machine maker.", "setup": "meeting", "level": "firm"}
    begun = context.request.post("/drills", form=about, max_redirects=0)
    page.goto(begun.headers["location"])
    turns(page, 1)
    yield page
    context.close()
    assert problems == []


def turns(page: Page, count: int) -> list[dict[str, Any]]:
    """The turns of the drill, once there are so many. Asked here: the page's policy lets nobody wait inside it."""
    deadline = time.monotonic() + SPOKEN_S
    while len(found := page.evaluate("pitchDrill.state().turns")) < count:
        assert time.monotonic() < deadline, (found, page.locator("#pd-voice").inner_text())
        page.wait_for_timeout(200)
    return found


def microphones(page: Page) -> list[str]:
    return page.evaluate("streams.flatMap((one) => one.getTracks().map((track) => track.readyState))")


def violations(page: Page) -> list[str]:
    """What axe finds in the part of the page that talks."""
    return axe_finds(page, "#pd-voice")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_two_answers_are_spoken_and_the_rival_is_captioned(seller: Browser, served: Served) -> None:
    with room(seller, served, ["microphone"]) as page:
        expect(page.locator(".pv-ladder")).to_contain_text("written down by PocketSphinx")
        expect(page.locator(".pv-ladder")).to_contain_text(re.compile("^(The rival speaks with|No voice is installed)"))
        assert microphones(page) == []
        press(page, "Talk instead")
        expect(page.get_by_role("slider", name="How long you may pause")).to_have_value("1.6")
        assert violations(page) == []
        said = turns(page, 5)
        assert microphones(page) == ["live"]
        assert [turn["speaker"] for turn in said[:5]] == ["rival", "seller", "rival", "seller", "rival"]
        answers = [turn for turn in said if turn["speaker"] == "seller"]
        expected = set(plain(text_of("morning")) + plain(text_of("trial")))
        for answer in answers[:2]:
            assert answer["spoken"]
            assert 1 < answer["seconds"] < 20
            assert len(set(plain(answer["text"])) & expected) >= 4, answer["text"]
        for sentence in said[-1]["said"]:
            expect(page.locator("[data-pd-lines]")).to_contain_text(sentence["text"])
        press(page, "Switch voice off")
        assert microphones(page) == ["ended"]
        expect(page.get_by_role("button", name="Talk instead")).to_have_attribute("aria-pressed", "false")


def test_a_refused_microphone_is_told_in_plain_words_and_typing_works(seller: Browser, served: Served) -> None:
    with room(seller, served, []) as page:
        press(page, "Talk instead")
        trouble = page.locator("#pd-voice [role=alert]")
        expect(trouble).to_contain_text(re.compile("This browser blocks the microphone|The microphone was not allowed"))
        expect(trouble).to_contain_text("“Allow”")
        expect(trouble).to_contain_text(re.compile("type your answers at any time|choose “Allow” when"))
        expect(page.get_by_role("button", name="Talk instead")).to_be_enabled()
        page.get_by_label("Your answer").fill("It is true that you own it. How do your customers see the plan today?")
        press(page, "Answer")
        assert not turns(page, 3)[1]["spoken"]


def test_what_was_said_before_a_reload_can_still_be_sent(browser: Browser, served: Served) -> None:
    with room(browser, served, []) as page:
        drill, sounds = page.url, Path(FIXTURES / "utterances")
        for name in ("morning", "trial"):
            sound = (sounds / f"{name}.ogg").read_bytes()
            assert page.context.request.post(f"{drill}/utterances?after=1&seconds=3.4", data=sound).status == 201
        page.reload()
        cards = page.locator(".pv-card")
        expect(cards).to_have_count(2)
        expect(cards.first).to_contain_text("You said something (3 s) that was not written down yet.")
        cards.last.get_by_role("button", name="Discard").click()
        expect(cards).to_have_count(1)
        busy = {"message": "This is being listened to already, in another tab.", "hint": "Ask again."}
        page.route("**/hear?*", lambda asked: asked.fulfill(status=409, json=busy), times=1)
        cards.get_by_role("button", name="Write it down").click()
        answer = page.get_by_label("Your answer")
        expect(answer).to_have_value(re.compile("^Good morning"), timeout=SPOKEN_S * 1000)
        assert len(page.evaluate("pitchDrill.state().turns")) == 1  # it is read before it is sent
        answer.fill("Good morning, and thank you.")
        press(page, "Answer")
        said = turns(page, 3)[1]
        assert (said["text"], said["spoken"], said["seconds"]) == ("Good morning, and thank you.", True, 3.4)
        expect(cards).to_have_count(0)


def test_nobody_is_cut_off_in_a_pause_and_the_rivals_own_voice_is_no_answer(browser: Browser, served: Served) -> None:
    with room(browser, served, []) as page:
        ended = page.evaluate(
            """async () => {
              const context = new AudioContext(), counts = {};
              const tone = (loud) => {
                const source = context.createOscillator(), gain = context.createGain();
                const out = context.createMediaStreamDestination();
                gain.gain.value = 0;
                for (const [at, level] of [[0.6, loud], [1.6, 0], [3.1, loud], [4.1, 0]])
                  gain.gain.setValueAtTime(level, context.currentTime + at);
                source.connect(gain).connect(out);
                source.start();
                return out.stream;
              };
              const listen = (name, stream, pauseMs, rival) => {
                counts[name] = 0;
                const no = () => false;
                const settings = { pauseMs: () => pauseMs, rivalSpeaks: () => rival, byHand: no, types: no };
                const ended = (blob) => { counts[name] += blob.size > 0; };
                return pitchEar(stream, settings, { level: no, silent: no, dead: no, began: no, ended });
              };
              await context.resume();
              const voice = tone(0.3), echo = tone(0.03);
              const ears = [
                listen("patient", voice, 2500, false), listen("hasty", voice, 800, false),
                listen("interrupts", voice, 2500, true),
                listen("soft", echo, 2500, false), listen("echo", echo, 2500, true),
              ];
              await new Promise((done) => setTimeout(done, 8500));
              ears.forEach((ear) => ear.close());
              return counts;
            }"""
        )
        assert ended == {"patient": 1, "hasty": 2, "interrupts": 1, "soft": 1, "echo": 0}


def test_sentences_are_spoken_in_their_order_until_somebody_interrupts(browser: Browser, served: Served) -> None:
    with room(browser, served, []) as page:
        played, silenced = page.evaluate(
            """async () => {
              const pause = (ms) => new Promise((done) => setTimeout(done, ms));
              const sound = (seconds) => {
                const size = 16000 * seconds, bytes = new DataView(new ArrayBuffer(44 + size));
                [..."RIFF    WAVEfmt "].forEach((each, at) => bytes.setUint8(at, each.charCodeAt()));
                [..."data"].forEach((each, at) => bytes.setUint8(36 + at, each.charCodeAt()));
                for (const [at, value] of [[4, 36 + size], [16, 16], [24, 8000], [28, 16000], [40, size]])
                  bytes.setUint32(at, value, true);
                for (const [at, value] of [[20, 1], [22, 1], [32, 2], [34, 16]]) bytes.setUint16(at, value, true);
                return bytes;
              };
              const played = [], speaks = [], Player = Audio;
              window.Audio = function (address) {
                const player = new Player(address);
                player.addEventListener("ended", () => played.push(Math.round(player.duration * 10)));
                return player;
              };
              // The second one is there before the first one, the third one never comes.
              window.fetch = async (address, { signal }) => {
                const index = Number(address.at(-1));
                const never = (_, fail) => signal.addEventListener("abort", () => fail(signal.reason));
                if (index === 2) await new Promise(never);
                if (index === 0) await pause(700);
                return new Response(sound([0.3, 0.6, 0, 0.9][index]), { headers: { "Content-Type": "audio/wav" } });
              };
              const note = (what) => speaks.push(what);
              const mouth = pitchMouth("x", { kind: "server" }, { changed: note, failed: note });
              [0, 1, 2, 3].forEach((index) => mouth.add(3, index, "words"));
              for (let waits = 0; played.length < 2 && waits < 100; waits += 1) await pause(100);
              const before = [...played];
              mouth.stop();
              await pause(1500);
              return [before, [played.length, mouth.speaking, ...speaks]];
            }"""
        )
        assert played == [3, 6]
        assert silenced == [2, False, True, False]


@pytest.mark.long
def test_the_space_bar_talks_and_what_was_heard_is_read_before_it_is_sent(seller: Browser, served: Served) -> None:
    with room(seller, served, ["microphone"]) as page:
        page.locator(".pv-settings summary").click()
        page.get_by_label("Push to talk: you end it").check()
        press(page, "Talk instead")
        state = page.locator("#pd-voice")
        expect(page.get_by_role("button", name="Hold to talk")).to_be_visible()
        page.locator("h1").click()
        page.keyboard.press("Space")
        expect(state).to_have_attribute("data-state", "hearing")
        page.wait_for_timeout(6000)
        page.keyboard.press("Space")
        answer = page.get_by_label("Your answer")
        expect(answer).to_have_value(re.compile("morning"), timeout=SPOKEN_S * 1000)
        press(page, "Answer")
        assert turns(page, 3)[1]["spoken"]
        expect(page.get_by_role("button", name="Hold to talk")).to_be_focused()
