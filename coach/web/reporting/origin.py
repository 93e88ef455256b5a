"""Where the report comes from: engines, versions and hashes, so that it can be looked into later."""

from coach.domain.attempt import Attempt, Engines
from coach.domain.value import Value
from coach.service.panel import CONFIGURED
from coach.web.reporting.wording import count


class Entry(Value):
    """One line. `exact` marks hashes and ids, which are set in a fixed-width font."""

    name: str
    value: str
    exact: bool = False


class Origin(Value):
    """`why` says why these engines were the ones to serve; `warnings` what that means for trust."""

    entries: tuple[Entry, ...]
    why: tuple[str, ...]
    warnings: tuple[str, ...]


def origin(attempt: Attempt, *, draft: bool) -> Origin:
    """The provenance of an attempt, as far as its stages have run."""
    entries = [Entry(name="Attempt", value=attempt.id, exact=True)]
    if attempt.engines:
        entries += _engines(attempt.engines, by_hand=attempt.asked_judge != CONFIGURED)
    elif attempt.transcript:
        entries.append(Entry(name="Transcribed by", value=attempt.transcript.engine))
    entries.append(Entry(name="Rubric", value=f"{attempt.rubric_id} {attempt.rubric_version}", exact=True))
    entries.append(Entry(name="Golden pitch", value=f"{attempt.golden_id} {attempt.golden_version}", exact=True))
    sha256 = attempt.recording.sha256 if attempt.recording else None
    if sha256:
        entries.append(Entry(name="Recording SHA-256", value=sha256, exact=True))
    if attempt.usage.calls:
        entries.append(Entry(name="Tokens", value=_tokens(attempt)))
    return Origin(
        entries=tuple(entries),
        why=attempt.engines.why if attempt.engines else attempt.heard_why,
        warnings=_warnings(attempt, draft=draft),
    )


def _engines(engines: Engines, *, by_hand: bool) -> list[Entry]:
    judge = engines.judge if engines.model is None else f"{engines.judge}, model {engines.model}"
    if by_hand:
        judge += ", chosen in place of the judge that is set"
    entries = [
        Entry(name="Transcribed by", value=engines.transcriber),
        Entry(name="Judged by", value=judge),
        Entry(name="Samples", value=f"each question asked {count(engines.samples, 'time')}"),
    ]
    if engines.prompt:
        entries.append(Entry(name="Prompt", value=engines.prompt, exact=True))
    return entries


def _tokens(attempt: Attempt) -> str:
    usage = attempt.usage
    if not usage.prompt_tokens and not usage.completion_tokens:
        return f"not reported by the server ({count(usage.calls, 'call')})"
    cached = f", {usage.cached_tokens:,} of them cached" if usage.cached_tokens else ""
    text = f"{usage.prompt_tokens:,} in{cached}, {usage.completion_tokens:,} out"
    return f"{text}, in {count(usage.calls, 'call')}"


def _warnings(attempt: Attempt, *, draft: bool) -> tuple[str, ...]:
    warnings: list[str] = []
    if draft:
        warnings.append("Judged without a language model: a draft, not a certification.")
    if attempt.heard_embedded or (attempt.transcript and attempt.transcript.low_accuracy):
        warnings.append(
            "The recogniser that wrote the transcript is a small one: expect wrong words, and check a quote by "
            "listening before you rely on it."
        )
    return tuple(warnings)
