"""What is said in a drill: kept before anybody listens, heard once, never lost."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import FakeTranscriber
from recordings import plain, text_of
from sparring_examples import BRIEF, example_card

from coach.domain.exchange import Audio, Progress
from coach.domain.sparring.drill import Drill
from coach.domain.transcript import Transcript
from coach.errors import OvertakenError, StoreError, TranscriberError, UsageError
from coach.service.sparring.drills import Answer, Start
from coach.service.sparring.spoken import MOST_WAITING, SpokenAnswers
from coach.service.stages import Chosen
from coach.settings import Settings
from coach.wiring import Workshop

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
MORNING, TRIAL = (FIXTURES / "utterances" / f"{name}.ogg" for name in ("morning", "trial"))


class Hears(FakeTranscriber):
    """Hears what it is told; `hints` is what it was told to expect, `fails` what it raises instead."""

    fails: TranscriberError | None = None
    hints: Sequence[str] = ()
    asked = 0

    def transcribe(self, audio: Audio, hints: Sequence[str], progress: Progress) -> Transcript:
        self.asked += 1
        self.hints = hints
        if self.fails:
            raise self.fails
        return super().transcribe(audio, hints, progress)


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    workshop = Workshop(Settings(home=tmp_path / "home", library=ROOT, transcriber="pocketsphinx", offline=True))
    yield workshop
    workshop.database.close()


@pytest.fixture
def ears() -> Hears:
    return Hears("how do your customers see the plan")


@pytest.fixture
def spoken(workshop: Workshop, ears: Hears) -> SpokenAnswers:
    return replace(workshop.spoken_answers, choose_transcriber=lambda name, fetching: Chosen(ears, "chosen"))


@pytest.fixture
def drill(workshop: Workshop) -> Drill:
    """A drill in which the rival has put the first point."""
    begun = workshop.drills.start("me", Start(competitor="castle", brief=BRIEF, card=example_card()))
    return workshop.drills.reply(begun.id, "me", lambda said: None)


def test_the_sound_is_durable_before_anybody_listens(workshop: Workshop, spoken: SpokenAnswers, drill: Drill) -> None:
    kept = spoken.receive(drill.id, "me", MORNING, after=1, seconds=3.4)
    again = Workshop(workshop.settings)  # as after a crash: another process, the same home
    [waiting] = again.spoken_answers.waiting(drill.id, "me")
    assert waiting == kept
    assert (waiting.text, waiting.seconds, waiting.answers) == (None, 3.4, 1)
    assert again.spoken_answers.sound(drill.id, "me", kept.id).read_bytes() == MORNING.read_bytes()
    again.database.close()


def test_a_row_that_cannot_be_written_leaves_no_utterance_without_sound(spoken: SpokenAnswers, drill: Drill) -> None:
    class Full:
        def put(self, source: Path) -> str:
            raise StoreError("The disk is full.", hint="Free some space.")

    with pytest.raises(StoreError):
        replace(spoken, recordings=Full()).receive(drill.id, "me", MORNING, after=1)  # pyright: ignore[reportArgumentType]
    assert spoken.waiting(drill.id, "me") == ()


def test_a_drill_deleted_while_a_sound_comes_in_leaves_no_sound(
    workshop: Workshop, spoken: SpokenAnswers, drill: Drill
) -> None:
    class Deleting:
        def put(self, source: Path) -> str:
            sha256 = workshop.recordings.put(source)
            workshop.drills.delete(drill.id, "me")
            return sha256

    with pytest.raises(UsageError, match="no such drill"):
        replace(spoken, recordings=Deleting()).receive(drill.id, "me", MORNING, after=1)  # pyright: ignore[reportArgumentType]
    folder = workshop.recordings.folder
    assert [path for path in folder.rglob("*") if path.is_file() and path.name != "installation"] == []


def test_what_was_said_is_heard_once_with_the_names_of_this_drill(
    spoken: SpokenAnswers, drill: Drill, ears: Hears
) -> None:
    kept = spoken.receive(drill.id, "me", MORNING, after=1)
    for _ in range(2):
        heard = spoken.hear(drill.id, "me", kept.id)
        assert (heard.text, heard.problem) == ("How do your customers see the plan?", None)
    assert ears.asked == 1
    assert {drill.card.name, drill.us.company, drill.us.product} <= set(ears.hints)


def test_the_same_sound_sent_twice_is_one_utterance(spoken: SpokenAnswers, drill: Drill) -> None:
    first, second = (spoken.receive(drill.id, "me", MORNING, after=1) for _ in range(2))
    assert first == second
    assert spoken.receive(drill.id, "me", TRIAL, after=1).id != first.id


def test_silence_is_told_and_no_recogniser_is_asked(
    spoken: SpokenAnswers, drill: Drill, ears: Hears, tmp_path: Path
) -> None:
    quiet = _wave(tmp_path / "quiet.wav", 2.0)
    heard = spoken.hear(drill.id, "me", spoken.receive(drill.id, "me", quiet, after=1).id)
    assert (heard.text, ears.asked) == (None, 0)
    assert heard.problem is not None
    assert heard.problem.message == "The recording is silent from beginning to end."
    assert heard.problem.retries == ()


def test_what_nobody_can_make_out_is_told(spoken: SpokenAnswers, drill: Drill) -> None:
    deaf = replace(spoken, choose_transcriber=lambda name, fetching: Chosen(FakeTranscriber(""), "chosen"))
    heard = deaf.hear(drill.id, "me", deaf.receive(drill.id, "me", MORNING, after=1).id)
    assert heard.problem is not None
    assert heard.problem.message == "Nothing of this could be made out."


def test_a_recogniser_that_fails_loses_nothing(spoken: SpokenAnswers, drill: Drill, ears: Hears) -> None:
    kept = spoken.receive(drill.id, "me", MORNING, after=1)
    ears.fails = TranscriberError("The server is away.", hint="Start it.")
    failed = spoken.hear(drill.id, "me", kept.id)
    assert failed.problem is not None
    assert (failed.problem.message, failed.problem.retries) == ("The server is away.", ("configured", "pocketsphinx"))
    assert spoken.waiting(drill.id, "me") == (failed,)
    ears.fails = None
    healed = spoken.hear(drill.id, "me", kept.id, "pocketsphinx")
    assert (healed.text, healed.problem) == ("How do your customers see the plan?", None)


def test_what_became_an_answer_waits_no_longer(workshop: Workshop, spoken: SpokenAnswers, drill: Drill) -> None:
    kept = spoken.receive(drill.id, "me", MORNING, after=1)
    spoken.hear(drill.id, "me", kept.id)
    answered = workshop.drills.answer(drill.id, "me", Answer("How do they see it?", after=1, utterance=kept.id))
    assert spoken.waiting(drill.id, "me") == ()
    assert answered.turns[-1].utterance == kept.id
    with pytest.raises(UsageError, match="sent as an answer"):
        spoken.discard(drill.id, "me", kept.id)
    workshop.drills.reply(drill.id, "me", lambda said: None)
    assert spoken.waiting(drill.id, "me") == ()


def test_what_was_said_is_one_answer_to_the_line_that_it_was_said_to(
    workshop: Workshop, spoken: SpokenAnswers, drill: Drill
) -> None:
    kept, other = (spoken.receive(drill.id, "me", sound, after=1) for sound in (MORNING, TRIAL))
    drills = workshop.drills
    sent = Answer("How do they see it?", after=1, utterance=kept.id, key="page-1")
    drills.answer(drill.id, "me", sent)
    after = len(drills.reply(drill.id, "me", lambda said: None).turns)
    for utterance in (kept, other):
        with pytest.raises(OvertakenError, match="earlier line"):
            drills.answer(drill.id, "me", Answer("Once more.", after=after, utterance=utterance.id))
    assert len(drills.answer(drill.id, "me", sent).turns) == after  # the same one sent again
    assert drills.answer(drill.id, "me", Answer("Typed.", after=after)).turns[-1].utterance is None


def test_what_is_discarded_is_gone_with_its_sound(workshop: Workshop, spoken: SpokenAnswers, drill: Drill) -> None:
    kept = spoken.receive(drill.id, "me", MORNING, after=1)
    spoken.discard(drill.id, "me", kept.id)
    assert spoken.waiting(drill.id, "me") == ()
    assert not workshop.recordings.holds(kept.recording)


def test_an_utterance_is_nobody_elses(workshop: Workshop, spoken: SpokenAnswers, drill: Drill) -> None:
    kept = spoken.receive(drill.id, "me", MORNING, after=1)
    other = workshop.drills.start("you", Start(competitor="castle", brief=BRIEF, card=example_card()))
    for drill_id, who in ((drill.id, "you"), (other.id, "you"), (other.id, "me")):
        for use in (spoken.hear, spoken.sound, spoken.discard):
            with pytest.raises(UsageError):
                use(drill_id, who, kept.id)
    with pytest.raises(UsageError):
        spoken.receive(drill.id, "you", TRIAL, after=1)
    assert spoken.waiting(drill.id, "me") == (kept,)


def test_what_answers_nothing_is_refused_and_so_is_a_heap(spoken: SpokenAnswers, drill: Drill, tmp_path: Path) -> None:
    for after in (0, 2):
        with pytest.raises(UsageError, match="answers nothing"):
            spoken.receive(drill.id, "me", MORNING, after=after)
    for number in range(MOST_WAITING):
        spoken.receive(drill.id, "me", _wave(tmp_path / "some.wav", 0.1 + number / 100), after=1)
    with pytest.raises(UsageError, match="not sent"):
        spoken.receive(drill.id, "me", MORNING, after=1)


def test_pocketsphinx_hears_a_spoken_answer(workshop: Workshop, drill: Drill) -> None:
    spoken = workshop.spoken_answers
    heard = spoken.hear(drill.id, "me", spoken.receive(drill.id, "me", MORNING, after=1).id)
    assert len(set(plain(heard.text or "")) & set(plain(text_of("morning")))) >= 6
    assert heard.engine is not None
    assert heard.engine.startswith("pocketsphinx")


def _wave(path: Path, seconds: float) -> Path:
    import wave

    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(bytes(2 * int(seconds * 16_000)))
    return path
