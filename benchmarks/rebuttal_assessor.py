"""How often the embedded assessor agrees with the labels of tests/fixtures/rebuttals.yaml, and how long it takes.

    python benchmarks/rebuttal_assessor.py [--misses]

A step that listeners would differ about counts nowhere. `dev` and `second` were used to write the rules,
`held_out` was not.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from rebuttals import Labelled, labelled  # noqa: E402

from coach.domain.sparring.rebuttals.rebuttal import Assessment, Step  # noqa: E402
from coach.service.sparring.embedded_assessor import EmbeddedAssessor  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="list every answer that is read otherwise than labelled")
    misses = parser.parse_args().misses
    for part in ("dev", "second", "held_out"):
        answers = labelled(part)
        assessor = EmbeddedAssessor()
        for answer in answers:
            assessor.assess(answer.exchange)
        begun = time.perf_counter()
        read = [(answer, assessor.assess(answer.exchange)) for answer in answers]
        spent = 1000 * (time.perf_counter() - begun) / len(answers)
        report(part, read, spent, misses=misses)
    return 0


def report(part: str, read: Sequence[tuple[Labelled, Assessment]], spent: float, *, misses: bool) -> None:
    print(f"\n{part}: {len(read)} answers, {spent:.1f} ms each")
    print(f"{'step':12} steps  agree  unsure  wrongly met  wrongly not met")
    for step in Step:
        count = Counter(kind for answer, assessment in read if (kind := answer.compared(assessment, step)))
        whole = count.total()
        print(
            f"{step:12} {whole:5} {count['agree'] / whole:6.0%} {count['unsure'] / whole:7.0%}"
            f" {count['wrongly met']:12} {count['wrongly not met']:16}"
        )
    for name in ("nothing", "grants", "breach", "contradicted"):
        wanted = [answer for answer, _ in read if getattr(answer, name)]
        hits = sum(answer.agrees(name, assessment) for answer, assessment in read if getattr(answer, name))
        false = sum(not answer.agrees(name, assessment) for answer, assessment in read if not getattr(answer, name))
        print(f"{name:12} found {hits} of {len(wanted)}, false alarms {false} of {len(read) - len(wanted)}")
    for answer, assessment in read if misses else ():
        wrong = [
            f"{step}: {assessment.verdict(step)}"
            for step in Step
            if answer.compared(assessment, step) not in (None, "agree")
        ]
        wrong += [n for n in ("nothing", "grants", "breach", "contradicted") if not answer.agrees(n, assessment)]
        if wrong:
            print(f"  [{answer.kind}] {answer.exchange.answer[:150]}\n      {'; '.join(wrong)}")


if __name__ == "__main__":
    sys.exit(main())
