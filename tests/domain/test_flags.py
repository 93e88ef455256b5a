"""Flags on a whole attempt: each has its reason, and no sample pitch has one that it should not."""

from pathlib import Path

import pytest

from coach.adapters.library import FileLibrary
from coach.domain.certification import Code
from coach.domain.coverage import Coverage
from coach.domain.flags import Circumstances, attempt_flags, function_word_share, recited_share
from coach.domain.judging import Case
from coach.domain.red_team import red_team, spoken
from coach.domain.rubric import PitchKind
from coach.domain.transcript import Transcript, Word

LIBRARY = FileLibrary(Path(__file__).parents[2])
NOTHING = Coverage(passages=(), own_words_share=1.0, longest_run=0, read_aloud=False)
RECORDED = Circumstances(has_recording=True)


def case(transcript: Transcript) -> Case:
    rubric = LIBRARY.rubric("first_call")
    golden = LIBRARY.golden(rubric.golden_pitch)
    return Case(rubric=rubric, situation="first_call", golden=golden, us=LIBRARY.us(), transcript=transcript)


def codes(transcript: Transcript, how: Circumstances = RECORDED, coverage: Coverage = NOTHING) -> list[Code]:
    return [reason.code for reason in attempt_flags(case(transcript), coverage, (), how)]


def hostile(name: str) -> Transcript:
    cases = red_team(LIBRARY.rubric("first_call"), LIBRARY.golden("first_call"))
    return next(found.transcript for found in cases if found.name == name)


@pytest.mark.parametrize("kind", list(PitchKind))
@pytest.mark.parametrize("rubric_id", LIBRARY.rubric_ids())
def test_no_sample_pitch_recites_its_rubric_or_is_a_list_of_words(rubric_id: str, kind: PitchKind) -> None:
    rubric = LIBRARY.rubric(rubric_id)
    pitch = spoken(LIBRARY.golden(rubric.golden_pitch).texts[kind])
    assert recited_share(rubric, pitch) < 0.5
    assert function_word_share(pitch) > 1 / 3


def test_reciting_the_rubric_is_flagged() -> None:
    assert Code.RECITES_RUBRIC in codes(hostile("rubric read aloud"))
    assert Code.RECITES_RUBRIC in codes(hostile("accepted phrasings recited"))


def test_a_list_of_keywords_is_flagged() -> None:
    assert Code.WORD_LIST in codes(hostile("keyword stuffing"))


def test_an_ordinary_pitch_with_a_recording_has_no_flag() -> None:
    assert (
        codes(
            spoken(LIBRARY.golden("first_call").texts[PitchKind.OWN_WORDS]),
            RECORDED.model_copy(update={"disagreement": 0.1, "disagreement_limit": 0.5}),
        )
        == []
    )


def test_a_transcript_without_its_recording_is_flagged() -> None:
    pitch = spoken(LIBRARY.golden("first_call").text)
    assert codes(pitch, Circumstances(has_recording=False)) == [Code.NO_RECORDING]


def test_a_transcript_of_another_recording_is_flagged() -> None:
    pitch = spoken(LIBRARY.golden("first_call").text)
    how = Circumstances(has_recording=True, disagreement=0.8, disagreement_limit=0.5)
    assert codes(pitch, how) == [Code.TRANSCRIPT_DISAGREES]


def test_doubtful_words_are_flagged_unless_the_recogniser_is_marked_anyway() -> None:
    words = tuple(Word(text=word, confidence=0.4) for word in LIBRARY.golden("first_call").text.split())
    unsure = Transcript(words=words, engine="some recogniser")
    assert codes(unsure) == [Code.LOW_CONFIDENCE]
    assert codes(unsure.model_copy(update={"low_accuracy": True})) == []


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"transcriber_embedded": True}, Code.EMBEDDED_TRANSCRIBER),
        ({"judge_embedded": True}, Code.EMBEDDED_JUDGE),
        ({"samples_disagree": True}, Code.SAMPLES_DISAGREE),
        ({"halo": True}, Code.HALO),
    ],
)
def test_what_bears_on_trusting_the_score_is_flagged(how: dict[str, bool], code: Code) -> None:
    pitch = spoken(LIBRARY.golden("first_call").text)
    assert codes(pitch, RECORDED.model_copy(update={**how, "disagreement": 0.0})) == [code]


def test_reading_aloud_is_flagged_with_the_share() -> None:
    read = NOTHING.model_copy(update={"own_words_share": 0.1, "read_aloud": True})
    heard = Transcript(words=spoken(LIBRARY.golden("first_call").text).words, engine="some recogniser")
    flags = attempt_flags(case(heard), read, (), RECORDED)
    assert [flag.code for flag in flags] == [Code.READ_ALOUD]
    assert "90%" in flags[0].text
