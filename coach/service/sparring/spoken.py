"""Spoken answers: their sound is kept before anything else happens to it, then it is heard."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from coach.domain.attempt import Problem
from coach.domain.exchange import Audio, Progress
from coach.domain.sparring.caption import caption
from coach.domain.sparring.drill import Drill
from coach.domain.sparring.turn import Speaker
from coach.domain.sparring.utterance import Utterance
from coach.domain.transcript import Transcript
from coach.errors import CoachError, MediaError, SettingsError, StoreError, TranscriberError, UsageError
from coach.service.panel import CONFIGURED
from coach.service.ports import Leases, Media, MediaStore
from coach.service.sparring.answering import alone, utterance_lease
from coach.service.sparring.drills import Drills
from coach.service.sparring.ports import DrillStore
from coach.service.stages import Chosen, ignore

SMALL = "pocketsphinx"
"""The recogniser that is always there: what a retry offers beside the configured one."""

LONGEST_S = 300.0
"""More than anybody listens to; as text it would be about the longest answer there may be."""

MOST_WAITING = 30
"""How many spoken answers to one line may lie about unsent, so that no page fills the disk unnoticed."""


@dataclass(frozen=True)
class SpokenAnswers:
    """The use cases around an utterance.

    `forget_sounds` removes recordings (by their SHA-256) that nobody uses any more.
    """

    drills: Drills
    store: DrillStore
    media: Media
    recordings: MediaStore
    choose_transcriber: Callable[[str, Progress], Chosen]
    forget_sounds: Callable[[Sequence[str]], object]
    leases: Leases
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    def receive(self, drill_id: str, who: str, sound: Path, after: int, seconds: float | None = None) -> Utterance:
        """Keep what was said in answer to turn `after`: first the bytes, then the row. Both are durable on return.

        The same sound sent again is the same utterance. Raises UsageError, MediaError, StoreError.
        """
        drill = self.drills.own(drill_id, who)
        turn = drill.turn(after)
        if turn is None or turn.speaker is not Speaker.RIVAL:
            raise UsageError("This answers nothing that was said.", hint="Load the page again.")
        self.media.accept(sound)
        sha256 = self.recordings.put(sound)
        there = [each for each in self.store.utterances(drill_id) if each.answers == after]
        if known := next((each for each in there if each.recording == sha256), None):
            return known
        if len(there) >= MOST_WAITING:
            self.forget_sounds([sha256])
            message = f"There are {len(there)} spoken answers already that were not sent."
            raise UsageError(message, hint="Discard some of them, or type your answer.")
        utterance = Utterance(
            id=self.new_id(), drill_id=drill_id, at=self.now(), recording=sha256, answers=after, seconds=seconds
        )
        try:
            self.store.add_utterance(utterance)
        except StoreError:
            self.forget_sounds([sha256])
            self.drills.own(drill_id, who)  # deleted meanwhile: that is what is told
            raise
        if not self.recordings.holds(sha256):
            self.recordings.put(sound)  # a removal of the same bytes came in between
        return utterance

    def hear(self, drill_id: str, who: str, utterance_id: str, engine: str = CONFIGURED) -> Utterance:
        """The utterance with its text, or with the problem that kept it from being heard; either is kept.

        What has been heard is not heard again. Raises UsageError, StoreError, and OvertakenError while somebody
        else listens to it: ask again then.
        """
        self.own(drill_id, who, utterance_id)
        with self._alone(utterance_id):
            drill, utterance = self.own(drill_id, who, utterance_id)
            if utterance.text is not None:
                return utterance
            try:
                transcript = self._heard(drill, utterance, engine)
            except (MediaError, TranscriberError, SettingsError) as error:
                utterance = utterance.model_copy(update={"problem": _problem(error)})
            else:
                heard = {"text": caption(transcript), "engine": transcript.engine, "problem": None}
                utterance = utterance.model_copy(update=heard)
            self.store.save_utterance(utterance)
            return utterance

    def waiting(self, drill_id: str, who: str) -> tuple[Utterance, ...]:
        """What was said to the line that is on the table, and has not been sent as an answer, the oldest first."""
        drill = self.drills.own(drill_id, who)
        if drill.whose_turn is not Speaker.SELLER:
            return ()
        now = drill.turns[-1].number
        return tuple(each for each in self.store.utterances(drill_id) if each.answers == now)

    def sound(self, drill_id: str, who: str, utterance_id: str) -> Path:
        """The recording of an utterance. Raises UsageError, StoreError."""
        _, utterance = self.own(drill_id, who, utterance_id)
        return self.recordings.path(utterance.recording)

    def discard(self, drill_id: str, who: str, utterance_id: str) -> None:
        """Delete an utterance with its sound, unless it has become an answer. Raises UsageError."""
        self.own(drill_id, who, utterance_id)
        with self._alone(utterance_id):  # it must not become one at the same moment
            drill, utterance = self.own(drill_id, who, utterance_id)
            if any(turn.utterance == utterance_id for turn in drill.answers()):
                raise UsageError("This was sent as an answer already.", hint="Delete the whole drill to remove it.")
            self.store.delete_utterance(utterance_id)
        self.forget_sounds([utterance.recording])

    def own(self, drill_id: str, who: str, utterance_id: str) -> tuple[Drill, Utterance]:
        """Somebody's own drill and an utterance of it. Raises UsageError when there is none."""
        drill = self.drills.own(drill_id, who)
        utterance = self.store.utterance(utterance_id)
        if utterance.drill_id != drill_id:
            raise UsageError("There is no such spoken answer.", hint="Say it again, or type it.")
        return drill, utterance

    def _alone(self, utterance_id: str) -> AbstractContextManager[None]:
        message = "This is being listened to already, in another tab or program."
        return alone(self.leases, utterance_lease(utterance_id), message, "Its words are there in a moment: ask again.")

    def _heard(self, drill: Drill, utterance: Utterance, engine: str) -> Transcript:
        audio = self.media.decode(self.recordings.path(utterance.recording))
        _refuse_silence(audio, self.media.voice_activity(audio))
        transcriber = self.choose_transcriber(engine, ignore).transcriber
        transcript = transcriber.transcribe(audio, hints(drill), ignore)
        if not transcript.words:
            raise MediaError(
                "Nothing of this could be made out.", hint="Say it again a little louder or nearer, or type it."
            )
        return transcript


def hints(drill: Drill) -> tuple[str, ...]:
    """Names and terms that a recogniser should expect in this drill, without repeats."""
    names = (drill.card.name, drill.us.company, drill.us.product, *drill.card.words, *drill.us.words)
    return tuple(dict.fromkeys(name for name in names if name))


def _refuse_silence(audio: Audio, speech: tuple[object, ...]) -> None:
    if audio.seconds > LONGEST_S:
        raise MediaError(
            f"This answer is {audio.seconds / 60:.1f} minutes long; {LONGEST_S / 60:.0f} are the most.",
            hint="Say the two things that matter, or type them.",
        )
    if not speech:
        raise MediaError(
            "Nobody speaks in this.", hint="Check that the right microphone is on, and say it again; or type it."
        )


def _problem(error: CoachError) -> Problem:
    """What people are told. The sound stays, so that an engine which failed can be asked again."""
    retries = () if isinstance(error, MediaError) else (CONFIGURED, SMALL)
    return Problem(message=error.message, hint=error.hint, retries=retries)
