"""The report of a calibration: what stands in it, what cannot get into it, and that it can be read."""

from html.parser import HTMLParser

import pytest
from gradings import gradings, rated, sample_rubric

from coach.adapters.statistics import ScipyStatistics
from coach.domain.studio.calibration.agreement import Report
from coach.domain.studio.calibration.rating import JUDGE, Rating
from coach.domain.studio.calibration.retest import spread
from coach.service.studio.calibration import Calibration
from coach.web.agreeing.page import render_fragment, render_page
from coach.web.agreeing.plots import differences, scatter, whiskers

RUBRIC = sample_rubric()


def report(ratings: list[Rating]) -> Report:
    return Calibration(ScipyStatistics(resamples=100)).report(RUBRIC, ratings, spread=spread([(60, 64)]))


class Found(HTMLParser):
    """What a browser would see: tags, what is drawn in words, and all text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.labels: list[str] = []
        self.loads: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        named = dict(attrs)
        if named.get("role") == "img":
            self.labels.append(named.get("aria-label") or "")
        self.loads += [value or "" for name, value in attrs if name in {"src", "href"}]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_file_has_every_plot_with_its_words_and_loads_nothing() -> None:
    ratings = gradings(RUBRIC, 40, bias=-0.4)
    found = Found(render_page(report(ratings)))
    assert found.tags.count("circle") >= 80  # each pitch in two plots
    assert any(label.startswith("The judge's total over the graders' mean, 40 pitches") for label in found.labels)
    assert any(label.startswith("Judge minus graders, 40 pitches: −") for label in found.labels)
    for part in RUBRIC.criteria[:5]:
        assert any(label.startswith(f"Kappa of {part.title}: between graders ") for label in found.labels)
    assert found.tags.count("table") == 1 + 5 + 1  # total, criteria, every pitch
    assert found.loads == []
    assert "script" not in found.tags
    assert "Williamson" in found.text
    assert "a band of" in found.text
    assert "with few pitches they are narrower than they should be" in found.text
    assert "95 times of 100" not in found.text


def test_names_of_pitches_and_graders_stay_text() -> None:
    evil = "<script>alert(1)</script>${x}{{7*7}}"
    ratings = [rated(RUBRIC, f"{evil}{n}", rater, {}, 50 + n) for n in range(3) for rater in (f"א{evil}", "Ben", JUDGE)]
    found = Found(render_page(report(ratings)))
    assert "script" not in found.tags
    assert evil in found.text


@pytest.mark.parametrize(
    "ratings", [[], gradings(RUBRIC, 1), gradings(RUBRIC, 4, ("Ana",)), gradings(RUBRIC, 3, (JUDGE,))]
)
def test_where_there_is_little_there_is_still_a_page(ratings: list[Rating]) -> None:
    page = render_page(report(ratings))
    assert "nan" not in page.lower().replace("nance", "")
    assert "None" not in page
    assert render_fragment(report(ratings)).startswith('<div class="pa-report">')


def test_marks_stand_where_their_scores_are() -> None:
    ratings = [
        rated(RUBRIC, pitch, rater, {}, points)
        for pitch, given in {"a": (40, 40), "b": (80, 60), "c": (60, 80)}.items()
        for rater, points in zip(("Ana", JUDGE), given, strict=True)
    ]
    found = report(ratings)
    plot = scatter(found)
    assert plot is not None
    assert plot.diagonal is not None
    x1, y1, x2, y2 = plot.diagonal
    marks = {mark.title.split(":")[0]: mark for mark in plot.marks}

    def on_diagonal(x: float) -> float:
        return y1 + (x - x1) / (x2 - x1) * (y2 - y1)

    assert marks["a"].y == pytest.approx(on_diagonal(marks["a"].x), abs=0.2)
    assert marks["b"].y > on_diagonal(marks["b"].x)  # lower on the screen: the judge gave less
    assert marks["c"].y < on_diagonal(marks["c"].x)
    assert plot.pass_x == marks["b"].x  # the pass mark is 80
    apart = differences(found)
    assert apart is not None
    assert all(apart.top <= mark.y <= apart.bottom for mark in apart.marks)
    assert all(apart.left <= mark.x <= apart.right for mark in apart.marks)


def test_whiskers_stay_on_their_axis() -> None:
    opposed = [
        rated(RUBRIC, f"p{n}", rater, {"problem": (100 if n % 2 else 0) if rater == "Ana" else (0 if n % 2 else 100)})
        for n in range(30)
        for rater in ("Ana", "Ben")
    ]
    drawn = whiskers(report(opposed))
    assert drawn is not None
    for row in drawn.rows:
        for each in (row.humans, row.judge):
            if each is not None:
                assert 0 <= (each.at if each.low is None else each.low) <= 100
    assert drawn.ticks[0].text == "−1.0"
