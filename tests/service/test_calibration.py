"""What a calibration says about made-up graders whose agreement is known."""

import json
from collections.abc import Sequence
from itertools import combinations

import pytest
from gradings import gradings, rated, sample_rubric

from coach.adapters.statistics import ScipyStatistics
from coach.domain.studio.calibration.agreement import ENOUGH, Figure, Part, Report
from coach.domain.studio.calibration.measures import Estimate
from coach.domain.studio.calibration.rating import JUDGE, Rating
from coach.domain.studio.calibration.retest import spread
from coach.domain.studio.calibration.thresholds import agreement_word
from coach.service.studio.calibration import MOST_REPORTS, Calibration

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


def reading(found: Report, figure: str, part: str | None = None) -> tuple[str, str]:
    """Tone and words of one figure."""
    said = found.reading(part, figure)
    assert said is not None
    return said.tone, said.text


def totals(**given: list[float]) -> list[Rating]:
    """Ratings of totals alone: what each rater gave, pitch by pitch."""
    return [rated(RUBRIC, f"p{n}", rater, {}, points) for rater, own in given.items() for n, points in enumerate(own)]


def test_no_judge_is_praised_for_agreeing_with_people_who_do_not_agree() -> None:
    up, down = [30 + n for n in range(40)], [69 - n for n in range(40)]
    tone, text = reading(report(totals(Ana=up, Ben=down, judge=[50 + n % 3 for n in range(40)])), "degradation")
    assert tone == "mid"
    assert "do not agree enough for this to mean anything" in text
    assert "No judge can be asked for more" not in text


def test_who_gives_every_pitch_the_same_is_named_and_kappa_gets_no_word() -> None:
    ana = [40 + n for n in range(40)]
    found = report(totals(Ana=ana, Ben=[each + 1 for each in ana], judge=[60.0] * 40))
    assert found.total.judge is not None
    assert found.total.judge.qwk.value == pytest.approx(0)
    for figure in ("judge.qwk", "judge.alpha"):
        tone, text = reading(found, figure)
        assert tone == "mid"
        assert text.startswith("The judge gave every pitch the same score.")
        assert "slight" not in text
    assert reading(found, "degradation")[0] == "quiet"
    assert reading(found, "humans.qwk")[0] == "good"

    # Of three graders one never varies: kappa says something yet, but no cross is owed to that one.
    found = report(totals(Ana=ana, Ben=[each + 1 for each in ana], Caro=[60.0] * 40))
    tone, text = reading(found, "humans.qwk")
    assert tone == "mid"
    assert "Caro gave every pitch the same score. That makes kappa 0 in each of their pairs." in text
    assert not found.total.humans.by_construction


def test_totals_that_hardly_differ_are_called_that_though_none_are_the_same() -> None:
    ana, ben = [80 + n % 3 for n in range(40)], [82 - n % 2 for n in range(40)]
    found = report(totals(Ana=ana, Ben=ben))
    assert (found.total.humans.exact.value or 0) < 0.5
    tone, text = reading(found, "humans.qwk")
    assert tone == "mid"
    assert "at most 5 points apart: where nearly all pitches get nearly the same score" in text


def test_a_difference_that_can_be_chance_gets_no_cross() -> None:
    ana = [30 + n % 50 for n in range(50)]
    off = [each + (60 if n % 5 == 0 else -5) for n, each in enumerate(ana)]
    found = report(totals(Ana=ana, judge=[min(100, each) for each in off]))
    assert found.total.judge is not None
    smd = found.total.judge.smd
    assert smd.value is not None
    assert smd.low is not None
    assert smd.value > 0.15 > smd.low
    tone, text = reading(found, "judge.smd")
    assert tone == "mid"
    assert "That can be chance" in text


def test_a_judge_that_is_always_as_far_off_is_told_in_one_number() -> None:
    ana = [30 + n for n in range(40)]
    text = reading(report(totals(Ana=ana, judge=[each + 5 for each in ana])), "judge.bias")[1]
    assert text == "On average the judge gives 5.0 points more of 100. So it does with nearly every pitch."


def test_pitches_count_as_scored_twice_where_two_scored_the_same_of_them() -> None:
    ratings = [
        rated(RUBRIC, f"p{n}", rater, {criterion: 50}).model_copy(update={"total": None})
        for n in range(ENOUGH)
        for rater, criterion in (("Ana", "problem"), ("Ben", "value"), (JUDGE, "proof"))
    ]
    found = report(ratings)
    assert (found.double_scored, found.judged, found.enough) == (0, 0, False)
    extra = rated(RUBRIC, "p0", "Caro", {"problem": 50, "proof": 50}).model_copy(update={"total": None})
    found = report([*ratings, extra])
    assert (found.double_scored, found.judged) == (1, 1)


class Counting(ScipyStatistics):
    """The real thing, which counts how often it is asked."""

    asked = 0

    def smd(self, pairs: Sequence[tuple[float, float]]) -> Estimate | None:
        self.asked += 1
        return super().smd(pairs)


def test_the_same_ratings_are_reckoned_once_and_any_change_anew() -> None:
    statistics = Counting(resamples=20)
    calibration = Calibration(statistics)
    ratings = gradings(RUBRIC, 12)
    first = calibration.report(RUBRIC, ratings)
    asked = statistics.asked
    assert calibration.report(RUBRIC, list(ratings)) is first
    assert statistics.asked == asked
    changed = [*ratings[:-1], ratings[-1].model_copy(update={"total": 1.0})]
    others = [
        calibration.report(RUBRIC, changed),
        calibration.report(RUBRIC, ratings, spread=spread([(1, 2)])),
        calibration.report(RUBRIC.model_copy(update={"pass_mark": 10.0}), ratings),
        calibration.report(RUBRIC, ratings[:4], ratings[4:8]),
        calibration.report(RUBRIC, ratings[:8]),
    ]
    assert all(one != other for one, other in combinations([first, *others], 2))
    for n in range(MOST_REPORTS):
        calibration.report(RUBRIC, ratings[: 4 * n])
    assert calibration.report(RUBRIC, ratings) is not first


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
    assert "at least 10 more scores than pitches" in reading.text


@pytest.mark.parametrize(
    ("kappa", "word"),
    [(-0.1, "worse than chance"), (0, "slight"), (0.2, "slight"), (0.21, "fair"), (0.4, "fair"), (0.6, "moderate"),
     (0.61, "substantial"), (0.8, "substantial"), (0.81, "almost perfect"), (1, "almost perfect")],
)  # fmt: skip
def test_the_words_are_those_of_landis_and_koch(kappa: float, word: str) -> None:
    assert agreement_word(kappa) == word
