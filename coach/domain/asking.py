"""The questions put to a language model about a case, as values.

The messages stand in an order that lets servers cache what questions share: the rules (the same for
everybody), the rubric and the golden pitch (the same for everybody who pitches it), the transcript (the
same for all criteria of an attempt), and last the criterion's question. The answer's shape is the same
for every criterion of a kind, because some servers put it in front of the prompt.

No message carries a weight, a total, a pass mark, a floor or whether a check is a gate.
"""

import json
from collections.abc import Iterator

from coach import prompts
from coach.domain.answers import ChecksAnswer, JudgeAnswer, LevelAnswer
from coach.domain.exchange import Ask, Message
from coach.domain.judging import Case
from coach.domain.prompt_data import without_role_markers
from coach.domain.rubric import Check, Criterion, Us
from coach.domain.transcript import Transcript

PROMPT = prompts.identity("judge", ("judge_rules", "judge_rubric", "judge_transcript", "judge_checks", "judge_levels"))
"""`judge@hash` over all the judge's prompt files."""

TOKENS_PER_CHECK = 350
"""Room for one check's answer: about 200 tokens of text at the lengths the rules ask for, with reserve."""


def ask_criterion(case: Case, criterion: Criterion, boundary: str) -> Ask[JudgeAnswer]:
    """The question about one criterion.

    `boundary` marks off the transcript. Nobody who speaks can know it, so it must be random; it must be
    the same for all questions about a case, or no server could cache what they share.
    """
    transcript = case.transcript
    lines = len(transcript.sentences)
    messages = (
        Message("system", prompts.load("judge_rules").render()),
        Message("user", _rubric(case)),
        Message("user", _transcript(transcript, boundary)),
        Message("user", _question(criterion, boundary)),
    )
    return Ask(
        prompt=PROMPT,
        messages=messages,
        answer=LevelAnswer if criterion.levels else ChecksAnswer,
        problems=lambda answer: answer.problems(criterion, lines),
        max_tokens=max(1200, 400 + TOKENS_PER_CHECK * len(criterion.checks)),
    )


def _rubric(case: Case) -> str:
    rubric, golden = case.rubric, case.golden
    situation = rubric.situations[case.situation]
    return prompts.load("judge_rubric").render(
        title=rubric.title,
        about=rubric.about.strip(),
        situation=f"{situation.title}. {situation.about}" if situation.about else situation.title,
        product=golden.product,
        audience=golden.audience,
        facts="\n".join(_facts(case.us)),
        golden=golden.text.strip(),
    )


def _facts(us: Us) -> Iterator[str]:
    yield f"- {us.company} sells {us.product}. {us.about.strip()}"
    for proof in us.proofs:
        yield f"- Proof: {proof.text.strip()} (source: {proof.source})"
    for claim in us.approved_claims:
        yield f"- May be said: {claim}"
    for words in us.never_say:
        yield f"- Should not be said: {words}"


def _transcript(transcript: Transcript, boundary: str) -> str:
    rows = [
        json.dumps({"line": sentence.number, "text": without_role_markers(sentence.text)}, ensure_ascii=False)
        for sentence in transcript.sentences
    ]
    return prompts.load("judge_transcript").render(
        boundary=boundary,
        transcript="[\n" + ",\n".join(rows) + "\n]",
        lines="1 line" if len(rows) == 1 else f"{len(rows)} lines",
    )


def _question(criterion: Criterion, boundary: str) -> str:
    about = (criterion.about or "").strip()
    if criterion.levels:
        levels = [f"Level {level.level}: {level.text.strip()}" for level in criterion.levels]
        if criterion.golden:
            levels.append(f"\nIn the golden pitch: “{criterion.golden.strip()}”")
        return prompts.load("judge_levels").render(
            title=criterion.title,
            about=about,
            boundary=boundary,
            levels="\n".join(levels),
            top=str(criterion.top_level),
        )
    return prompts.load("judge_checks").render(
        title=criterion.title,
        about=about,
        boundary=boundary,
        checks="\n\n".join(_check(check) for check in criterion.checks),
        ids=", ".join(check.id for check in criterion.checks),
    )


def _check(check: Check) -> str:
    parts = [f"## {check.id}", check.asks.strip()]
    if check.says:
        parts.append("Wordings that count, among others: " + "; ".join(f"“{words.strip()}”" for words in check.says))
    if check.golden:
        parts.append(f"In the golden pitch: “{check.golden.strip()}”")
    if check.applies_if:
        parts.append(f"Applies only if: {check.applies_if.strip()}")
    return "\n".join(parts)
