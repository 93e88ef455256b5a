"""Recordings of any kind, read with PyAV: no ffmpeg program is needed."""

import stat
from pathlib import Path

from coach.adapters.containers import claimed_share, container_of, counts_its_frames, head_of, other_file
from coach.adapters.sound import (
    InvalidFile,
    Sound,
    TooLong,
    is_protected,
    open_recording,
    pictures,
    read_sound,
    sound_streams,
)
from coach.adapters.speech import find_speech
from coach.domain.delivery import Stretch
from coach.domain.exchange import Audio
from coach.domain.exchange import Sound as EncodedSound
from coach.errors import MediaError

MAX_SECONDS = 60 * 60.0
MAX_BYTES = 500_000_000

SHORTEST_S = 0.5
"""Shorter than any word one could judge."""

SILENT_RMS = 33.0
"""-60 dB of full scale in the loudest tenth of a second. A muted microphone gives 0 to 5; speech recorded 40 dB
too low still gives about 50 and is recognised."""

CANCELLED_SHARE = 0.05
"""Below this share of the loudest channel's energy, mixing down has lost the voice: the channels are of
opposite phase, or one of many carries it. (A voice on one of two channels keeps a quarter.)"""

DAMAGE_S = 0.5
"""Less than this lost to damage is not worth a word: a cut in mid-packet is how many recorders stop."""

MISSING_S = 1.0
MISSING_SHARE = 0.02
"""A recording is cut off when it falls short of its claimed length by more than both of these."""

_LENGTH_IS_A_GUESS = frozenset({"adts", "amr", "mpegts"})


class PyAvMedia:
    """Satisfies the `Media` port. Limits are seconds of sound and bytes of file."""

    def __init__(self, max_seconds: float = MAX_SECONDS, max_bytes: float = MAX_BYTES) -> None:
        self._max_seconds = max_seconds
        self._max_bytes = max_bytes

    def accept(self, path: Path) -> None:
        """Refuse what is no file of a fitting size, before anything is copied. Raises MediaError."""
        _first_bytes(path, self._max_bytes)

    def decode(self, path: Path) -> Audio:
        """Read a recording as 16 kHz mono. Raises MediaError, one sentence and the next step."""
        head = _first_bytes(path, self._max_bytes)
        if (name := other_file(head)) is not None:
            raise MediaError(
                f"The file is {name}, not a recording.",
                hint="Choose the sound or video file itself, such as .wav, .mp3, .m4a, .webm or .mp4.",
            )
        try:
            indexes, video = _streams(path)
            sound = self._loudest(path, indexes)
        except InvalidFile as error:
            raise _unreadable(head) from error
        except TooLong as error:
            raise MediaError(
                f"The recording is longer than the limit of {in_words(self._max_seconds)}.",
                hint="Cut it to the pitch itself, or raise the limit in the settings.",
            ) from error
        _refuse_nothing(sound)
        return Audio(pcm=bytes(sound.pcm), seconds=sound.seconds, video=video, damaged=_damage(path, head, sound))

    def voice_activity(self, audio: Audio) -> tuple[Stretch, ...]:
        """Where somebody speaks, in order, without overlaps. Empty when nobody does."""
        return find_speech(audio)

    def content_type(self, path: Path) -> str:
        """The media type of a recording, from its bytes and not from its name."""
        return content_type(path)

    def length(self, path: Path) -> float | None:
        """How many seconds a recording says it has; None where it does not say, or is none."""
        try:
            with open_recording(path) as recording:
                return recording.duration / 1_000_000 if recording.duration else None
        except InvalidFile:
            return None

    def compact_sound(self, path: Path) -> EncodedSound:
        """A small MP3 of the sound. Raises MediaError."""
        from coach.adapters.renditions import COMPACT_TYPE, compact_audio

        return EncodedSound(content=compact_audio(path), content_type=COMPACT_TYPE)

    def playable(self, path: Path, copies: Path) -> Path:
        """A file that browsers play and can wind: `path` itself, or a copy kept in the folder `copies`."""
        from coach.adapters.renditions import playable

        return playable(path, copies)

    def _loudest(self, path: Path, indexes: list[int]) -> Sound:
        """The first stream with anything to hear: some recorders leave the first one empty."""
        sound = Sound()
        for index in indexes:
            sound = read_sound(path, index, max_seconds=self._max_seconds)
            loudest = max(sound.channel_energy, default=0.0)
            if sound.mix_energy < CANCELLED_SHARE * loudest:
                channel = sound.channel_energy.index(loudest)
                sound = read_sound(path, index, channel=channel, max_seconds=self._max_seconds)
            if not _silent(sound):
                break
        return sound


def content_type(path: Path) -> str:
    """The media type to send a recording with; `application/octet-stream` for anything else. Raises OSError."""
    container = container_of(head_of(path))
    if container is None:
        return "application/octet-stream"
    if container.audio == container.video:
        return container.audio
    try:
        with open_recording(path) as recording:
            return container.video if pictures(recording) else container.audio
    except InvalidFile:
        return container.audio


def in_words(seconds: float) -> str:
    """A length for people: "30 minutes", "45 seconds"."""
    if seconds < 120:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes"


def clock(seconds: float) -> str:
    """A moment for people: "1:05"."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def _first_bytes(path: Path, max_bytes: float) -> bytes:
    """The head of an ordinary, readable file of a fitting size. Raises MediaError."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise MediaError(f"{path} is a folder, not a recording.", hint="Name a recording inside it.")
        if not stat.S_ISREG(status.st_mode):
            raise MediaError(f"{path} is a device, not a file.", hint="Save the recording as a file first.")
        if status.st_size == 0:
            raise MediaError(
                "The recording is empty (0 bytes).", hint="Copy or export it again; the last try was cut off."
            )
        if status.st_size > max_bytes:
            raise MediaError(
                f"The recording is {_megabytes(status.st_size)}, more than the limit of {_megabytes(max_bytes)}.",
                hint="Export only the sound (.m4a or .mp3), or raise the limit in the settings.",
            )
        return head_of(path)
    except FileNotFoundError as error:
        raise MediaError(f"There is no file {path}.", hint="Check the name and the folder.") from error
    except PermissionError as error:
        raise MediaError(f"{path} may not be read.", hint="Give your account permission to read it.") from error
    except (OSError, ValueError) as error:
        raise MediaError(
            f"{path} could not be read from the disk.", hint="Check the name, or copy the recording to another folder."
        ) from error


def _megabytes(size: float) -> str:
    return f"{size / 1e6:,.0f} MB" if size >= 1e6 else f"{size / 1e3:,.1f} kB"


def _streams(path: Path) -> tuple[list[int], bool]:
    """The numbers of the audio streams that can be decoded, and whether there are pictures."""
    with open_recording(path) as recording:
        video = bool(pictures(recording))
        found = sound_streams(recording)
        if is_protected(recording):
            raise MediaError(
                "The recording is protected against copying (DRM), so it cannot be read.",
                hint="Hand in a recording that you made yourself, or an unprotected export of it.",
            )
        if not found and video:
            raise MediaError(
                "The video has no sound.", hint="Check that a microphone was chosen and allowed, and record again."
            )
        # A stream whose codec this build does not know has no codec context, whatever the types say.
        readable = [stream.index for stream in found if getattr(stream, "codec_context", None) is not None]
    if not readable:
        raise MediaError(
            "The sound in this file is of a kind that cannot be read here." if found else "The file holds no sound.",
            hint="Export it as .wav, .mp3 or .m4a, and hand that in.",
        )
    return readable, video


def _unreadable(head: bytes) -> MediaError:
    container = container_of(head)
    if container is None:
        return MediaError(
            "The file is not a recording that can be read.",
            hint="Hand in sound or video, such as .wav, .mp3, .m4a, .webm or .mp4.",
        )
    if container.name in ("mp4", "mov", "3gp"):
        return MediaError(
            "The recording was cut off before its index was written, so nothing of it can be read.",
            hint="Copy it again from the device that made it, or record again.",
        )
    return MediaError(
        f"The file begins like a recording ({container.name}), but it is damaged and nothing of it can be read.",
        hint="Copy or export it again, or record again.",
    )


def _refuse_nothing(sound: Sound) -> None:
    if not sound.pcm and (sound.lost or sound.broken_off):
        raise MediaError(
            "The recording is damaged, and nothing of it can be read.",
            hint="Copy or export it again, or record again.",
        )
    if not sound.pcm:
        raise MediaError(
            "The recording holds no sound.", hint="Check that a microphone was chosen and allowed, and record again."
        )
    if sound.seconds < SHORTEST_S:
        raise MediaError(
            f"The recording is too short: {sound.seconds:.1f} seconds.", hint="Record the whole pitch, and try again."
        )
    if _silent(sound):
        raise MediaError(
            "The recording is silent from beginning to end.",
            hint="Check that the right microphone was chosen and is not muted, and record again.",
        )


def _silent(sound: Sound) -> bool:
    import numpy as np

    window = 1600  # a tenth of a second
    samples = np.frombuffer(sound.pcm, dtype="<i2")
    whole = samples[: len(samples) // window * window].reshape(-1, window)
    # Slice by slice: most recordings answer within their first minute, and none needs a copy in floats.
    slices = (whole[start : start + 600].astype(np.float32) for start in range(0, len(whole), 600))
    return not any(float(np.sqrt(np.square(part).mean(axis=1)).max()) >= SILENT_RMS for part in slices)


def _damage(path: Path, head: bytes, sound: Sound) -> str | None:
    claimed = sound.claimed
    container = container_of(head)
    name = container.name if container is not None else ""
    if name in _LENGTH_IS_A_GUESS or (name == "mp3" and not counts_its_frames(path)):
        claimed = None
    if name == "wav" and sound.claimed is not None:
        claimed = sound.claimed / max(claimed_share(path, head), 0.001)
    if claimed is not None and claimed - sound.seconds > max(MISSING_S, MISSING_SHARE * claimed):
        return f"Only {clock(sound.seconds)} of {clock(claimed)} could be read: the recording is cut off or damaged."
    if (gone := max(sound.lost, sound.holes)) >= DAMAGE_S:
        return f"About {in_words(max(1.0, gone))} in the middle could not be read and count as silence."
    if sound.broken_off:
        return f"The recording breaks off at {clock(sound.seconds)}: what follows could not be read."
    return None
