import io
import os
import re
import zipfile
from pathlib import Path

import av
import numpy as np
import pytest
from fixtures.media_files import RATE, voice_like, write

from coach.adapters.media import PyAvMedia, content_type
from coach.adapters.renditions import COMPACT_TYPE, compact_audio, make_seekable
from coach.domain.exchange import SAMPLE_RATE, Audio
from coach.errors import MediaError

SECONDS = 3.0
SPEECH = Path(__file__).parents[2] / "golden_pitches" / "first_call" / "golden.ogg"

KINDS = {
    "speech.wav": {"kind": "wav", "codec": "pcm_s16le"},
    "speech.mp3": {"kind": "mp3", "codec": "libmp3lame"},
    "speech.m4a": {"kind": "ipod", "codec": "aac"},
    "speech.ogg": {"kind": "ogg", "codec": "libopus"},
    "speech.flac": {"kind": "flac", "codec": "flac"},
    "speech.aac": {"kind": "adts", "codec": "aac"},
    "speech.wma": {"kind": "asf", "codec": "wmav2"},
    "recorded.webm": {"kind": "webm", "codec": "libopus", "options": {"live": "1"}},
    "camera.webm": {"kind": "webm", "codec": "libopus", "options": {"live": "1"}, "pictures_s": SECONDS},
    "camera.mp4": {"kind": "mp4", "codec": "aac", "pictures_s": SECONDS},
    "camera.mov": {"kind": "mov", "codec": "aac", "pictures_s": SECONDS},
    "camera.mkv": {"kind": "matroska", "codec": "libopus", "pictures_s": SECONDS},
    "phone.3gp": {"kind": "3gp", "codec": "aac", "pictures_s": SECONDS},
    "timecode.mov": {"kind": "mov", "codec": "aac", "pictures_s": SECONDS, "timecode": True},
    "fragments.mp4": {"kind": "mp4", "codec": "aac", "options": {"movflags": "frag_keyframe+empty_moov"}},
    "phone_line.wav": {"kind": "wav", "codec": "pcm_mulaw", "rate": 8000},
    "odd_rate.wav": {"kind": "wav", "codec": "pcm_u8", "rate": 11025},
    "studio.wav": {"kind": "wav", "codec": "pcm_f64le", "rate": 96000},
    "apple.m4a": {"kind": "ipod", "codec": "alac"},
}


def loudness(audio: Audio) -> float:
    return float(np.sqrt(np.square(np.frombuffer(audio.pcm, "<i2").astype(float)).mean()))


def wav(path: Path, sound: np.ndarray, layout: str = "mono") -> Path:
    return write(path, sound, kind="wav", codec="pcm_s16le", layout=layout)


@pytest.fixture
def media() -> PyAvMedia:
    return PyAvMedia(max_seconds=60)


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_recording_gives_the_same_sound(tmp_path, media, name):
    how = KINDS[name]
    path = write(tmp_path / name, voice_like(SECONDS, how.get("rate", RATE)), **how)

    audio = media.decode(path)

    assert audio.seconds == pytest.approx(SECONDS, abs=0.15)
    assert len(audio.pcm) == round(audio.seconds * SAMPLE_RATE) * 2
    assert audio.video == ("pictures_s" in how)
    assert audio.damaged is None
    reference = media.decode(wav(tmp_path / "reference.wav", voice_like(SECONDS)))
    assert loudness(audio) == pytest.approx(loudness(reference), rel=0.1)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("speech.wav", "audio/wav"),
        ("speech.mp3", "audio/mpeg"),
        ("speech.m4a", "audio/mp4"),
        ("speech.ogg", "audio/ogg"),
        ("speech.flac", "audio/flac"),
        ("recorded.webm", "audio/webm"),
        ("camera.webm", "video/webm"),
        ("camera.mp4", "video/mp4"),
        ("camera.mov", "video/quicktime"),
        ("camera.mkv", "video/x-matroska"),
    ],
)
def test_the_media_type_comes_from_the_bytes_not_from_the_name(tmp_path, name, expected):
    path = write(tmp_path / name, voice_like(1), **KINDS[name]).rename(tmp_path / "upload.html")

    assert content_type(path) == expected


def test_a_page_is_never_sent_as_a_page(tmp_path):
    page = tmp_path / "trick.webm"
    page.write_text("<html><script>alert(1)</script></html>", encoding="utf-8")

    assert content_type(page) == "application/octet-stream"


# ---- what people get wrong: one sentence each ------------------------------------------------------


def a_zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "hello")
    return file.getvalue()


REFUSED = [
    ("empty.wav", b"", "empty (0 bytes)"),
    ("notes.mp3", b"Notes for my pitch, with BMW as an example.\n", "a text file"),
    ("notes16.mp3", "Notes".encode("utf-16"), "a text file"),
    ("captions.mp4", b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n", "a transcript (WebVTT)"),
    ("captions.srt", b"1\n00:00:00,000 --> 00:00:01,000\nHello\n", "a transcript (SubRip)"),
    ("page.mp4", b"<!DOCTYPE html><html><body>Not found</body></html>", "a web page"),
    ("list.m3u8", b"#EXTM3U\n#EXTINF:10,\nhttp://localhost/secret.ts\n", "a playlist"),
    ("archive.zip", a_zip(), "a zip archive"),
    ("slides.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "a PDF document"),
    ("photo.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(200), "a picture (JPEG)"),
    ("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(200), "a picture (PNG)"),
    ("photo.heic", b"\x00\x00\x00\x18ftypheic" + bytes(200), "a picture (HEIC"),
    ("song.mid", b"MThd\x00\x00\x00\x06" + bytes(200), "a MIDI file"),
    ("zeros.wav", bytes(50_000), "not a recording that can be read"),
    ("noise.mp3", np.random.default_rng(7).bytes(100_000), "can be read"),
    ("header_only.flac", b"fLaC" + bytes(60), "can be read"),
]


@pytest.mark.parametrize(("name", "content", "says"), REFUSED, ids=[name for name, _, _ in REFUSED])
def test_what_is_no_recording_is_refused_in_one_sentence(tmp_path, media, name, content, says):
    (tmp_path / name).write_bytes(content)

    refusal = refused(media, tmp_path / name)

    assert says in refusal


def refused(media: PyAvMedia, path: Path) -> str:
    with pytest.raises(MediaError) as caught:
        media.decode(path)
    message, hint = caught.value.message, caught.value.hint
    assert re.fullmatch(r"[^\n]+[.]", message)
    assert len(message) < 200
    assert hint.endswith((".", "?"))
    assert "Errno" not in message + hint
    return message


def test_a_file_that_is_not_there_is_refused(tmp_path, media):
    assert "There is no file" in refused(media, tmp_path / "gone.wav")


def test_a_folder_is_refused(tmp_path, media):
    assert "is a folder" in refused(media, tmp_path)


def test_a_device_is_refused(tmp_path, media):
    os.mkfifo(tmp_path / "pipe.wav")

    assert "is a device" in refused(media, tmp_path / "pipe.wav")


def test_a_file_that_may_not_be_read_is_refused(tmp_path, media):
    path = wav(tmp_path / "private.wav", voice_like(1))
    path.chmod(0)
    root = os.geteuid() == 0
    if root:  # nothing is forbidden to root: look as somebody else
        os.seteuid(65534)
    try:
        assert "may not be read" in refused(media, path)
    finally:
        if root:
            os.seteuid(0)


def test_a_video_without_sound_is_refused(tmp_path, media):
    path = write(tmp_path / "mute.mp4", None, kind="mp4", pictures_s=1)

    assert refused(media, path) == "The video has no sound."


def test_a_silent_recording_is_refused(tmp_path, media):
    hiss = np.random.default_rng(1).normal(0, 2 / 32768, RATE * 2)

    assert "silent from beginning to end" in refused(media, wav(tmp_path / "muted.wav", hiss))


def test_a_recording_of_a_moment_is_too_short(tmp_path, media):
    assert "too short: 0.3 seconds" in refused(media, wav(tmp_path / "short.wav", voice_like(0.3)))


def test_a_header_without_sound_is_refused(tmp_path, media):
    path = wav(tmp_path / "header.wav", voice_like(1))
    path.write_bytes(path.read_bytes()[:78])

    assert "holds no sound" in refused(media, path)


def test_a_recording_beyond_the_limit_is_refused_before_all_of_it_is_read(tmp_path):
    path = wav(tmp_path / "long.wav", voice_like(3))

    assert "longer than the limit of 2 seconds" in refused(PyAvMedia(max_seconds=2), path)
    assert PyAvMedia(max_seconds=3.1).decode(path).seconds == pytest.approx(3.0)


def test_a_file_beyond_the_limit_is_refused(tmp_path):
    path = wav(tmp_path / "large.wav", voice_like(3))

    assert "288.1 kB, more than the limit of 100.0 kB" in refused(PyAvMedia(max_bytes=100_000), path)


@pytest.mark.parametrize("tag", [b"drms", b"enca"])
def test_a_protected_recording_is_refused(tmp_path, media, tag):
    path = write(tmp_path / "bought.m4a", voice_like(1), kind="ipod", codec="aac")
    path.write_bytes(path.read_bytes().replace(b"mp4a", tag, 1))

    assert "protected against copying" in refused(media, path)


def test_an_mp4_without_its_index_is_refused_with_the_reason(tmp_path, media):
    path = write(tmp_path / "cut.mp4", voice_like(2), kind="mp4", codec="aac")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    assert "before its index was written" in refused(media, path)


# ---- damage: go on with what is there, and say so --------------------------------------------------


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("cut.wav", {"kind": "wav", "codec": "pcm_s16le"}),
        ("cut.mp3", {"kind": "mp3", "codec": "libmp3lame"}),
        ("cut.flac", {"kind": "flac", "codec": "flac"}),
        ("cut.webm", {"kind": "webm", "codec": "libopus"}),
        ("cut.m4a", {"kind": "ipod", "codec": "aac", "options": {"movflags": "faststart"}}),
    ],
)
def test_of_a_broken_off_recording_what_is_there_is_used_and_the_rest_is_told(tmp_path, media, name, how):
    noise = np.random.default_rng(3).normal(0, 0.1, RATE * 10)  # noise fills its bits evenly
    path = write(tmp_path / name, noise, **how)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 6 // 10])

    audio = media.decode(path)

    assert 4.5 < audio.seconds < 6.6
    assert audio.damaged is not None
    assert re.match(r"Only 0:0[456] of 0:\d\d could be read", audio.damaged)


def test_a_hole_in_the_middle_is_told_and_later_words_keep_their_times(tmp_path, media):
    path = write(tmp_path / "hole.webm", voice_like(10), kind="webm", codec="libopus")
    content = bytearray(path.read_bytes())
    third = len(content) // 3
    content[third : third + third // 2] = np.random.default_rng(5).bytes(third // 2)
    path.write_bytes(content)

    audio = media.decode(path)

    assert audio.seconds == pytest.approx(10, abs=0.2)
    assert audio.damaged is not None
    assert "in the middle could not be read" in audio.damaged


# ---- sound that is easily lost --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layout", "gains"),
    [("stereo", (1, -1)), ("stereo", (0, 1)), ("5.1", (0, 0, 1, 0, 0, 0)), ("7.1", (0, 0, 0, 0, 0, 0, 0, 1))],
    ids=["opposite phase", "one side", "centre only", "last of eight"],
)
def test_a_voice_is_heard_whatever_channels_carry_it(tmp_path, media, layout, gains):
    sound = voice_like(2)[:, None] * np.array(gains)
    audio = media.decode(wav(tmp_path / "channels.wav", sound, layout))
    alone = media.decode(wav(tmp_path / "mono.wav", voice_like(2)))

    assert loudness(audio) > 0.4 * loudness(alone)


def test_cover_art_is_not_video(tmp_path, media):
    path = tmp_path / "cover.mp3"
    with av.open(str(path), "w", format="mp3") as output:
        sound = output.add_stream("libmp3lame", rate=44100, layout="mono")
        art = output.add_stream("mjpeg", rate=1)
        art.width, art.height, art.pix_fmt = 64, 64, "yuvj420p"
        art.disposition = av.stream.Disposition.attached_pic
        picture = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
        output.mux(art.encode(picture))
        output.mux(art.encode(None))
        frame = av.AudioFrame.from_ndarray(voice_like(2, 44100).reshape(1, -1), format="flt", layout="mono")
        frame.sample_rate = 44100
        output.mux(sound.encode(frame))
        output.mux(sound.encode(None))

    assert media.decode(path).video is False


def test_sound_that_begins_after_the_picture_keeps_the_player_s_times(tmp_path, media):
    path = write(tmp_path / "late.mp4", voice_like(2), kind="mp4", codec="aac", pictures_s=5, sound_from=2.0)

    samples = np.frombuffer(media.decode(path).pcm, "<i2")

    first_loud = np.flatnonzero(np.abs(samples) > 1000)[0] / SAMPLE_RATE
    assert first_loud == pytest.approx(2.0, abs=0.1)


def test_a_recording_that_changes_its_layout_is_read_to_the_end(tmp_path, media):
    stereo = voice_like(2, 44100)[:, None] * np.array([1, 1])
    first = write(tmp_path / "a.mp3", stereo, kind="mp3", codec="libmp3lame", rate=44100, layout="stereo")
    second = write(tmp_path / "b.mp3", voice_like(2, 22050), kind="mp3", codec="libmp3lame", rate=22050)
    joined = tmp_path / "joined.mp3"
    joined.write_bytes(first.read_bytes() + second.read_bytes())

    assert media.decode(joined).seconds == pytest.approx(4.0, abs=0.2)


def test_an_empty_first_track_does_not_hide_the_second(tmp_path, media):
    path = tmp_path / "two.mkv"
    with av.open(str(path), "w", format="matroska") as output:
        tracks = [output.add_stream("pcm_s16le", rate=16000, layout="mono") for _ in range(2)]
        for track, sound in zip(tracks, (np.zeros(32000, np.float32), voice_like(2, 16000)), strict=True):
            frame = av.AudioFrame.from_ndarray((sound * 32767).astype("<i2").reshape(1, -1), "s16", "mono")
            frame.sample_rate, frame.pts = 16000, 0
            output.mux(track.encode(frame))
            output.mux(track.encode(None))

    assert loudness(media.decode(path)) > 500


# ---- where somebody speaks ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def speech() -> Audio:
    return PyAvMedia().decode(SPEECH)


def test_a_pause_put_into_speech_is_found_with_its_length(media, speech):
    whole = np.frombuffer(speech.pcm, "<i2")
    stretches = media.voice_activity(Audio(whole[: 20 * SAMPLE_RATE].tobytes(), 20.0, video=False))
    pause_at = int((stretches[0].end + stretches[1].start) / 2 * SAMPLE_RATE)
    widened = np.concatenate([whole[:pause_at], np.zeros(SAMPLE_RATE * 3, "<i2"), whole[pause_at : 20 * SAMPLE_RATE]])

    found = media.voice_activity(Audio(widened.tobytes(), 23.0, video=False))

    natural = stretches[1].start - stretches[0].end
    assert found[1].start - found[0].end == pytest.approx(3 + natural, abs=0.15)


def test_quiet_speech_is_found_where_loud_speech_is(media, speech):
    samples = np.frombuffer(speech.pcm, "<i2")[: 20 * SAMPLE_RATE]
    loud = media.voice_activity(Audio(samples.tobytes(), 20.0, video=False))
    quiet = media.voice_activity(Audio((samples // 60).astype("<i2").tobytes(), 20.0, video=False))

    assert sum(one.seconds for one in quiet) == pytest.approx(sum(one.seconds for one in loud), rel=0.1)


def test_nobody_speaks_in_noise(media):
    hiss = np.random.default_rng(2).normal(0, 800, 10 * SAMPLE_RATE).astype("<i2")

    assert media.voice_activity(Audio(hiss.tobytes(), 10.0, video=False)) == ()


def test_stretches_are_in_order_and_do_not_overlap(media, speech):
    found = media.voice_activity(speech)

    times = [time for stretch in found for time in (stretch.start, stretch.end)]
    assert times == sorted(times)
    assert times[0] >= 0
    assert times[-1] <= speech.seconds


# ---- for playing ----------------------------------------------------------------------------------


def test_the_compact_form_is_small_and_keeps_the_times(tmp_path, media):
    path = write(tmp_path / "pitch.mp4", voice_like(4), kind="mp4", codec="aac", pictures_s=8, sound_from=3.0)

    compact = tmp_path / "compact"
    compact.write_bytes(compact_audio(path))

    assert content_type(compact) == COMPACT_TYPE
    assert compact.stat().st_size < 8 * 5_000
    samples = np.frombuffer(media.decode(compact).pcm, "<i2")
    assert np.flatnonzero(np.abs(samples) > 1000)[0] / SAMPLE_RATE == pytest.approx(3.0, abs=0.1)


@pytest.mark.parametrize("name", ["recorded.webm", "camera.webm", "fragments.mp4"])
def test_what_browsers_record_gets_a_duration_without_new_encoding(tmp_path, media, name):
    path = write(tmp_path / name, voice_like(SECONDS), **KINDS[name])
    out = tmp_path / "seekable"

    assert make_seekable(path, out) is True

    with av.open(str(out)) as recording:
        assert recording.duration / 1e6 == pytest.approx(SECONDS, abs=0.2)
    assert media.decode(out).seconds == pytest.approx(media.decode(path).seconds, abs=0.05)
    assert make_seekable(out, tmp_path / "again") is False


@pytest.mark.parametrize("name", ["speech.wav", "speech.mp3", "camera.mp4", "camera.mkv"])
def test_what_can_be_wound_already_is_left_alone(tmp_path, name):
    path = write(tmp_path / name, voice_like(SECONDS), **KINDS[name])

    assert make_seekable(path, tmp_path / "out") is False
    assert not (tmp_path / "out").exists()
