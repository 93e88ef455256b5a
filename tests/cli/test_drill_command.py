"""`coach drill`: from a file, by typing, broken off and gone on with; with and without a model."""

import io
import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from fixtures.llm_server import LlmServer
from fixtures.processes import settings_env

from coach.cli import main

ROOT = Path(__file__).parents[2]
GERMAN = "Das ist ein sehr guter Punkt, und unsere Kunden sind damit in zwei Wochen fertig geworden."
FAIR = (
    "That is fair, you own it already. What does your board decide by? Green Mountain Medical reduced the time to go "
    "live by thirty percent in six months, their finance team wrote that in a letter."
)
NOTHING, INSULT = "I don't know.", "Castle is garbage and their people are crooks."
ACCOUNT = ("--competitor", "castle", "--account", "Insurer, plans in spreadsheets, owns the suite")


class Done(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


Coach = Callable[..., Done]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def llm() -> Iterator[LlmServer]:
    with LlmServer("good") as server:
        yield server


@pytest.fixture
def coach(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Coach:
    """The command in this process: what it prints, and its exit code."""
    for name, value in settings_env(home).items():
        if name.startswith("COACH_"):
            monkeypatch.setenv(name, value)

    def run(*words: str, typed: str | bytes = "", llm: LlmServer | None = None) -> Done:
        with monkeypatch.context() as patched:
            if llm:
                patched.setenv("COACH_LLM_BASE_URL", llm.base_url)
                patched.setenv("COACH_LLM_MODEL", "scripted")
            data = typed.encode() if isinstance(typed, str) else typed
            patched.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
            code = main(words)
        out, err = capsys.readouterr()
        return Done(code, out, err)

    return run


@pytest.fixture
def answers(tmp_path: Path) -> Callable[..., str]:
    def write(*lines: str) -> str:
        path = tmp_path / "answers.txt"
        path.write_text("\n".join(lines), encoding="utf-8")
        return str(path)

    return write


def drills_of(coach: Coach) -> list[str]:
    return [entry["id"] for entry in coach("history", "--drills", "--json").document["drills"]]


def left(done: Done) -> str:
    """The id of the drill that can be gone on with."""
    found = re.search(r"--resume (\w+)", done.out + done.err)
    assert found, done
    return found[1]


class TestFromAFile:
    @pytest.mark.parametrize("model", [False, True], ids=["embedded", "a model"])
    def test_each_answer_gets_one_reply_and_the_document_holds_the_drill_with_its_debrief(
        self, coach: Coach, answers: Callable[..., str], llm: LlmServer, model: bool
    ):
        file = answers(FAIR, "", NOTHING, "   ", INSULT)
        done = coach("drill", *ACCOUNT, "--answers", file, "--json", llm=llm if model else None)
        assert done.code == 0, done.err
        drill = done.document
        assert drill["ended"] == "answers_used_up"
        assert [turn["speaker"] for turn in drill["turns"]] == ["rival", *["seller", "rival"] * 3]
        assert [turn["text"] for turn in drill["turns"][1::2]] == [FAIR, NOTHING, INSULT]
        assert all(isinstance(fact, str) for turn in drill["turns"] for fact in turn["facts"])
        assert drill["turns"][0]["facts"]
        assert all(turn["assessment"] is None for turn in drill["turns"][0::2])
        fair, nothing, insult = (turn["assessment"]["score"] for turn in drill["turns"][1::2])
        assert fair > nothing >= insult == 0
        objections = drill["debrief"]["objections"]
        assert len(objections) == 5
        assert [each["state"] for each in objections].count("not_put") >= 2
        assert len(drill["debrief"]["tomorrow"]) == 3
        assert drill["engines"]["rival"]["embedded"] is not model
        assert drill["engines"]["judge"]["embedded"] is not model

    def test_without_json_it_reads_like_a_conversation_and_what_it_came_to(
        self, coach: Coach, answers: Callable[..., str]
    ):
        done = coach("drill", *ACCOUNT, "--answers", answers(FAIR, NOTHING))
        assert done.code == 0, done.err
        assert f"You (2): {FAIR}" in done.out
        for part in ("Castle (1): ", "Debrief: Castle. There were no more answers.", "Best line", "Say tomorrow"):
            assert part in done.out
        assert "not put" in done.out

    def test_a_drill_that_is_over_before_the_answers_says_how_many_were_not_used(
        self, coach: Coach, answers: Callable[..., str]
    ):
        play = ("--play", "you_own_it", "--level", "fair")
        done = coach("drill", *ACCOUNT, *play, "--answers", answers(*[FAIR] * 3), "--json")
        assert (done.code, done.document["ended"], done.document["setup"]) == (0, "completed", "one_play")
        assert "2 answers were not used: every point had been put." in done.err

    def test_the_marks_and_line_ends_of_other_systems_are_no_answers(self, coach: Coach, tmp_path: Path):
        file = tmp_path / "answers.txt"
        file.write_bytes("\ufeffOne.\r\n\r\nTwo\u2028and a half.\rThree.\n".encode())
        done = coach("drill", *ACCOUNT, "--answers", str(file), "--json")
        texts = [turn["text"] for turn in done.document["turns"] if turn["speaker"] == "seller"]
        assert texts == ["One.", "Two\nand a half.", "Three."]

    @pytest.mark.parametrize(
        ("content", "says"),
        [
            (None, "cannot be read: No such file or directory."),
            ("a folder", "cannot be read: Is a directory."),
            (b"", "holds no answers."),
            (b"\n  \n", "holds no answers."),
            ("Größe".encode("latin-1"), "is no text in UTF-8."),
            (b"Fine.\n\n" + b"x" * 4001, "Line 3 of {file}: This answer has 4,001 characters; 4,000 are the most."),
        ],
    )
    def test_a_file_that_cannot_be_used_is_told_in_a_sentence_and_nothing_is_begun(
        self, coach: Coach, tmp_path: Path, content: bytes | str | None, says: str
    ):
        file = tmp_path / "a file.txt"
        if content == "a folder":
            file.mkdir()
        elif isinstance(content, bytes):
            file.write_bytes(content)
        before = drills_of(coach)
        done = coach("drill", *ACCOUNT, "--answers", str(file), "--json")
        assert done.code == 2
        assert done.document["error"]["message"].endswith(says.format(file=file))
        assert len(done.err.strip().splitlines()) == 2
        assert drills_of(coach) == before


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--competitor", "castel", "--account", "x"), "There is no battlecard “castel”. Did you mean `castle`?"),
        (("--account", "x"), "No competitor was named."),
        (("--competitor", "castle"), "Nothing is said about the account."),
        ((*ACCOUNT, "--play", "nothing"), "Castle's card has no play “nothing”."),
        ((*ACCOUNT, "--play", "you_own_it", "--setup", "meeting"), "--play goes with --setup one_play."),
        ((*ACCOUNT, "--resume", "x"), "--competitor does not go with --resume."),
        (("--resume", "x"), "There is no such drill."),
        ((*ACCOUNT, "--account", "x" * 7000), "are the most."),
    ],
)
def test_what_does_not_make_a_drill_is_told_in_a_sentence(coach: Coach, words: tuple[str, ...], says: str):
    done = coach("drill", *words, "--json")
    assert done.code == 2
    error = done.document["error"]
    assert says in error["message"]
    assert error["hint"]


def test_a_competitor_without_a_card_is_made_of_a_name_and_notes(coach: Coach, tmp_path: Path):
    notes = tmp_path / "notes.txt"
    notes.write_text("They say that they are cheaper.\nTheir rep knows the head of finance.", encoding="utf-8")
    answer = tmp_path / "answers.txt"
    answer.write_text(FAIR, encoding="utf-8")
    rival = ("--name", "Paper Lantern", "--notes", str(notes), "--account", "A baker")
    done = coach("drill", *rival, "--answers", str(answer), "--json")
    assert done.code == 0, done.err
    assert (done.document["competitor"]["name"], done.document["competitor"]["temporary"]) == ("Paper Lantern", True)


class TestByTyping:
    def test_shows_the_table_takes_answers_and_commands_and_ends_in_the_debrief(self, coach: Coach):
        typed = f"What do they decide by?\n/assess\n/retry {FAIR}\n\n/what\n/assess 77\n{'x' * 4001}\n/help\n/end\n"
        done = coach("drill", *ACCOUNT, typed=typed)
        assert done.code == 0, done.err
        for part in (
            "Castle’s rep, scripted: it speaks from the card, without a language model. Meeting, firm.",
            "Your turn. On the table: You already pay for it (1 of 5, 4 to come).",
            "Answer 2: “What do they decide by?”",
            "Try 2: “That is fair",
            "There is no command “/what”; it was not said either.",
            "Turn 77 is no answer of yours.",
            "This answer has 4,001 characters",
            "/retry WORDS",
            "Debrief: Castle. You ended this drill.",
            "when you tried again.",
        ):
            assert part in done.out, part

    def test_left_by_the_end_of_what_was_typed_it_goes_on_where_it_was(self, coach: Coach):
        first = coach("drill", *ACCOUNT, "--setup", "rapid_fire", "--level", "hard", typed=f"{FAIR}\n")
        assert first.code == 0
        drill_id = left(first)
        again = coach("drill", "--resume", drill_id, "--json", typed="And another.\n/end\n")
        assert "Your turn. 25 seconds." in again.err
        texts = [turn["text"] for turn in again.document["turns"] if turn["speaker"] == "seller"]
        assert texts == [FAIR, "And another."]
        assert (again.document["ended"], again.document["level"]) == ("stopped", "hard")
        over = coach("drill", "--resume", drill_id, typed="Too late.\n")
        assert "Debrief: Castle. You ended this drill." in over.out

    def test_what_is_no_text_is_refused_and_the_drill_kept(self, coach: Coach):
        done = coach("drill", *ACCOUNT, typed=b"\xff\xfe\n")
        assert "What came in is no text in UTF-8." in done.out
        assert left(done) in drills_of(coach)

    def test_is_private_to_whoever_it_belongs_to(self, coach: Coach):
        hers = left(coach("drill", *ACCOUNT, "--who", "Nadia"))
        assert hers not in drills_of(coach)
        assert coach("drill", "--resume", hers).code == 2
        assert coach("drill", "--resume", hers, "--who", "Nadia").code == 0


def test_history_lists_ones_own_drills_and_what_is_still_open(coach: Coach, answers: Callable[..., str]):
    given = answers(FAIR, NOTHING, GERMAN)
    done = coach("drill", *ACCOUNT, "--setup", "rapid_fire", "--answers", given, "--json").document
    listed = coach("history", "--drills")
    assert re.search(rf"{done['id']}  .*Castle +Rapid fire +Firm +1 of 4 ", listed.out)
    title = done["debrief"]["objections"][1]["title"]
    unclear = done["debrief"]["objections"][2]
    assert (unclear["state"], done["debrief"]["counts"]["unclear"]) == ("unclear", 1)
    assert f"still open: {title} (dodged)" in " ".join(listed.out.split())
    assert f"still open: {unclear['title']} (could not tell)" in " ".join(listed.out.split())
    document = coach("history", "--drills", "--limit", "1", "--json").document
    assert [entry["id"] for entry in document["drills"]] == [done["id"]]
    castle = next(each for each in document["progress"] if each["competitor"] == "castle")
    assert done["debrief"]["objections"][1]["id"] in [play["id"] for play in castle["open"]]
    assert castle["scores"][-1] == done["debrief"]["score"]
    refused = coach("history", "--drills", "--who", "Nadia")
    assert (refused.code, "private" in refused.err) == (2, True)


class TestWithAModel:
    def test_that_is_dead_the_answer_is_kept_and_the_scripted_rival_goes_on_where_it_was(
        self, coach: Coach, answers: Callable[..., str], llm: LlmServer
    ):
        first = left(coach("drill", *ACCOUNT, llm=llm))
        llm.behaviour = "cut"
        file = answers(FAIR, "And the rest.")
        done = coach("drill", "--resume", first, "--answers", file, "--json", llm=llm)
        assert done.code == 2
        hint = done.document["error"]["hint"]
        assert f"coach drill --resume {first}" in hint
        assert "--embedded" in hint

        done = coach("drill", "--resume", first, "--answers", file, "--embedded", "--json", llm=llm)
        assert done.code == 0, done.err
        assert "1 answer is in this drill already" in done.err
        turns = done.document["turns"]
        assert [turn["text"] for turn in turns if turn["speaker"] == "seller"] == [FAIR, "And the rest."]
        assert (turns[0]["engine"] != turns[2]["engine"], turns[2]["engine"]) == (True, "scripted rival")
        assert done.document["ended"] == "answers_used_up"

    def test_that_does_not_assess_nothing_is_scored_and_it_says_how_to_get_it(
        self, coach: Coach, answers: Callable[..., str], llm: LlmServer
    ):
        talking = llm.answer

        def only_talks(path: str, headers: dict[str, str], body: dict[str, Any]) -> Any:
            llm.behaviour = "good" if body.get("stream") else "always_bad"
            return talking(path, headers, body)

        llm.answer = only_talks  # the server's own hook: what it answers to a request
        done = coach("drill", *ACCOUNT, "--answers", answers(FAIR), "--json", llm=llm)
        assert done.code == 0, done.err
        assert done.document["turns"][1]["assessment"]["score"] is None
        assert done.document["debrief"]["score"] is None
        assert "One answer was not scored" in done.err
        mended = coach("drill", "--resume", left(done), "--embedded", "--json", llm=llm)
        assert mended.document["turns"][1]["assessment"]["score"] > 0

    def test_killed_in_the_middle_of_a_line_it_goes_on_with_nothing_lost_and_nothing_doubled(
        self, coach: Coach, answers: Callable[..., str], llm: LlmServer, home: Path
    ):
        first = left(coach("drill", *ACCOUNT, llm=llm))
        asked = len(llm.seen)
        llm.behaviour, llm.lines = "waits_midway", ["You pay for it already. Why would you pay twice?"]
        file = answers(FAIR, NOTHING)
        env = settings_env(home, COACH_LLM_BASE_URL=llm.base_url, COACH_LLM_MODEL="scripted")
        command = [sys.executable, "-m", "coach", "drill", "--resume", first]
        killed = subprocess.Popen([*command, "--answers", file, "--json"], env=env, stdout=subprocess.DEVNULL)
        try:
            wait_until(lambda: len(llm.seen) > asked)
            time.sleep(0.3)  # so that it is in the middle
            meanwhile = coach("drill", "--resume", first, "--embedded", typed="From another window.\n")
            assert (meanwhile.code, killed.poll()) == (2, None)
            assert "replying to this already" in meanwhile.err
        finally:
            killed.kill()
            killed.wait()
        llm.release.set()
        llm.behaviour = "good"
        kept = coach("drill", "--resume", first, "--answers", file, "--json", llm=llm)
        assert kept.code == 0, kept.err
        turns = kept.document["turns"]
        assert [turn["text"] for turn in turns if turn["speaker"] == "seller"] == [FAIR, NOTHING]
        assert [turn["speaker"] for turn in turns] == ["rival", *["seller", "rival"] * 2]
        assert [turn["number"] for turn in turns] == [1, 2, 3, 4, 5]

    def test_stopped_by_the_keyboard_it_says_how_to_go_on(self, llm: LlmServer, home: Path):
        llm.behaviour, llm.lines = "waits_midway", ["You pay for it already. Why would you pay twice?"]
        env = settings_env(home, COACH_LLM_BASE_URL=llm.base_url, COACH_LLM_MODEL="scripted")
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        command = [sys.executable, "-m", "coach", "drill", *ACCOUNT]
        with subprocess.Popen(command, env=env, **pipes) as stopped:
            wait_until(lambda: bool(llm.seen))
            time.sleep(0.3)
            stopped.send_signal(signal.SIGINT)
            out, err = stopped.communicate(timeout=60)
        assert (stopped.returncode, err) == (0, "")
        assert "Go on with: coach drill --resume" in out


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)
