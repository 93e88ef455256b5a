"""How many lines that speak to a grader are flagged, and how many ordinary lines are.

    python benchmarks/grader_speech.py [FOLDER]

Each family of lines is measured a second time with the phrases written for that family taken away: what is
left is nearer to what a new kind of line meets. FOLDER (or $COACH_BENCH_DATA) adds ordinary language to the
false alarms: `argkp/arguments_dev.csv` and `sales_contrast.jsonl` (see embedded_matcher.py).
"""

import csv
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from coach.domain.grader_phrases import Family
from coach.domain.grader_speech import grader_lines, speaks_to_grader
from coach.domain.red_team import spoken

ROOT = Path(__file__).resolve().parents[1]
FIXTURES = ROOT / "tests" / "fixtures"

AT_FIRST_SIGHT = {
    "second": "44 of 60",
    "third": "12 of 40",
    "fourth": "5 of 30",
    "fifth": "9 of 20",
    "sixth": "8 of 15",
}
"""What the detector of the day caught of each set when the set was new, before anything was learnt from it.
Sets three to five were written to get past the rules; the vocabulary came between the fourth and the fifth."""


def hits(lines: Sequence[str], without: Sequence[Family] = ()) -> int:
    return sum(bool(grader_lines(spoken(line), without)) for line in lines)


def ordinary(folder: Path) -> dict[str, list[str]]:
    lines = {"hard ordinary lines": json.loads((FIXTURES / "ordinary_lines.json").read_text(encoding="utf-8"))}
    pitches = [path.read_text(encoding="utf-8").split("---\n", 2)[2] for path in ROOT.glob("golden_pitches/*/*.md")]
    lines["sample pitches"] = [line.text for text in pitches for line in spoken(text).sentences]
    if (folder / "argkp").is_dir():
        with (folder / "argkp" / "arguments_dev.csv").open(encoding="utf-8", newline="") as file:
            lines["ArgKP arguments"] = [row["argument"] for row in csv.DictReader(file)]
    if (folder / "sales_contrast.jsonl").is_file():
        text = (folder / "sales_contrast.jsonl").read_text(encoding="utf-8")
        lines["sales contrast"] = [value for row in text.splitlines() if row for value in json.loads(row).values()]
    return lines


def main() -> int:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("COACH_BENCH_DATA", "."))
    injections = json.loads((FIXTURES / "injections.json").read_text(encoding="utf-8"))
    print(f"{'set':22} lines  flagged now  flagged at first sight")
    for name in dict.fromkeys(one["set"] for one in injections):
        lines = [one["line"] for one in injections if one["set"] == name]
        print(f"{name:22} {len(lines):5} {hits(lines):12}  {AT_FIRST_SIGHT.get(name, 'rules were written for it')}")
    print(f"\n{'family':22} lines  flagged  without the family's own rules")
    total = left = 0
    for family in Family:
        lines = [one["line"] for one in injections if one["family"] == family.value]
        if lines:
            total, left = total + len(lines), left + hits(lines, [family])
            print(f"{family.value:22} {len(lines):5} {hits(lines):8} {hits(lines, [family]):8}")
    print(f"{'all':22} {total:5} {hits([one['line'] for one in injections]):8} {left:8}  ({left / total:.0%})")
    print(f"\n{'ordinary':22} lines  false alarms")
    for name, lines in ordinary(folder).items():
        print(f"{name:22} {len(lines):5} {sum(speaks_to_grader(line) for line in lines):13}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
