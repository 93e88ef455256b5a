"""Flags on a whole attempt: reasons for a person to look, whatever the points say."""

from collections.abc import Sequence

from coach.domain.attempt import Attempt, GraderLine
from coach.domain.certification import Code, Reason, Result, flag
from coach.domain.correction import Corrected, edition
from coach.domain.coverage import Coverage
from coach.domain.judging import Case
from coach.domain.language import FUNCTION_WORDS, normal
from coach.domain.rubric import Rubric
from coach.domain.scorecard import points_text
from coach.domain.transcript import Transcript
from coach.domain.value import Value

LOW_MEAN_CONFIDENCE = 0.6
"""Below this mean word confidence the words themselves are in doubt. A judgement, not a measurement:
engines' confidences are not calibrated, which is why this only asks a person to look."""

TOO_FEW_WORDS = 25
"""Fewer words than this are no pitch: about ten seconds of speech."""


RECITED_RUN = 4
"""A run of this many words out of the rubric counts as recited; shorter ones are ordinary English."""

RECITED_SHARE = 0.6
"""With more than this share of the words in such runs, somebody recites the rubric. The sample pitches,
whose points the rubrics describe, stay under a half (tests/domain/test_flags.py)."""


SENTENCE_SHARE = 0.2
"""Fewer function words than this are no English sentences: the sample pitches have more than a third."""


class Circumstances(Value):
    """How an attempt came about, as far as it bears on trusting its score.

    `disagreement` (0..1) says how far a brought transcript differs from the recording, `unheard_run` how
    many of its words in a row were not heard at all; None when there was nothing to compare.
    `corrected` says what the learner put right in the words, None when nothing. `samples_disagree` and `halo`
    are about the judge's answers.
    """

    has_recording: bool
    disagreement: float | None = None
    disagreement_limit: float = 1.0
    unheard_run: int | None = None
    unheard_limit: int = 6
    corrected: Corrected | None = None
    transcriber_embedded: bool = False
    judge_embedded: bool = False
    samples_disagree: bool = False
    halo: bool = False


def attempt_flags(
    case: Case, coverage: Coverage, grader_lines: Sequence[GraderLine], how: Circumstances
) -> tuple[Reason, ...]:
    """Every flag that applies, the gravest first."""
    transcript = case.transcript
    flags = [flag(Code.SPEAKS_TO_GRADER, f"Speaks to the grader: “{line.text}”") for line in grader_lines]
    flags += _words_in_doubt(transcript, how)
    if coverage.read_aloud:
        text = f"Read aloud? {1 - coverage.own_words_share:.0%} of the words stand in the golden pitch word for word."
        flags.append(flag(Code.READ_ALOUD, text))
    recited = recited_share(case.rubric, transcript)
    if recited > RECITED_SHARE:
        text = f"Recites the rubric: {recited:.0%} of the words are its own questions and phrasings."
        flags.append(flag(Code.RECITES_RUBRIC, text))
    small = function_word_share(transcript)
    if len(transcript.words) >= TOO_FEW_WORDS and small < SENTENCE_SHARE:
        text = f"A list of words? Only {small:.0%} are the small words that English sentences are made with."
        flags.append(flag(Code.WORD_LIST, text))
    if how.halo:
        flags.append(flag(Code.HALO, "The judge gave every criterion the same verdict on the same quote."))
    if how.samples_disagree:
        flags.append(flag(Code.SAMPLES_DISAGREE, "The judge was asked several times and came to different outcomes."))
    if len(transcript.words) < TOO_FEW_WORDS:
        text = f"Only {len(transcript.words)} {'word was' if len(transcript.words) == 1 else 'words were'} recognised."
        flags.append(flag(Code.TOO_SHORT, text))
    if how.transcriber_embedded:
        text = "Transcribed by the small embedded recogniser, which mishears one word in four or five."
        flags.append(flag(Code.EMBEDDED_TRANSCRIBER, text))
    if how.judge_embedded:
        text = "Judged without a language model: a draft, not a certification. A person should confirm it."
        flags.append(flag(Code.EMBEDDED_JUDGE, text))
    return tuple(flags)


def passes_by_correction(attempt: Attempt, flags: Sequence[Reason]) -> Reason | None:
    """Why a pass on corrected words is for a person; None where the words as heard passed as clearly.

    However few words it is: they may be what only the judge knew to be forbidden, and the judge was asked anew.
    """
    heard, transcript, decision = attempt.heard, attempt.transcript, attempt.heard_decision
    if heard is None or transcript is None or edition(heard) == edition(transcript):
        return None
    if decision is None:
        return flag(Code.CORRECTED, "The words were corrected before they were scored as they were heard.")
    if decision.result is not Result.PASS:
        points = _points(attempt.heard_score, attempt.heard_score_best)
        text = f"On the words as they were heard the result was “{decision.result.value}” with {points} points; "
        return flag(Code.CORRECTED, f"{text}only the corrections change it.")
    still = {Code.SIGN_OFF, *(reason.code for reason in flags)}
    gone = [reason.text for reason in decision.reasons if reason.role == "flag" and reason.code not in still]
    if gone:
        text = "On the words as they were heard a person was to look, and only the corrections change that: "
        return flag(Code.CORRECTED, text + " ".join(gone))
    return None


def recited_share(rubric: Rubric, transcript: Transcript) -> float:
    """The share (0..1) of spoken words in runs of RECITED_RUN or more that stand in the rubric."""
    page: set[tuple[str, ...]] = set()
    levels = [level.text for criterion in rubric.criteria for level in criterion.levels]
    for phrase in (*levels, *(phrase for _, check in rubric.checks() for phrase in (check.asks, *check.says))):
        page.update(_runs(normal(phrase)))
    said = normal(transcript.text)
    recited = [False] * len(said)
    for start, run in enumerate(_runs(said)):
        if run in page:
            recited[start : start + RECITED_RUN] = [True] * RECITED_RUN
    return sum(recited) / len(said) if said else 0.0


def function_word_share(transcript: Transcript) -> float:
    """The share (0..1) of spoken words that only hold sentences together; 0 for no words at all."""
    said = normal(transcript.text)
    return sum(word in FUNCTION_WORDS for word in said) / len(said) if said else 0.0


def _runs(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[start : start + RECITED_RUN]) for start in range(len(words) - RECITED_RUN + 1)]


def _points(score: float | None, best: float | None) -> str:
    if best is None or score == best:
        return points_text(score)
    return f"{points_text(score)} to {points_text(best)}"


def _words_in_doubt(transcript: Transcript, how: Circumstances) -> list[Reason]:
    flags: list[Reason] = []
    if not how.has_recording:
        flags.append(flag(Code.NO_RECORDING, "There is no recording to check the transcript against."))
    elif transcript.brought and how.disagreement is None:
        flags.append(flag(Code.TRANSCRIPT_UNCHECKED, "The transcript was not compared with the recording."))
    elif how.disagreement is not None and how.disagreement > how.disagreement_limit:
        text = f"The transcript does not match the recording: {how.disagreement:.0%} of the words differ."
        flags.append(flag(Code.TRANSCRIPT_DISAGREES, text))
    elif how.unheard_run is not None and how.unheard_run >= how.unheard_limit:
        text = f"The transcript has {how.unheard_run} words in a row that were not heard in the recording."
        flags.append(flag(Code.TRANSCRIPT_DISAGREES, text))
    if how.corrected is not None and how.corrected.for_a_person:
        flags.append(flag(Code.CORRECTED, how.corrected.text))
    confidence = mean_confidence(transcript)
    if confidence is not None and confidence < LOW_MEAN_CONFIDENCE and not transcript.low_accuracy:
        text = f"The recogniser was unsure of many words (mean confidence {confidence:.0%})."
        flags.append(flag(Code.LOW_CONFIDENCE, text))
    return flags


def mean_confidence(transcript: Transcript) -> float | None:
    """The mean confidence of the words that have one, 0..1; None when none has."""
    known = [word.confidence for word in transcript.words if word.confidence is not None]
    return sum(known) / len(known) if known else None
