"""The sound in a media file: one audio stream, decoded piece by piece to 16 kHz mono.

Times in the result are those of a player: a stretch that the container skips (a paused recorder, sound
that begins after the picture) is filled with silence, so that a word's time is where the player finds it.
"""

import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.domain.exchange import SAMPLE_RATE

if TYPE_CHECKING:
    from av import AudioFrame, AudioResampler, AudioStream
    from av.container import InputContainer
    from av.video.stream import VideoStream

GAP_S = 0.1
"""A jump in the timestamps from here on is filled with silence; a smaller one is rounding."""

HOLE_S = 1.0
"""A jump this long in the middle is told: recorders that pause do not jump, lost pieces do."""

LONGEST_GAP_S = 600.0
"""A longer jump is a clock that was set, not silence: it is passed over."""

PROTECTED_TAGS = frozenset({"enca", "encv", "drms", "drmi", "aavd"})
"""Codec tags of encrypted MP4, iTunes and Audible files."""

_FORMATS = (
    "wav,w64,aiff,au,caf,mp3,aac,ac3,eac3,flac,ogg,matroska,webm,mov,mp4,m4a,3gp,amr,amrnb,amrwb,asf,avi,mpegts,"
    "mpeg,flv,wv"
)
_OPTIONS = {"format_whitelist": _FORMATS, "protocol_whitelist": "file"}
"""Playlists and other files that name further files or addresses must not be followed."""

_TAGGED_LENGTH = re.compile(r"(\d{1,3}):(\d\d):(\d\d(?:\.\d+)?)")
"""Matroska keeps each track's length as a tag."""


class InvalidFile(Exception):
    """The file cannot be opened as media at all."""


class TooLong(Exception):
    """The sound goes on past the limit."""


@dataclass
class Sound:
    """Mono PCM (s16le at `SAMPLE_RATE`) of one stream, and what was noticed on the way.

    `lost` is the seconds that would not decode, `holes` those that were missing, `broken_off` whether
    reading ended in an error, `claimed` the length that the container gives (None where it gives none).
    `mix_energy` and `channel_energy` are sums of squares of the samples after and before mixing down.
    """

    pcm: bytearray = field(default_factory=bytearray)
    lost: float = 0.0
    holes: float = 0.0
    broken_off: bool = False
    claimed: float | None = None
    mix_energy: float = 0.0
    channel_energy: list[float] = field(default_factory=lambda: list[float]())

    @property
    def seconds(self) -> float:
        return len(self.pcm) / 2 / SAMPLE_RATE


@contextmanager
def open_recording(path: Path) -> "Generator[InputContainer, None, None]":
    """The container, read only from this one file. Raises InvalidFile."""
    import av
    from av.error import FFmpegError

    try:
        # Tags in old encodings are no reason to refuse a recording: hence `metadata_errors`.
        recording = av.open(f"file:{path.resolve()}", options=dict(_OPTIONS), metadata_errors="ignore")
    except (FFmpegError, ValueError) as error:
        raise InvalidFile(str(error)) from error
    with recording:
        yield recording


def pictures(recording: "InputContainer") -> "list[VideoStream]":
    """The video streams, without cover art."""
    from av.stream import Disposition

    return [stream for stream in recording.streams.video if not stream.disposition & Disposition.attached_pic]


def sound_streams(recording: "InputContainer") -> "list[AudioStream]":
    """The audio streams, the one a player would choose first."""
    streams = list(recording.streams.audio)
    best: Any = recording.streams.best("audio")
    return sorted(streams, key=lambda stream: best is None or stream.index != best.index)


def is_protected(recording: "InputContainer") -> bool:
    """Whether sound or pictures are encrypted (DRM)."""
    for stream in (*recording.streams.audio, *recording.streams.video):
        try:
            if getattr(stream, "codec_tag", None) in PROTECTED_TAGS:
                return True
        except ValueError:  # a damaged tag, not even letters
            continue
    return False


def read_sound(path: Path, index: int, *, channel: int | None = None, max_seconds: float) -> Sound:
    """Decode stream `index`, mixed down, or `channel` of it alone.

    Raises TooLong as soon as the limit is passed and InvalidFile when the file cannot be opened. Damage
    raises nothing: whatever decodes is returned.
    """
    with open_recording(path) as recording:
        stream = next(stream for stream in recording.streams.audio if stream.index == index)
        sound = Sound(claimed=_claimed_seconds(recording, stream))
        mixer = _Mixer(sound, channel, max_seconds)
        origin = (recording.start_time or 0) / 1_000_000
        for frame in _frames(recording, stream, sound):
            if frame.time is not None:
                mixer.silence_until(frame.time - origin)
            mixer.feed(frame)
        mixer.flush()
    return sound


def _claimed_seconds(recording: "InputContainer", stream: "AudioStream") -> float | None:
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    written = _TAGGED_LENGTH.fullmatch(stream.metadata.get("DURATION", ""))
    if written is not None:
        return int(written[1]) * 3600 + int(written[2]) * 60 + float(written[3])
    if recording.duration is None or pictures(recording):
        return None
    return recording.duration / 1_000_000


def _frames(recording: "InputContainer", stream: "AudioStream", sound: Sound) -> "Iterator[AudioFrame]":
    """Every frame that decodes. What does not is counted in `sound.lost`."""
    from av.error import FFmpegError

    packets = recording.demux(stream)
    while True:
        try:
            packet = next(packets, None)
        except (FFmpegError, IndexError):  # IndexError: damage that looks like one more stream
            sound.broken_off = True
            return
        if packet is None:
            return
        try:
            yield from packet.decode()
        except (FFmpegError, ValueError):
            length = packet.duration * packet.time_base if packet.duration and packet.time_base else 0.02
            sound.lost += float(length)


class _Mixer:
    """Frames of any layout, rate and sample format in, mono PCM out."""

    def __init__(self, sound: Sound, channel: int | None, max_seconds: float) -> None:
        from av import AudioFifo

        self._sound = sound
        self._channel = channel
        self._max_seconds = max_seconds
        self._fed = 0.0  # seconds put in so far, silence included; the resampler lags a little behind it
        self._setup: tuple[str, str, int] | None = None
        self._waiting = AudioFifo()  # frames are short (20 ms): a second at a time is four times as fast
        self._resampler: AudioResampler | None = None

    def silence_until(self, time: float) -> None:
        gap = time - self._fed
        if GAP_S < gap <= LONGEST_GAP_S:
            if self._fed and gap >= HOLE_S:
                self._sound.holes += gap
            self._advance(gap)
            self.flush()
            self._sound.pcm += bytes(2 * max(0, round(self._fed * SAMPLE_RATE) - len(self._sound.pcm) // 2))

    def feed(self, frame: "AudioFrame") -> None:
        if not frame.samples or not frame.sample_rate:
            return
        self._advance(frame.samples / frame.sample_rate)
        setup = (frame.format.name, frame.layout.name, frame.sample_rate)
        if setup != self._setup:  # some streams change in the middle
            self.flush()
            self._setup = setup
        frame.pts = None
        self._waiting.write(frame)
        if self._waiting.samples >= frame.sample_rate:
            self._resample(self._waiting.read())

    def flush(self) -> None:
        """Take all that is still on its way. The next frame may be of another kind."""
        from av import AudioFifo

        self._resample(self._waiting.read(partial=True))
        if self._resampler is not None:
            for piece in self._resampler.resample(None):
                self._add(piece)
        self._resampler = None
        self._waiting = AudioFifo()

    def _resample(self, frame: "AudioFrame | None") -> None:
        from av import AudioResampler

        if frame is None:
            return
        if self._resampler is None:
            self._resampler = AudioResampler("s16", frame.layout, SAMPLE_RATE)
        frame.pts = None
        for piece in self._resampler.resample(frame):
            self._add(piece)

    def _advance(self, seconds: float) -> None:
        self._fed += seconds
        if self._fed > self._max_seconds:
            raise TooLong

    def _add(self, piece: "AudioFrame") -> None:
        import numpy as np

        channels = piece.to_ndarray().reshape(-1, piece.layout.nb_channels).astype(np.float32)
        sound = self._sound
        energies = np.square(channels).sum(axis=0, dtype=np.float64).tolist()
        sound.channel_energy.extend([0.0] * (len(energies) - len(sound.channel_energy)))
        for number, energy in enumerate(energies):
            sound.channel_energy[number] += energy
        chosen = self._channel
        mono = channels.mean(axis=1) if chosen is None or chosen >= channels.shape[1] else channels[:, chosen]
        sound.mix_energy += float(np.square(mono).sum(dtype=np.float64))
        sound.pcm += mono.round().astype("<i2").tobytes()
