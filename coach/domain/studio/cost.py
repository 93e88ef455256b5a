"""What a comparison of past attempts will cost, before it begins."""

from collections.abc import Sequence
from statistics import median

from coach.domain.asking import ask_criterion
from coach.domain.attempt import Attempt
from coach.domain.judging import Case
from coach.domain.studio.manuscript import Bundle
from coach.domain.value import Value

CHARACTERS_A_TOKEN = 4
"""English text has about four characters a token in the usual tokenisers (the vendors' own rule of thumb)."""

TOKENS_AN_ANSWER = 350
"""About what an answer to one criterion takes: evidence, reasons and verdicts of a handful of checks. A guess,
used only where no server has reported its own figures yet."""


class Cost(Value):
    """`calls` to the model (0: the embedded judge works here, nothing leaves this machine) and their tokens.

    `reported`: the tokens are taken from what the server reported for some of these attempts, not from the
    length of the texts. `seconds` is None where nothing is known of how long one takes.
    """

    attempts: int
    calls: int
    prompt_tokens: int = 0
    completion_tokens: int = 0
    reported: bool = False
    seconds: float | None = None


def per_call(known: Sequence[Attempt]) -> tuple[float, float] | None:
    """Prompt and completion tokens of a call, the middle of what was reported; None where nothing was."""
    reported = [attempt.usage for attempt in known if attempt.usage.calls and attempt.usage.prompt_tokens]
    if not reported:
        return None
    return (
        median(usage.prompt_tokens / usage.calls for usage in reported),
        median(usage.completion_tokens / usage.calls for usage in reported),
    )


def from_length(known: Sequence[Attempt], draft: Bundle) -> tuple[float, float]:
    """The same from the length of what would be sent for these attempts."""
    lengths = [
        sum(len(message.content) for message in ask_criterion(case, criterion, "").messages)
        for case in (_case(attempt, draft) for attempt in known)
        if case is not None
        for criterion in case.criteria
    ]
    return (median(lengths) if lengths else 0) / CHARACTERS_A_TOKEN, TOKENS_AN_ANSWER


def _case(attempt: Attempt, draft: Bundle) -> Case | None:
    if attempt.transcript is None or attempt.situation not in draft.rubric.situations:
        return None
    return Case(
        rubric=draft.rubric,
        situation=attempt.situation,
        golden=draft.golden,
        us=draft.us,
        transcript=attempt.transcript,
    )
