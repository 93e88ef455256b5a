"""What was said, written as one would."""

import pytest

from coach.domain.sparring.caption import caption
from coach.domain.transcript import Transcript, Word


def said(*sentences: str) -> Transcript:
    """Sentences with a second between them, and none inside."""
    words = [
        Word(text=text, start=10.0 * number + 0.1 * at, end=10.0 * number + 0.1 * at + 0.1)
        for number, sentence in enumerate(sentences)
        for at, text in enumerate(sentence.split())
    ]
    return Transcript(words=tuple(words), engine="test")


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("we went live in two weeks", "We went live in two weeks."),
        ("how do your customers see the plan", "How do your customers see the plan?"),
        ("how many of your customers did that", "How many of your customers did that?"),
        ("would it help to see the figures", "Would it help to see the figures?"),
        ("what we see is a different thing", "What we see is a different thing."),
        ("yes", "Yes."),
    ],
)
def test_a_line_gets_its_capital_and_its_sign(heard: str, written: str) -> None:
    assert caption(said(heard)) == written


def test_a_pause_ends_a_sentence() -> None:
    assert caption(said("that is true", "what would they pay")) == "That is true. What would they pay?"


def test_what_has_punctuation_stays_as_it_is() -> None:
    heard = Transcript(words=(Word(text="Two"), Word(text="weeks."), Word(text="how")), engine="test")
    assert caption(heard) == "Two weeks. how"
