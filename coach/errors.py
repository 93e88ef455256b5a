"""Every error a person can meet, with the next step in it.

CoachError                 base: a message (one sentence) and a hint (the next step)
├── UsageError             asked for something that is not there or does not go together
│   ├── OvertakenError     what it was asked for has moved on meanwhile: another tab, another program
│   └── ClosedError        it is there, but not for this person
├── SettingsError          an environment variable or .env line is wrong
├── ContentError           a rubric, golden pitch or battlecard file is wrong
├── MediaError             a recording cannot be read
├── TranscriptError        a transcript that somebody brought cannot be read
├── StoreError             the database or the media folder cannot be used
│   └── UnreadableError    one record in it cannot be read; the others can
└── EngineError            an engine did not do its work; `retryable` says if again helps
    ├── TranscriberError
    ├── JudgeError
    ├── RivalError
    └── VoiceError
"""


class CoachError(Exception):
    """One clear sentence about what is wrong, and a hint that names the next step.

    Faces (command line, pages) show exactly `message` and `hint`; nothing else reaches a person.
    """

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(CoachError):
    """The user asked for something that does not exist or does not go together."""


class OvertakenError(UsageError):
    """Somebody else changed the same thing meanwhile; nothing of theirs was overwritten."""


class ClosedError(UsageError):
    """What was asked for is there, and this person may know that, but it is not theirs to do."""


class SettingsError(CoachError):
    """A setting from the environment or `.env` cannot be used."""


class ContentError(CoachError):
    """A rubric, golden pitch or battlecard is wrong; the message names file and line."""


class MediaError(CoachError):
    """A recording is empty, silent, too long, too large or not a recording."""


class TranscriptError(CoachError):
    """A transcript that somebody brought cannot be read."""


class StoreError(CoachError):
    """The database or the media folder cannot be read or written."""


class UnreadableError(StoreError):
    """One record cannot be read, and trying again does not help: a newer version wrote it, or it is damaged."""


class EngineError(CoachError):
    """A transcriber, a judge, a rival or a voice failed. Nothing is made up in its place."""

    def __init__(self, message: str, *, hint: str, retryable: bool = True) -> None:
        super().__init__(message, hint=hint)
        self.retryable = retryable


class TranscriberError(EngineError):
    """The recording could not be transcribed by the engine that was chosen."""


class JudgeError(EngineError):
    """The judge gave no usable answer; the criterion stays `not_scored`."""


class RivalError(EngineError):
    """The competitor's rep gave no line; it stays their turn."""


class VoiceError(EngineError):
    """Nothing could be spoken; the words are there to read."""
