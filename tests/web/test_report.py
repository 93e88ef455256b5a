"""What the report says, as values and as HTML."""

import re
import subprocess
import sys
from html.parser import HTMLParser
from itertools import pairwise

import examples
import pytest
from examples import FIRST_CALL, GOLDEN, HOSTILE, attempt, finding, good_findings, quotes, spoken

from coach.domain.attempt import Attempt, State
from coach.domain.certification import Code, Kind, flag
from coach.domain.judging import Verdict
from coach.domain.rubric import SignOff
from coach.domain.scorecard import score
from coach.web.report import STYLESHEET, Report, render_fragment, render_page, view

EVERY = (
    examples.passing_official,
    examples.ready_practice,
    examples.embedded_draft,
    examples.weak_fail,
    examples.unclear_doubts,
    examples.unclear_official,
    examples.not_scored,
    examples.waiting,
    examples.text_only,
    examples.one_word,
    examples.hostile,
)


def seen(one: Attempt, media_url: str | None = None) -> Report:
    return view(one, FIRST_CALL, GOLDEN, media_url)


class Page(HTMLParser):
    """The elements and the readable text of some HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in {"meta", "input", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        opened = self.open.pop()
        assert opened == tag, f"</{tag}> closes <{opened}>"

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self.open[-1:]):
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def tags(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag == name]

    def classes(self, name: str) -> int:
        return sum(name in (attributes.get("class") or "").split() for _, attributes in self.elements)


@pytest.mark.parametrize(
    ("make", "word", "icon"),
    [
        (examples.passing_official, "Certified", "seal"),
        (examples.ready_practice, "Ready", "check"),
        (examples.embedded_draft, "Pass: a person should confirm", "person"),
        (examples.unclear_official, "A person decides", "person"),
        (examples.unclear_doubts, "Unclear", "question"),
        (examples.weak_fail, "Not yet", "cross"),
        (examples.not_scored, "Not scored", "pause"),
        (examples.waiting, "No decision yet", "pause"),
    ],
)
def test_every_outcome_has_a_word_and_an_icon_of_its_own(make, word, icon):
    badge = seen(make()).head.badge
    assert (badge.word, badge.icon) == (word, icon)
    assert word in Page(render_fragment(seen(make()))).text


def test_a_pass_that_nobody_may_confirm_is_not_called_a_fail():
    rubric = FIRST_CALL.model_copy(update={"sign_off": SignOff.NEVER})
    t = spoken(examples.GOOD_TEXT)
    flags = (flag(Code.READ_ALOUD, "Read aloud?"),)
    one = attempt(t, good_findings(t), rubric=rubric, kind=Kind.OFFICIAL, flags=flags)
    badge = view(one, rubric, GOLDEN, None).head.badge
    assert badge.word == "Not yet"
    assert "asks no person" in badge.meaning


def test_the_ring_shows_one_score_where_no_doubt_is_left_and_two_where_doubts_are():
    sure, doubtful = seen(examples.passing_official()).head.ring, seen(examples.unclear_doubts()).head.ring
    assert sure is not None
    assert doubtful is not None
    assert (sure.score, sure.best, sure.mark) == (87.9, None, 80)
    assert (doubtful.score, doubtful.best) == (72.1, 88.8)
    assert doubtful.label == "Score 72.1 to 88.8 of 100, pass mark 80"
    assert "every doubt counts against you" in doubtful.explained


@pytest.mark.parametrize("make", [examples.not_scored, examples.waiting])
def test_without_a_score_no_points_are_shown_anywhere(make):
    report = seen(make())
    assert report.head.ring is None
    assert report.reasons.sum is None
    assert not report.reasons.rules
    assert all(
        card.score is None and card.bar is None and card.weight is None and not card.sum for card in report.cards
    )
    html = render_fragment(report)
    assert "of 100" not in html
    assert "pc-bar-low" not in html
    assert "pass mark" not in html.lower()
    assert not re.search(r"\d checks met|\d of \d+</dd>", html)
    assert not re.search(r"\d+%</dd>", html)


def test_an_attempt_that_was_not_scored_says_why_and_what_to_do():
    text = Page(render_fragment(seen(examples.not_scored()))).text
    assert "The judge’s server closed the connection" in text
    assert "Check that the language model’s server is running" in text
    assert "Try again" in text
    assert "Draft it with the embedded judge" in text
    assert "There is no advice, because not everything was judged." in text


def test_a_failure_of_everything_is_not_repeated_criterion_by_criterion():
    one = examples.not_scored()
    findings = [finding.model_copy(update={"verdict": Verdict.NOT_SCORED}) for finding in one.scorecard.findings()]
    card = score(FIRST_CALL, one.situation, findings)
    assert seen(one).cards
    assert not seen(one.model_copy(update={"scorecard": card})).cards


@pytest.mark.parametrize(
    ("make", "state", "said"),
    [
        (examples.not_scored, State.WAITING, "trying again uses up no other"),
        (examples.not_scored, State.REFUSED, "uses up no official attempt"),
        (examples.waiting, State.WAITING, None),
    ],
)
def test_an_official_attempt_without_a_score_says_whether_it_is_used_up(make, state, said):
    still = seen(make().model_copy(update={"state": state})).standstill
    assert still is not None
    assert said in still.hint if said else "official" not in still.hint


def test_what_to_do_next_comes_first_and_every_part_can_be_jumped_to():
    page = Page(render_fragment(seen(examples.passing_official())))
    headings = [tag["id"] for tag in page.tags("h2") if "id" in tag]
    assert headings[:3] == ["pc-h-next", "pc-h-why", "pc-h-criteria"]
    assert [tag["href"] for tag in page.tags("a")] == [f"#{place}" for place in headings]
    assert not Page(render_fragment(seen(examples.waiting()))).tags("a")


def test_retries_are_buttons_only_where_something_answers_them():
    still = seen(examples.waiting())
    offered = Page(render_fragment(still, {"retry"})).tags("button")
    assert [b["data-engine"] for b in offered if b.get("data-pc-offer") == "retry"] == ["configured", "pocketsphinx"]
    assert not any("data-pc-offer" in b for b in Page(render_fragment(still)).tags("button"))


def test_an_attempt_under_way_tells_its_stage():
    report = seen(attempt(None, None, state=State.TRANSCRIBING, progress=0.4, engines=None))
    assert report.standstill is not None
    assert (report.standstill.title, report.standstill.share) == ("Transcribing", 0.4)
    assert 'value="0.4"' in render_fragment(report)


def test_the_reasons_stand_in_three_groups_the_deciding_ones_first():
    groups = seen(examples.weak_fail()).reasons.groups
    assert [group.title for group in groups] == ["Decided by", "Notes"]
    flagged = seen(examples.embedded_draft()).reasons.groups
    assert [(group.title, group.effect) for group in flagged][1] == ("Flags", "a person looks")


def test_the_sum_can_be_redone_from_the_table():
    one = examples.unclear_doubts()
    total = seen(one).reasons.sum
    assert total is not None
    assert one.scorecard is not None
    rows = [
        (row.points.split(" to "), float(row.weight), [float(product) for product in row.product.split(" to ")])
        for row in total.terms
    ]
    for points, weight, products in rows:
        assert [round(float(value) * weight, 6) for value in points] == products
    weights = sum(weight for _, weight, _ in rows)
    assert float(total.weights) == weights
    low, high = sum(products[0] for *_, products in rows), sum(products[-1] for *_, products in rows)
    assert total.products == f"{low:g} to {high:g}"
    assert total.total == f"{one.scorecard.score:g} to {one.scorecard.score_best:g}"
    assert one.scorecard.score == pytest.approx(low / weights, abs=0.05)
    assert one.scorecard.score_best == pytest.approx(high / weights, abs=0.05)


def test_floors_and_gates_say_whether_they_held():
    rules = {(rule.name, rule.answer.word) for rule in seen(examples.weak_fail()).reasons.rules}
    assert rules == {("Floor", "Missed"), ("Must", "Not met"), ("Never", "Said")}
    doubtful = good_findings(t := spoken(examples.GOOD_TEXT))
    doubtful = [f.model_copy(update={"verdict": Verdict.UNSURE}) if f.check == "guarantee" else f for f in doubtful]
    words = [rule.answer.word for rule in seen(attempt(t, doubtful)).reasons.rules if rule.name == "Never"]
    assert words == ["Possibly said"]


def test_a_criterion_that_is_not_observed_is_left_out_of_the_sum_and_named():
    rubric = FIRST_CALL.model_copy(
        update={
            "criteria": (
                FIRST_CALL.criteria[0].model_copy(update={"weights": {"first_call": 0}}),
                *FIRST_CALL.criteria[1:],
            )
        }
    )
    t = spoken(examples.GOOD_TEXT)
    report = view(attempt(t, good_findings(t), rubric=rubric), rubric, GOLDEN, None)
    assert report.reasons.sum is not None
    assert report.reasons.sum.left_out == (("Opens with the buyer’s problem", "not observed in this situation"),)
    assert {row.answer.word for row in report.cards[0].rows} == {"Not observed"}


def test_the_embedded_judge_finds_and_does_not_find_and_gives_no_advice():
    report = seen(examples.embedded_draft())
    text = Page(render_fragment(report)).text
    assert report.draft
    assert {row.answer.word for card in report.cards for row in card.rows} == {"Found", "Not said", "Unsure"}
    assert "Draft, not a certification" in text
    assert "it can say what it did not find" in text
    assert "checks met" not in text
    assert "Missed" not in text
    assert "expect wrong words" in text


def test_a_quote_that_was_not_found_again_is_labelled_and_cannot_be_played():
    html = render_fragment(seen(examples.unclear_doubts(), "/media/1"))
    assert "Not found in the recording: does not count" in html
    assert re.search(r"<s [^>]*>“every week of waiting costs you a week of revenue”</s>", html)
    assert not re.search(r"<button[^>]*>(?:(?!</button>).)*every week of waiting", html, re.S)


def test_quotes_play_from_their_moment():
    report = seen(examples.passing_official(), "/media/1")
    said = report.cards[0].rows[0].quotes[0]
    assert said.at == "0:04"
    assert said.start is not None
    buttons = [b for b in Page(render_fragment(report)).tags("button") if "pc-quote" in (b.get("class") or "")]
    assert {"data-start": str(said.start), "data-first": str(said.first)}.items() <= buttons[1].items()


def test_a_scale_shows_every_level_and_marks_the_one_reached():
    card = seen(examples.passing_official()).cards[3]
    assert [rung.reached for rung in card.scale] == [False, False, False, True, False]
    assert card.rows[0].review == ("Samples said: level 3, level 3, level 4.",)
    one, rubric = examples.levels_only()
    report = view(one, rubric, GOLDEN, None)
    assert not any(rung.reached for rung in report.cards[1].scale)
    assert report.cards[1].rows[0].answer.word == "Unsure"
    assert "checks met" not in Page(render_fragment(report)).text


def test_twelve_criteria_are_all_there_in_their_order():
    one, rubric = examples.twelve_criteria()
    report = view(one, rubric, GOLDEN, None)
    assert [card.id for card in report.cards] == [criterion.id for criterion in rubric.criteria]


def test_a_rubric_that_lost_a_criterion_does_not_stop_the_report():
    rubric = FIRST_CALL.model_copy(update={"criteria": FIRST_CALL.criteria[:2]})
    report = view(examples.passing_official(), rubric, GOLDEN, None)
    assert len(report.cards) == 5
    assert "Proves it with a customer" in render_fragment(report)


def test_the_transcript_says_every_word_once_and_in_order():
    one = examples.passing_official()
    assert one.transcript is not None
    speech = seen(one).speech
    assert speech is not None
    words = [word.text for line in speech.lines for run in line.runs for word in run.words]
    assert words == [word.text for word in one.transcript.words]


def test_words_bear_the_gravest_mark_where_findings_overlap():
    t = spoken(examples.GOOD_TEXT)
    words = "Their finance team measured that, not us."
    findings = [f.model_copy(update={"quotes": ()}) for f in good_findings(t)]
    findings[7] = finding("proof", "measured", Verdict.MET, "Said.", quotes(t, words))
    findings[6] = finding("proof", "figure", Verdict.UNSURE, "Not sure.", quotes(t, "team measured"))
    speech = seen(attempt(t, findings)).speech
    assert speech is not None
    line = next(line for line in speech.lines if line.margin)
    marked = [(run.tone, " ".join(word.text for word in run.words)) for run in line.runs]
    assert marked == [("good", "Their finance"), ("mid", "team measured"), ("good", "that, not us.")]
    assert [note.answer.word for note in line.margin] == ["Met", "Unsure"]


def test_doubtful_words_and_fillers_are_marked_and_explained():
    html = render_fragment(seen(examples.passing_official()))
    assert re.search(r'<span data-t="[\d.]+" class="pc-low">folder,</span>', html)
    assert re.search(r'<span data-t="[\d.]+" class="pc-filler">um,</span>', html)
    assert "recogniser unsure" in html
    assert "recogniser unsure" not in render_fragment(seen(examples.weak_fail()))


def test_a_line_that_speaks_to_the_grader_is_flagged_and_shown():
    report = seen(examples.unclear_official(), "/media/1")
    assert report.speech is not None
    assert report.timeline is not None
    assert [line.number for line in report.speech.lines if line.to_grader] == [13]
    assert len(report.timeline.to_grader) == 1
    assert "Speaks to the grader: not evidence" in Page(render_fragment(report)).text


def test_overlapping_moments_lie_in_lanes_and_inside_the_recording():
    t = spoken(examples.GOOD_TEXT)
    line = "Their finance team measured that, not us."
    findings = [f.model_copy(update={"quotes": quotes(t, line)}) for f in good_findings(t)]
    line_up = seen(attempt(t, findings), "/media/1").timeline
    assert line_up is not None
    assert line_up.lanes == 3
    assert {mark.lane for mark in line_up.evidence} == {0, 1, 2}
    assert all(mark.left >= 0 and mark.left + mark.width <= 100 for mark in line_up.evidence + line_up.pauses)


def test_without_a_recording_there_is_no_player_and_nothing_claims_to_play():
    report = seen(examples.text_only())
    page = Page(render_fragment(report))
    assert not page.tags("audio")
    assert page.classes("pc-player") == 0
    assert "Play from" not in page.text
    assert report.manner is None
    assert "Delivery" not in page.text
    assert any("data-first" in button for button in page.tags("button"))


def test_a_transcript_without_times_can_still_be_read_beside_its_recording():
    t = spoken(examples.GOOD_TEXT, timed=False)
    recording = examples.passing_official().recording
    page = Page(render_fragment(seen(attempt(t, good_findings(t), recording=recording), "/media/1")))
    assert page.tags("audio")
    assert page.classes("pc-lanes") == 0
    assert "data-start" not in {name for _, attributes in page.elements for name in attributes}


def test_video_gets_a_picture_and_sound_alone_does_not():
    one = examples.passing_official()
    assert one.recording is not None
    filmed = one.model_copy(update={"recording": one.recording.model_copy(update={"video": True})})
    assert "<video" in render_fragment(seen(filmed, "/media/1"))
    assert "<video" not in render_fragment(seen(filmed, "data:audio/ogg;base64,AAAA"))


def test_the_golden_pitch_stands_beside_what_was_said():
    side = seen(examples.unclear_official()).golden
    assert side is not None
    assert [(tally.answer.word, tally.count) for tally in side.tallies] == [
        ("Covered", 6), ("In other words", 4), ("Unsure", 1), ("Missed", 1),
    ]  # fmt: skip
    assert side.own_words == "22%"
    assert side.aloud is not None
    assert side.aloud.startswith("Read aloud? 41 words in a row")
    certified = seen(examples.passing_official()).golden
    assert certified is not None
    assert certified.aloud is None


def test_delivery_names_its_thresholds_and_counts_fillers_from_below():
    manner = seen(examples.passing_official()).manner
    assert manner is not None
    figures = {gauge.name: f"{gauge.value} {gauge.meaning}" for gauge in manner.gauges}
    assert figures["Pauses"].startswith("11 of 0.25 s or more")
    assert figures["Fillers"].startswith("at least 2")
    assert figures["Length"] == "1:07 target 0:45 to 2:00"
    assert [filler.text for filler in manner.fillers] == ["um", "uh"]
    assert manner.chart is not None
    assert "the shaded band runs from 120 to 165" in manner.chart.label


def test_too_little_speech_shows_the_reason_and_no_figure():
    manner = seen(examples.one_word()).manner
    assert manner is not None
    assert (manner.gauges, manner.chart, manner.tips) == ((), None, ())
    assert (
        "Nothing is shown here: Less than 10 seconds of speech."
        in Page(render_fragment(seen(examples.one_word()))).text
    )


def test_the_origin_names_engines_versions_and_tokens():
    entries = {entry.name: entry.value for entry in seen(examples.passing_official()).origin.entries}
    assert entries["Judged by"] == "openai-compatible, model example-model-70b"
    assert entries["Samples"] == "each question asked 3 times"
    assert entries["Tokens"] == "48,210 in, 39,400 of them cached, 6,120 out, in 15 calls"
    assert entries["Recording SHA-256"] == "0b6e" * 16
    assert entries["Prompt"] == "criterion@9f31c07b"
    unreported = examples.passing_official().model_copy(update={"usage": examples.Usage(calls=5)})
    assert "not reported by the server (5 calls)" in Page(render_fragment(seen(unreported))).text


@pytest.mark.parametrize("make", EVERY)
def test_every_report_is_well_formed_and_its_headings_are_in_order(make):
    page = Page(render_page(seen(make(), "/media/1")))
    assert page.open == []
    levels = [int(tag[1]) for tag, _ in page.elements if tag in {"h1", "h2", "h3", "h4"}]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    wanted = {attributes["aria-labelledby"] for _, attributes in page.elements if "aria-labelledby" in attributes}
    assert wanted <= set(ids)


def test_hostile_text_is_shown_as_text():
    html = render_page(seen(examples.hostile(), "/media/1"))
    plain = Page(html)
    harmless = Page(render_page(seen(examples.passing_official(), "/media/1")))
    assert len(plain.tags("script")) == 1
    assert not plain.tags("img")
    assert {name for _, a in plain.elements for name in a} <= {name for _, a in harmless.elements for name in a}
    assert "${window.pwned=2} `tick` </script><script>window.pwned=3</script> {{ 7*7 }} {% raw %}" in plain.text
    assert "49" not in re.findall(r"\{\{.*?\}\}|49", plain.text)
    script = html[html.rindex("<script>") :]
    assert "pwned" not in script
    assert HOSTILE not in script


def test_a_report_of_its_own_loads_nothing_and_runs_one_script():
    html = render_page(seen(examples.passing_official(), "data:audio/wav;base64,UklGRg=="))
    page = Page(html)
    policy = next(m["content"] for m in page.tags("meta") if m.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "media-src data:;" in policy
    assert not page.tags("link")
    sources = [a["src"] for _, a in page.elements if "src" in a]
    assert sources == ["data:audio/wav;base64,UklGRg=="]
    assert "http:" not in html
    assert not re.search(r"url\(|@import|https://(?!)", html)
    assert not [name for _, a in page.elements for name in a if name.startswith("on")]


def test_the_page_on_a_server_may_play_from_that_server_alone():
    assert "media-src &#39;self&#39;;" in render_page(seen(examples.passing_official(), "/attempts/1/media"))


def test_an_hour_of_speech_is_rendered_whole_in_a_page_of_a_fitting_size():
    html = render_page(seen(examples.long_pitch()))
    assert html.count("data-t=") >= 9000
    assert len(html) < 1_500_000
    assert "pc-lines-long" in html


def test_importing_the_report_is_light():
    heavy = ("gradio", "jinja2", "numpy", "fastapi", "openai", "sqlalchemy")
    code = f"import sys, coach.web.report; sys.exit(','.join(m for m in {heavy!r} if m in sys.modules) or 0)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_stylesheet_survives_gradios_prefixing():
    """Gradio splits selectors at every comma, so one inside `:is()` or `:not()` would break the rule."""
    rules = re.sub(r"/\*.*?\*/", "", STYLESHEET.read_text("utf-8"), flags=re.S)
    selectors = re.findall(r"([^{};]+)\{", rules)
    assert len(selectors) > 100
    assert not [
        selector for selector in selectors if not selector.strip().startswith("@") and re.search(r"\([^)]*,", selector)
    ]
