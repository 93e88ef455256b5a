"""Our transcription over bare faster-whisper, on the same audio with the same model.

    python benchmarks/certify_overhead.py [AUDIO] [MODEL]

AUDIO defaults to the golden sample pitch, MODEL to the faster-whisper model in force if it is on this
machine, else to the small fixture model, with which everything around the model weighs more than it would
with a real one. Both sides decode, find speech, and transcribe with word times; ours also turns them into
a transcript, guards against hallucination and reports progress.
"""

import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUNS = 7


def main() -> None:
    from coach.adapters.media import PyAvMedia
    from coach.adapters.whisper import WhisperTranscriber

    audio = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "golden_pitches" / "first_call" / "golden.ogg"
    model = Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "tests" / "fixtures" / "tiny_whisper"
    ours, bare = WhisperTranscriber(model.name, model), bare_whisper(model)
    media = PyAvMedia()

    def with_coach() -> None:
        ours.transcribe(media.decode(audio), (), lambda share: None)

    with_coach(), bare(audio)  # loading and first use are not what is compared
    times: dict[str, list[float]] = {"bare faster-whisper": [], "coach": []}
    for _ in range(RUNS):  # in turn, so that a noisy moment meets both
        for name, run in (("bare faster-whisper", lambda: bare(audio)), ("coach", with_coach)):
            start = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - start)
    ratios = [o / b for o, b in zip(times["coach"], times["bare faster-whisper"], strict=True)]
    print(f"model {model.name}, {audio.name}, median of {RUNS}")
    print("| what | seconds |")
    print("|---|---|")
    for name, values in times.items():
        print(f"| {name} | {statistics.median(values):.3f} |")
    print(f"| ratio | {statistics.median(ratios):.3f} |")


def bare_whisper(model: Path):
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    pipeline = BatchedInferencePipeline(WhisperModel(str(model), device="cpu", compute_type="int8"))

    def transcribe(audio: Path) -> None:
        segments, _ = pipeline.transcribe(str(audio), vad_filter=True, word_timestamps=True)
        for _ in segments:
            pass

    return transcribe


if __name__ == "__main__":
    main()
