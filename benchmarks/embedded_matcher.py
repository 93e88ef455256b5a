"""How well the embedded matcher tells what covers a key point, beside plain TF-IDF and BM25.

    python benchmarks/embedded_matcher.py [FOLDER]

FOLDER (or $COACH_BENCH_DATA) holds `argkp/` and `sales_contrast.jsonl`. The first is the development split
of ArgKP-2021: `arguments_dev.csv`, `key_points_dev.csv` and `labels_dev.csv` from the folder kpm_data of
https://github.com/IBM/KPA_2021_shared_task (data under CDLA-Sharing-1.0). The second has one JSON object a
line with a key point `kp` and sentences `easy`, `hard`, `neg`, `num`, `related`.
"""

import csv
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from math import log
from pathlib import Path

from coach.adapters.matcher import TfidfMatcher
from coach.domain.guards import number_contradicts, polarity_differs
from coach.domain.language import normal

Scorer = Callable[[Sequence[str], Sequence[str]], list[list[float]]]
KINDS = ("easy", "hard", "neg", "num", "related")


def plain(analyzer: str, ngrams: tuple[int, int]) -> Scorer:
    def score(queries: Sequence[str], sentences: Sequence[str]) -> list[list[float]]:
        from sklearn.feature_extraction.text import TfidfVectorizer

        vectors = TfidfVectorizer(analyzer=analyzer, ngram_range=ngrams, sublinear_tf=True)
        vectors.fit([*queries, *sentences])
        return (vectors.transform(queries) @ vectors.transform(sentences).T).toarray().tolist()

    return score


def bm25(queries: Sequence[str], sentences: Sequence[str]) -> list[list[float]]:
    """Okapi BM25 with the usual k1 = 1.5 and b = 0.75; the key point is the query."""
    texts = [Counter(normal(text)) for text in sentences]
    lengths = [sum(text.values()) for text in texts]
    mean = sum(lengths) / len(lengths)
    seen = Counter(word for text in texts for word in text)

    def one(query: str, text: Counter[str], length: int) -> float:
        total = 0.0
        for word in normal(query):
            rarity = log(1 + (len(texts) - seen[word] + 0.5) / (seen[word] + 0.5))
            total += rarity * text[word] * 2.5 / (text[word] + 1.5 * (0.25 + 0.75 * length / mean))
        return total

    return [[one(query, text, length) for text, length in zip(texts, lengths, strict=True)] for query in queries]


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def argkp(folder: Path, scorer: Scorer) -> tuple[float, float, float]:
    """Mean average precision (strict, relaxed) as the shared task scores since 2021-09-23, and pair AUC.

    Each argument takes its best key point of the same topic and stance; of each topic and stance the surer
    half counts: its average precision times the share of it that is right, as the shared task defines it.
    """
    from sklearn.metrics import average_precision_score, roc_auc_score

    arguments, points = read(folder / "arguments_dev.csv"), read(folder / "key_points_dev.csv")
    labels = {(row["arg_id"], row["key_point_id"]): int(row["label"]) for row in read(folder / "labels_dev.csv")}
    found: dict[str, list[float]] = {"strict": [], "relaxed": []}
    truth: list[int] = []
    given: list[float] = []
    for topic, stance in sorted({(row["topic"], row["stance"]) for row in points}):
        # Every scorer sees the whole topic, so that those which weigh words by the texts have all of them.
        own = [row for row in arguments if row["topic"] == topic]
        topical = [row for row in points if row["topic"] == topic]
        scores = scorer([row["key_point"] for row in topical], [row["argument"] for row in own])
        keep = [i for i, row in enumerate(topical) if row["stance"] == stance]
        best: list[tuple[float, int | None]] = []
        for at, argument in enumerate(own):
            if argument["stance"] != stance:
                continue
            pairs = [(scores[i][at], labels.get((argument["arg_id"], topical[i]["key_point_id"]))) for i in keep]
            best.append(max(pairs, key=lambda pair: pair[0]))
            truth += [label for _, label in pairs if label is not None]
            given += [score for score, label in pairs if label is not None]
        surer = sorted(best, key=lambda pair: -pair[0])[: len(best) // 2]
        for name, unlabelled in (("strict", 0), ("relaxed", 1)):
            right = [unlabelled if label is None else label for _, label in surer]
            share = sum(right) / len(right)
            found[name].append(share * average_precision_score(right, [s for s, _ in surer]) if share else 0.0)
    strict, relaxed = (sum(values) / len(values) for values in found.values())
    return strict, relaxed, float(roc_auc_score(truth, given))


def contrast(path: Path, scorer: Scorer, *, guarded: bool) -> dict[str, float]:
    """AUC of paraphrases against what only sounds alike. Guards push what they doubt below all else."""
    from sklearn.metrics import roc_auc_score

    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    scores = scorer([row["kp"] for row in rows], [row[kind] for row in rows for kind in KINDS])
    by_kind: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for at, row in enumerate(rows):
        for offset, kind in enumerate(KINDS):
            likeness = scores[at][at * len(KINDS) + offset]
            if guarded and (polarity_differs(row["kp"], row[kind]) or number_contradicts(row["kp"], row[kind])):
                likeness -= 1
            by_kind[kind].append(likeness)
    aucs: dict[str, float] = {}
    for good in ("easy", "hard"):
        for bad in ("neg", "num", "related"):
            labels = [1] * len(by_kind[good]) + [0] * len(by_kind[bad])
            aucs[f"{good}>{bad}"] = float(roc_auc_score(labels, by_kind[good] + by_kind[bad]))
    return aucs


def main() -> int:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("COACH_BENCH_DATA", ""))
    if not (folder / "argkp").is_dir() and not (folder / "sales_contrast.jsonl").is_file():
        print(__doc__)
        return 2
    ours = TfidfMatcher().similarity
    scorers: dict[str, Scorer] = {
        "this project's matcher": ours,
        "TF-IDF, characters 3-5": plain("char_wb", (3, 5)),
        "TF-IDF, words": plain("word", (1, 1)),
        "BM25": bm25,
    }
    if (folder / "argkp").is_dir():
        print(f"ArgKP-2021, development split\n{'':26} mAP strict  relaxed  pair AUC")
        for name, scorer in scorers.items():
            strict, relaxed, auc = argkp(folder / "argkp", scorer)
            print(f"{name:26} {strict:10.3f} {relaxed:8.3f} {auc:9.3f}")
    path = folder / "sales_contrast.jsonl"
    if path.is_file():
        print("\nSales contrast: AUC, paraphrases against what only sounds alike (1 is perfect, 0.5 is chance)")
        tables = {name: contrast(path, scorer, guarded=False) for name, scorer in scorers.items()}
        tables["matcher with guards"] = contrast(path, ours, guarded=True)
        print(f"{'':26} " + " ".join(f"{name:>12}" for name in tables["BM25"]))
        for name, aucs in tables.items():
            print(f"{name:26} " + " ".join(f"{auc:12.3f}" for auc in aucs.values()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
