"""What the report shows of corrections: the words, what was heard in their place, and what follows from it."""

import re
from dataclasses import dataclass

import pytest
from examples import FIRST_CALL, GOLDEN, GOOD_TEXT, HOSTILE, attempt, good_findings, spoken

from coach.domain.attempt import Attempt
from coach.domain.certification import Code, Kind, flag
from coach.domain.correction import correct
from coach.domain.transcript import Transcript
from coach.web.report import render_fragment, render_page, view

HEARD = """You told me that a new customer waits seven weeks before they can use what they bought. With silver breach
your team and your customer work from one plan. Um so yes. Could we meet next Tuesday?"""


@dataclass(frozen=True)
class Shown:
    html: str

    @property
    def words(self) -> list[str]:
        """What the report's script takes for the words, in order."""
        spoken_lines = self.html.split("data-pc-lines", 1)[1].split("</ol>", 1)[0]
        lines = re.findall(r'<p dir="auto">(.*?)</p>', spoken_lines, re.S)
        return [text for line in lines for text in re.findall(r"<span[^>]*>([^<]*)</span>", line)]


def shown(typed: dict[int, str], text: str = HEARD, **more: object) -> tuple[Transcript, Shown]:
    heard = spoken(text)
    transcript = correct(heard, typed)
    findings = [f.model_copy(update={"quotes": ()}) for f in good_findings(spoken(GOOD_TEXT))]
    one = attempt(transcript, findings, heard=heard, **more)  # pyright: ignore
    return transcript, Shown(render_fragment(view(one, FIRST_CALL, GOLDEN, None)))


def test_corrected_words_are_marked_with_what_was_heard() -> None:
    transcript, page = shown({1: HEARD.split(".")[0].replace("seven", "eleven") + "."})
    assert page.words == [word.text for word in transcript.words]
    assert re.search(r'<span data-t="[\d.]+" class="pc-fixed" title="Heard: “seven”">eleven</span>', page.html)
    assert "heard: “seven”" in page.html
    assert '<span class="pc-fixed">corrected</span>' in page.html
    assert f"1 of {len(transcript.words)} words was corrected." in page.html


def test_words_that_were_taken_out_stay_to_be_read_and_are_no_words_of_the_transcript() -> None:
    transcript, page = shown({3: "", 4: "Could we meet?"})
    assert page.words == [word.text for word in transcript.words]
    assert len(re.findall("<del", page.html)) == 2
    assert "Um so yes.</del>" in page.html
    assert "next Tuesday?" in page.html


def test_words_that_were_put_in_say_that_nothing_was_heard() -> None:
    _, page = shown({4: "So could we meet next Tuesday?"})
    assert 'title="Put in: nothing was heard here">So</span>' in page.html


def test_nothing_is_said_of_corrections_where_there_are_none() -> None:
    heard = spoken(HEARD)
    same = correct(heard, {1: heard.sentences[0].text.upper()})
    one = Attempt.model_validate({**dict(attempt(heard, None)), "transcript": same, "heard": heard})
    html = render_fragment(view(one, FIRST_CALL, GOLDEN, None))
    assert "pc-fixed" not in html
    assert "corrected" not in html


@pytest.mark.parametrize(
    ("kind", "flagged", "effect"),
    [
        (Kind.PRACTICE, False, "would not send an official attempt to a person"),
        (Kind.PRACTICE, True, "an official attempt like this goes to a person"),
        (Kind.OFFICIAL, False, "So few alone send it to nobody"),
        (Kind.OFFICIAL, True, "A person listens to them before this counts"),
    ],
)
def test_what_corrections_mean_for_an_official_attempt_is_said(kind: Kind, flagged: bool, effect: str) -> None:
    flags = (flag(Code.CORRECTED, "1 of 30 words was corrected by the learner."),) if flagged else ()
    _, page = shown({4: "So could we meet next Tuesday?"}, kind=kind, flags=flags)
    assert effect in page.html


def test_correcting_is_offered_only_where_something_answers_it() -> None:
    report = view(attempt(spoken(HEARD), None), FIRST_CALL, GOLDEN, None)
    assert 'data-pc-offer="correct"' in render_fragment(report, {"correct"})
    assert 'data-pc-offer="correct"' not in render_fragment(report, {"retry"})
    assert 'data-pc-offer="correct"' not in render_page(report)


def test_what_was_typed_and_what_was_heard_is_text_and_nothing_else() -> None:
    evil = "".join(character for character in HOSTILE if character.isprintable())[:150]
    typed, page = shown({1: evil}, text=f"{HOSTILE} and more. Second {HOSTILE}.")
    assert "<img" not in page.html
    assert "<script" not in page.html
    assert len(page.words) == len(typed.words)
