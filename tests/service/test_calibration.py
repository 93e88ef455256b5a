"""What a calibration says about made-up graders whose agreement is known."""

import json

import pytest
from gradings import gradings, rated, sample_rubric

from coach.adapters.statistics import ScipyStatistics
from coach.domain.studio.calibration.agreement import ENOUGH, Figure, Part, Report
from coach.domain.studio.calibration.rating import JUDGE, Rating
from coach.domain.studio.calibration.reading import agreement_word
from coach.domain.studio.calibration.retest import spread
from coach.service.studio.calibration import Calibration

RUBRIC = sample_rubric()
CALIBRATION = Calibration(ScipyStatistics(resamples=200))


def report(ratings: list[Rating], judged: tuple[Rating, ...] = ()) -> Report:
    return CALIBRATION.report(RUBRIC, ratings, judged)


def criterion(found: Report, name: str) -> Part:
    return next(part for part in found.criteria if part.id == name)


def figures(found: Report) -> list[Figure]:
    """Every figure of a report, wherever it stands."""
    parts = (found.total, *found.criteria)
    sides = [side for part in parts for side in (part.humans, part.judge) if side is not None]
    return [each for side in sides for _, each in side if isinstance(each, Figure)]


def test_people_and_a_judge_who_agree_reach_the_thresholds() -> None:
    found = report(gradings(RUBRIC, 60, noise=0.25))
    assert (found.n_pitches, found.n_raters, found.double_scored, found.judged) == (60, 3, 60, 60)
    assert found.enough
    assert found.raters == ("Ana", "Ben", "Caro")
    assert found.total.judge is not None
    kappa = found.total.humans.qwk
    assert kappa.value is not None
    assert kappa.low is not None
    assert kappa.high is not None
    assert kappa.low < kappa.value < kappa.high
    tones = {name: getattr(found.reading(None, name), "tone", None) for name in _WITH_THRESHOLD}
    assert tones == dict.fromkeys(_WITH_THRESHOLD, "good")


_WITH_THRESHOLD = ("humans.qwk", "judge.qwk", "humans.alpha", "judge.alpha", "degradation", "judge.smd", "sample")


def test_a_judge_that_is_stricter_is_told_by_how_much() -> None:
    found = report(gradings(RUBRIC, 60, noise=0.2, bias=-1.0))
    judge = found.total.judge
    assert judge is not None
    assert judge.bias.value is not None
    assert judge.smd.value is not None
    means = [(pitch.mean or 0, pitch.judge or 0) for pitch in found.pitches]
    assert judge.bias.value == pytest.approx(sum(j - m for m, j in means) / len(means))
    assert judge.smd.value < -0.15
    smd, bias = found.reading(None, "judge.smd"), found.reading(None, "judge.bias")
    assert smd is not None
    assert bias is not None
    assert smd.tone == "bad"
    assert "lower than the graders'" in smd.text
    assert f"{-judge.bias.value:.1f} points less" in bias.text


def test_a_judge_that_guesses_is_held_against_how_people_agree() -> None:
    people = gradings(RUBRIC, 60, ("Ana", "Ben", "Caro"), noise=0.2)
    guesses = gradings(RUBRIC, 60, (JUDGE,), seed=99)
    found = report([*people, *guesses])
    degradation = found.reading(None, "degradation")
    assert degradation is not None
    assert degradation.tone == "bad"
    assert found.total.judge is not None
    assert found.total.judge.qwk.value is not None
    assert found.total.judge.qwk.value < 0.3


def test_a_criterion_is_compared_in_its_own_steps() -> None:
    ratings = [
        rated(RUBRIC, pitch, rater, {"problem": percent})
        for pitch, given in {"a": (100, 66.7), "b": (66.6, 66.7), "c": (0, 66.7)}.items()
        for rater, percent in zip(("Ana", "Ben"), given, strict=True)
    ]
    part = criterion(report(ratings), "problem")
    assert (part.scale.top, part.scale.unit) == (3, "checks met")
    assert part.humans.exact.value == pytest.approx(1 / 3)
    assert part.humans.adjacent.value == pytest.approx(2 / 3)


def test_the_total_lies_below_within_or_above_the_band() -> None:
    low, mark, high = RUBRIC.pass_mark - RUBRIC.band, RUBRIC.pass_mark, RUBRIC.pass_mark + RUBRIC.band
    ratings = [
        rated(RUBRIC, pitch, rater, {}, points)
        for pitch, given in {"a": (low - 1, low), "b": (mark, mark), "c": (high, high - 0.5)}.items()
        for rater, points in zip(("Ana", JUDGE), given, strict=True)
    ]
    found = report(ratings).total.judge
    assert found is not None
    assert found.confusion.counts == ((0, 1, 0), (0, 1, 0), (0, 1, 0))
    assert found.same_side is not None
    assert found.same_side.value == 1


def test_where_everybody_gave_the_same_no_kappa_is_made_up() -> None:
    ratings = [
        rated(RUBRIC, f"p{n}", rater, {"problem": 100}, 80) for n in range(40) for rater in ("Ana", "Ben", JUDGE)
    ]
    found = report(ratings)
    part = criterion(found, "problem")
    for agreement in (part.humans, found.total.humans, found.total.judge):
        assert agreement is not None
        assert agreement.qwk.value is None
        assert agreement.qwk.missing == "Cannot be computed: everybody gave the same."
        assert agreement.alpha.missing == agreement.qwk.missing
        assert agreement.exact.value == 1
    assert found.total.judge is not None
    assert found.total.judge.smd.missing is not None
    assert found.total.judge.bias.value == 0


def test_scores_that_hardly_differ_are_called_that_and_not_disagreement() -> None:
    ratings = [
        rated(RUBRIC, f"p{n}", rater, {"problem": 66.7 if (n, rater) in {(0, "Ana"), (1, "Ben")} else 100})
        for n in range(40)
        for rater in ("Ana", "Ben")
    ]
    reading = report(ratings).reading("problem", "humans.qwk")
    assert reading is not None
    assert "although people agree" in reading.text
    assert reading.tone == "mid"


@pytest.mark.parametrize(
    ("ratings", "graders", "humans", "judge"),
    [
        ([], "No person", "No pitch was scored by two graders.", None),
        (
            gradings(RUBRIC, 5, ("Ana", JUDGE)),
            "One grader",
            "No pitch was scored by two graders.",
            "Too few",
        ),
        (gradings(RUBRIC, 5, ("Ana", "Ben")), "Two graders", "Too few", None),
        (gradings(RUBRIC, 1), "3 graders", "Cannot be computed from one pitch.", "Cannot be computed from one pitch."),
        (gradings(RUBRIC, 5, (JUDGE,)), "No person", "No pitch was scored by two graders.", "No pitch was scored by a"),
    ],
    ids=["nothing", "one grader", "no judge", "one pitch", "the judge alone"],
)
def test_what_is_missing_is_said(ratings: list[Rating], graders: str, humans: str, judge: str | None) -> None:
    found = report(ratings)
    said = {each.figure: each.text for each in found.readings if each.part is None}
    assert said["graders"].startswith(graders)
    assert humans in said["humans.qwk"]
    assert (judge is None) is (found.total.judge is None)
    if judge is not None:
        assert judge in said["judge.qwk"]
    assert not found.enough
    # No nan anywhere, and nothing that is neither a figure nor a reason.
    json.loads(found.model_dump_json())
    json.dumps(found.model_dump(mode="json"), allow_nan=False)
    assert all((each.value is None) is (each.missing is not None) for each in figures(found))


def test_below_thirty_pitches_no_figure_is_praised() -> None:
    found = report(gradings(RUBRIC, ENOUGH - 1, noise=0.2))
    assert not found.enough
    tones = {each.tone for each in found.readings if each.figure not in {"graders", "sample"}}
    assert tones == {"quiet"}
    sample = found.reading(None, "sample")
    assert sample is not None
    assert "Too few" in sample.text


def test_below_fifty_pitches_the_bias_is_pointed_to() -> None:
    sample = report(gradings(RUBRIC, 40)).reading(None, "sample")
    assert sample is not None
    assert "difference of the means" in sample.text


def test_ratings_of_other_versions_are_counted_and_left_out() -> None:
    ratings = gradings(RUBRIC, 3, ("Ana", "Ben"))
    other = [rating.model_copy(update={"rubric_version": "old"}) for rating in gradings(RUBRIC, 2, ("Caro",))]
    found = report([*ratings, *other])
    assert (found.left_out, found.raters) == (2, ("Ana", "Ben"))
    assert found.reading(None, "left_out") is not None


def test_rows_of_the_judge_go_before_what_is_stored() -> None:
    people = [rated(RUBRIC, pitch, "Ana", {}, 70) for pitch in ("a", "b")]
    stored = tuple(rated(RUBRIC, pitch, JUDGE, {}, 60) for pitch in ("a", "b"))
    found = report([*people, rated(RUBRIC, "a", JUDGE, {}, 75)], stored)
    assert {pitch.id: pitch.judge for pitch in found.pitches} == {"a": 75, "b": 60}


def test_graders_who_did_not_score_all_count_where_they_met() -> None:
    every = gradings(RUBRIC, 12, ("Ana", "Ben", "Caro"))
    some = [r for n, r in enumerate(every) if not (r.rater == "Caro" and n > 18) and not (r.rater == "Ana" and n < 6)]
    humans = report(some).total.humans
    met: dict[str, int] = {}
    for rating in some:
        met[rating.pitch] = met.get(rating.pitch, 0) + 1
    assert humans.n_pitches == sum(count > 1 for count in met.values())
    assert humans.n_pairs == sum(count * (count - 1) // 2 for count in met.values())


def test_the_measured_spread_is_told_beside_the_band() -> None:
    measured = spread([(60, 70, 62, 68, 71, 60), (50, 60, 49, 61, 55, 52)])
    found = CALIBRATION.report(RUBRIC, gradings(RUBRIC, 3), spread=measured)
    reading = found.reading(None, "spread")
    assert reading is not None
    assert measured is not None
    assert reading.tone == "mid"
    assert f"a band of {measured.band:g} points follows" in reading.text


def test_a_spread_of_a_few_scores_is_called_a_guess() -> None:
    reading = CALIBRATION.report(RUBRIC, [], spread=spread([(60, 60), (50, 50)])).reading(None, "spread")
    assert reading is not None
    assert reading.tone == "quiet"
    assert "a guess" in reading.text


@pytest.mark.parametrize(
    ("kappa", "word"),
    [(-0.1, "worse than chance"), (0, "slight"), (0.2, "slight"), (0.21, "fair"), (0.4, "fair"), (0.6, "moderate"),
     (0.61, "substantial"), (0.8, "substantial"), (0.81, "almost perfect"), (1, "almost perfect")],
)  # fmt: skip
def test_the_words_are_those_of_landis_and_koch(kappa: float, word: str) -> None:
    assert agreement_word(kappa) == word
