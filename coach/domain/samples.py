"""Several answers to one question: the majority, the spread, and answers too alike to trust."""

from collections import Counter
from collections.abc import Iterator, Sequence

from coach.domain.judging import Evidence, Finding, Verdict

HALO_FINDINGS = 4
HALO_CRITERIA = 3
"""So many positive findings in so many criteria on one and the same moment are no judgement of each.
A rule of thumb, not a measurement; it only asks a person to look."""


def merge(samples: Sequence[tuple[Finding, ...]]) -> tuple[Finding, ...]:
    """One finding for each check or level from the samples of one criterion (or of all).

    The verdict is what more than half of the samples say, else `unsure`. Levels: the median of those
    given, the lower one of an even number, if more than half give one. The evidence is that of the
    samples that agree with the outcome, and `spread` lists what each sample said when they differed.
    """
    keys = dict.fromkeys((finding.criterion, finding.check) for sample in samples for finding in sample)
    return tuple(
        _merge_one([finding for sample in samples for finding in sample if (finding.criterion, finding.check) == key])
        for key in keys
    )


def halo(findings: Sequence[Finding]) -> bool:
    """Whether all positive findings, over several criteria, rest on one and the same moment.

    That is what a judge leaves that was talked into full marks: the same verdict and the same quote
    everywhere.
    """
    positive = [finding for finding in findings if finding.verdict is Verdict.MET]
    if len(positive) < HALO_FINDINGS or len({finding.criterion for finding in positive}) < HALO_CRITERIA:
        return False
    spans = [span for finding in positive for span in _spans(finding.quotes)]
    levels = {finding.level for finding in positive if finding.level is not None}
    return bool(spans) and len(levels) <= 1 and max(first for first, _ in spans) <= min(last for _, last in spans)


def _merge_one(answers: list[Finding]) -> Finding:
    if len(answers) == 1:
        return answers[0]
    needed = len(answers) // 2 + 1
    given = [answer for answer in answers if answer.level is not None]
    if given:
        agreeing = _at_median(given) if len(given) >= needed else []
    else:
        verdict, count = Counter(answer.verdict for answer in answers).most_common(1)[0]
        agreeing = [answer for answer in answers if answer.verdict is verdict] if count >= needed else []
    said = tuple(_told(answer) for answer in answers)
    spread = said if len(set(said)) > 1 else ()
    notes = tuple(dict.fromkeys(note for answer in answers for note in answer.notes))
    if not agreeing:
        reason = f"The judge was asked {len(answers)} times and did not agree with itself: {', '.join(said)}."
        update = {"verdict": Verdict.UNSURE, "level": None, "reason": reason, "quotes": (), "better": ""}
        return answers[0].model_copy(update={**update, "notes": notes, "spread": spread})
    quotes = tuple(dict.fromkeys(quote for answer in agreeing for quote in answer.quotes))
    return agreeing[0].model_copy(update={"quotes": quotes, "notes": notes, "spread": spread})


def _at_median(given: list[Finding]) -> list[Finding]:
    levels = sorted(finding.level or 0 for finding in given)
    median = levels[(len(levels) - 1) // 2]
    return [finding for finding in given if finding.level == median]


def _told(finding: Finding) -> str:
    return finding.verdict.value.replace("_", " ") if finding.level is None else f"level {finding.level}"


def _spans(quotes: Sequence[Evidence]) -> Iterator[tuple[int, int]]:
    for quote in quotes:
        if quote.verified and quote.first_word is not None and quote.last_word is not None:
            yield quote.first_word, quote.last_word
