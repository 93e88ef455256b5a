"""Time the embedded judge takes for one pitch, all criteria, and the detector and coverage with it.

python benchmarks/embedded_scoring.py
"""

import statistics
import sys
import time
from pathlib import Path

from coach.adapters.embedded_judge import EmbeddedJudge
from coach.adapters.library import FileLibrary
from coach.adapters.matcher import TfidfMatcher
from coach.domain.coverage import cover
from coach.domain.evidence import read_proposal
from coach.domain.grader_speech import grader_lines
from coach.domain.judging import Case
from coach.domain.red_team import spoken
from coach.domain.rubric import PitchKind

REPEATS = 15


def main() -> int:
    library = FileLibrary(Path(__file__).resolve().parents[1])
    matcher = TfidfMatcher()
    print(f"{'rubric':18} {'pitch':10} words   first ms   judge ms   all ms   (medians of {REPEATS})")
    for rubric_id in library.rubric_ids():
        rubric = library.rubric(rubric_id)
        golden = library.golden(rubric.golden_pitch)
        judge = EmbeddedJudge(matcher)
        for kind in (PitchKind.GOLDEN, PitchKind.OWN_WORDS):
            times: list[tuple[float, float]] = []
            for _ in range(REPEATS + 1):
                transcript = spoken(golden.texts[kind])
                case = Case(
                    rubric=rubric,
                    situation=rubric.default_situation,
                    golden=golden,
                    us=library.us(),
                    transcript=transcript,
                )
                begun = time.perf_counter()
                proposals = [(criterion, judge.propose(case, criterion, 0)[0]) for criterion in rubric.criteria]
                judged = time.perf_counter() - begun
                flagged = grader_lines(transcript)
                findings = [one for c, p in proposals for one in read_proposal(case, c, p, flagged)]
                cover(case, findings, matcher.similarity)
                times.append((judged * 1000, (time.perf_counter() - begun) * 1000))
            middle = [statistics.median(column) for column in zip(*times[1:], strict=True)]
            words = len(transcript.words)
            print(f"{rubric_id:18} {kind.value:10} {words:5} {times[0][0]:10.0f} {middle[0]:10.0f} {middle[1]:8.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
