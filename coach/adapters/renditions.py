"""Other forms of a recording, for playing it: a small one to embed, and one that can be wound to any moment."""

import io
import os
import tempfile
from pathlib import Path
from typing import Any

from coach.adapters.containers import container_of, head_of
from coach.adapters.media import PyAvMedia, content_type
from coach.adapters.sound import InvalidFile, open_recording
from coach.domain.exchange import SAMPLE_RATE, Audio
from coach.errors import MediaError

COMPACT_TYPE = "audio/mpeg"
"""MP3: the one compressed form that every browser plays by itself. AAC is left to the system in Firefox and
missing from free builds of Chromium, Opus in Ogg is new in Safari."""

COMPACT_BITS_PER_SECOND = 32_000
"""240 kB a minute. Enough for speech at 16 kHz mono."""

PLAYED_BY_BROWSERS = frozenset(
    """audio/wav audio/x-wav audio/mpeg audio/mp4 audio/aac audio/ogg audio/webm audio/flac
    video/mp4 video/webm video/ogg""".split()
)

_FRAME_SAMPLES = 16_000
_SCAN_BYTES = 1 << 20


def compact_audio(path: Path) -> bytes:
    """The sound of a recording as a small MP3, for a page that must carry it. Raises MediaError.

    It is made from the audio that was recognised, so a word's time is the same in both.
    """
    return encode_compact(PyAvMedia(max_seconds=float("inf"), max_bytes=float("inf")).decode(path))


def encode_compact(audio: Audio) -> bytes:
    """Decoded audio as a mono MP3 of about `COMPACT_BITS_PER_SECOND`."""
    import av
    import numpy as np

    file = io.BytesIO()
    samples = np.frombuffer(audio.pcm, dtype="<i2").reshape(1, -1)
    output: Any
    with av.open(file, "w", format="mp3") as output:
        stream: Any = output.add_stream("libmp3lame", rate=SAMPLE_RATE, layout="mono")
        stream.bit_rate = COMPACT_BITS_PER_SECOND
        for start in range(0, samples.shape[1], _FRAME_SAMPLES):
            frame = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(samples[:, start : start + _FRAME_SAMPLES]), format="s16", layout="mono"
            )
            frame.sample_rate = SAMPLE_RATE
            frame.pts = start
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return file.getvalue()


def playable(path: Path, copies: Path) -> Path:
    """A file that browsers play and can wind: `path` itself, or a copy kept in the folder `copies`.

    What no browser plays (AMR, AIFF, Windows Media) becomes an MP3 of its sound. When no copy can be made,
    `path` it is: it may still play from the beginning.
    """
    copy = copies / path.name
    if copy.exists():
        return copy
    copies.mkdir(parents=True, exist_ok=True)
    # Unique to this call: two requests may make the same copy at once.
    handle, name = tempfile.mkstemp(dir=copies)
    os.close(handle)
    making = Path(name)
    try:
        if content_type(path) not in PLAYED_BY_BROWSERS:
            making.write_bytes(compact_audio(path))
        elif not make_seekable(path, making):
            return path
        making.replace(copy)
    except MediaError:
        return path
    finally:
        making.unlink(missing_ok=True)
    return copy


def make_seekable(path: Path, out: Path) -> bool:
    """Write a copy that a browser can wind, without encoding anew; False (and no file) if `path` is one already.

    Browsers record WebM without duration and index, and MP4 in fragments: players can only play those
    from the beginning. Raises MediaError when the recording cannot be copied.
    """
    import av
    from av.error import FFmpegError

    if not _wanting(path):
        return False
    container = container_of(head_of(path))
    assert container is not None
    name = {"webm": "webm", "matroska": "matroska"}.get(container.name, "mp4")
    options = {"movflags": "+faststart"} if name == "mp4" else {"cues_to_front": "1"}
    try:
        with open_recording(path) as source, av.open(str(out), "w", format=name, options=options) as target:
            _copy(source, target)
    except (InvalidFile, FFmpegError, ValueError, IndexError) as error:
        out.unlink(missing_ok=True)
        raise MediaError(
            "The recording cannot be made ready for winding; it can still be played from the beginning.",
            hint="Play it from the beginning, or download it.",
        ) from error
    return True


def _wanting(path: Path) -> bool:
    container = container_of(head_of(path))
    if container is None:
        return False
    if container.name in ("webm", "matroska"):
        try:
            with open_recording(path) as recording:
                return recording.duration is None
        except InvalidFile:
            return False
    if container.name in ("mp4", "mov", "3gp"):
        with path.open("rb") as file:
            return b"moof" in file.read(_SCAN_BYTES)
    return False


def _copy(source: Any, target: Any) -> None:
    kept: dict[int, Any] = {
        stream.index: target.add_stream_from_template(stream)
        for stream in (*source.streams.video, *source.streams.audio)
    }
    if not kept:
        raise InvalidFile("neither sound nor pictures")
    for packet in source.demux(*(source.streams[index] for index in kept)):
        if packet.dts is None:  # the marker at the end of each stream
            continue
        packet.stream = kept[packet.stream.index]
        target.mux(packet)
