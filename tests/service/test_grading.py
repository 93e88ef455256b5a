"""Grading by people beside the judge: real files, real SQLite, the embedded judge and a local model server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fixtures.llm_server import LlmServer
from grading_room import RUBRIC, grade, official, verdicts, workshop_at

from coach.domain.certification import Kind, Outcome
from coach.domain.person import OWNER
from coach.domain.rubric import PitchKind
from coach.domain.studio.calibration.rating import JUDGE, Rating
from coach.domain.studio.calibration.sheet import questions
from coach.domain.studio.manuscript import Address, ManuscriptKind, Put
from coach.domain.studio.study import StudyKind
from coach.errors import ClosedError, OvertakenError, UsageError
from coach.service.reviews import Ballot
from coach.service.studio.grading import Grading
from coach.wiring import Workshop

ADDRESS = Address(kind=ManuscriptKind.RUBRIC, id=RUBRIC)


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    workshop = workshop_at(tmp_path)
    for name in ("Dana", "Omar", "Pia"):
        workshop.people.named(name)
    yield workshop
    workshop.database.close()


@pytest.fixture
def grading(workshop: Workshop) -> Grading:
    return workshop.grading


def edit(workshop: Workshop, *steps: Put) -> None:
    """Change the rubric's file by hand."""
    manuscript = workshop.manuscripts.open(ADDRESS)
    text = workshop.manuscripts.edit(ADDRESS, manuscript.text, steps)
    workshop.manuscripts.save(ADDRESS, text, manuscript.stamp)


def pitches(grading: Grading, who: str) -> set[str]:
    return {pitch.id for pitch in grading.round(RUBRIC, who).pitches}


def test_others_official_attempts_and_samples_are_offered_and_nothing_else(
    workshop: Workshop, grading: Grading
) -> None:
    theirs = official(workshop, "Dana", PitchKind.WEAK)
    official(workshop, "Dana", PitchKind.WEAK, Kind.PRACTICE)
    reviewed = official(workshop, "Dana", PitchKind.NEAR_MISS)
    ballot = Ballot(decision=Outcome.NOT_YET, reason="The figure is wrong.", how="page", seen=0, tries=0)
    workshop.reviews.decide(reviewed, "Omar", ballot)
    deleted = official(workshop, "Pia", PitchKind.WEAK)
    workshop.archive.delete(deleted, "Pia")
    sample = workshop.pitch_samples.paste(RUBRIC, "Brought", "We help. It costs little.", "Pia").id

    assert pitches(grading, "Omar") == {theirs, sample}
    assert grading.round(RUBRIC, "Omar").seen == 1
    assert pitches(grading, "Dana") == {sample}
    assert grading.round(RUBRIC, "Dana").own == 2
    for pitch, who, why in (
        (theirs, "Dana", "your own"),
        (reviewed, "Omar", "You have seen its score, so others grade it."),
        (deleted, "Omar", "no such pitch"),
    ):
        with pytest.raises(UsageError, match=why):
            grading.open(RUBRIC, pitch, who)


def test_what_fewest_have_graded_comes_first_in_an_order_that_stays(workshop: Workshop, grading: Grading) -> None:
    ids = [workshop.pitch_samples.paste(RUBRIC, f"P{n}", f"Pitch number {n}.", OWNER).id for n in range(8)]
    first = [pitch.id for pitch in grading.round(RUBRIC, "Omar").pitches]
    assert first == [pitch.id for pitch in grading.round(RUBRIC, "Omar").pitches]
    assert first != [pitch.id for pitch in grading.round(RUBRIC, "Pia").pitches]
    assert set(first) == set(ids)

    grade(workshop, first[0], "Pia", verdicts(workshop))
    after = grading.round(RUBRIC, "Omar")
    assert [pitch.id for pitch in after.pitches] == [*first[1:], first[0]]
    grade(workshop, first[1], "Omar", verdicts(workshop))
    mine = grading.round(RUBRIC, "Omar")
    assert (mine.graded, mine.pitches[-1].id, mine.next and mine.next.id) == (1, first[1], first[2])


def test_points_come_from_the_answers_and_the_weights(workshop: Workshop, grading: Grading) -> None:
    pitch = official(workshop, "Dana", PitchKind.WEAK)
    every = {q.key: q.choices[0] for q in questions(grading.current(RUBRIC).rubric, "first_call")}
    grade(workshop, pitch, "Omar", every)
    grade(workshop, pitch, "Pia", verdicts(workshop))
    assert {r.rater: r.total for r in grading.counting(grading.current(RUBRIC))} == {"Omar": 100.0, "Pia": 0.0}


def test_nobody_grades_without_a_name_or_under_one_that_is_taken(workshop: Workshop, grading: Grading) -> None:
    pitch = workshop.pitch_samples.paste(RUBRIC, "", "We help you. Really.", "Omar").id
    with pytest.raises(UsageError, match="under a name"):
        grade(workshop, pitch, OWNER, verdicts(workshop))
    for name in ("Judge", "ＪＵＤＧＥ", "Nadia (imported)"):
        with pytest.raises(UsageError, match="Nobody can grade as"):
            grade(workshop, pitch, workshop.people.named(name).key, verdicts(workshop))


def test_a_second_window_is_told_and_overwrites_nothing(workshop: Workshop, grading: Grading) -> None:
    pitch = workshop.pitch_samples.paste(RUBRIC, "", "We help you. Really.", "Pia").id
    sheet = grading.open(RUBRIC, pitch, "Omar")
    version = sheet.current.rubric.version
    kept = grading.submit(sheet, "Omar", version, verdicts(workshop), "first", "").rating
    with pytest.raises(OvertakenError, match="another window"):
        grading.submit(grading.open(RUBRIC, pitch, "Omar"), "Omar", version, verdicts(workshop), "second", "")
    with pytest.raises(OvertakenError):
        grading.submit(sheet, "Omar", version, verdicts(workshop), "second", "")
    again = grading.open(RUBRIC, pitch, "Omar")
    grading.submit(again, "Omar", version, verdicts(workshop), "third", kept.at.isoformat())
    assert [r.note for r in workshop.ratings.ratings(RUBRIC)] == ["third"]


def test_who_has_seen_the_machines_answer_changes_nothing_any_more(workshop: Workshop, grading: Grading) -> None:
    pitch = official(workshop, "Dana", PitchKind.WEAK)
    grade(workshop, pitch, "Omar", verdicts(workshop))
    grade(workshop, pitch, "Omar", verdicts(workshop), "changed my mind")
    grading.reveal(grading.open(RUBRIC, pitch, "Omar"), "Omar")
    with pytest.raises(UsageError, match="stay as they are"):
        grade(workshop, pitch, "Omar", verdicts(workshop), "and again")
    assert [r.note for r in workshop.ratings.ratings(RUBRIC)] == ["changed my mind"]


def test_who_was_shown_a_score_before_they_graded_is_not_offered_the_pitch_under_any_version(
    workshop: Workshop, grading: Grading
) -> None:
    pitch, other = (official(workshop, "Dana", kind) for kind in (PitchKind.WEAK, PitchKind.OWN_WORDS))
    open_page = grading.open(RUBRIC, pitch, "Omar")
    attempts = [workshop.attempts.get(pitch)]
    grading.saw_attempts(attempts, "Omar", "review")
    grading.saw_attempts(attempts, "Dana", "review")  # her own, which is not hers to grade anyway

    edit(workshop, Put(where=("criteria", 0, "checks", 0, "asks"), value="Does the seller name eleven weeks?"))
    assert (pitches(grading, "Omar"), grading.round(RUBRIC, "Omar").seen) == ({other}, 1)
    assert (grading.round(RUBRIC, "Dana").own, grading.round(RUBRIC, "Dana").seen) == (2, 0)
    assert pitches(grading, "Pia") == {pitch, other}
    with pytest.raises(ClosedError, match="others grade it"):
        grading.submit(open_page, "Omar", open_page.current.rubric.version, verdicts(workshop), "", "")
    assert workshop.ratings.ratings(RUBRIC) == ()


def test_who_reviews_an_attempt_after_grading_it_changes_nothing_any_more(workshop: Workshop, grading: Grading) -> None:
    pitch = official(workshop, "Dana", PitchKind.WEAK)
    grade(workshop, pitch, "Omar", verdicts(workshop))
    ballot = Ballot(decision=Outcome.NOT_YET, reason="The figure is wrong.", how="command", seen=0, tries=0)
    workshop.reviews.decide(pitch, "Omar", ballot)
    with pytest.raises(ClosedError, match="stay as they are"):
        grade(workshop, pitch, "Omar", verdicts(workshop), "to please the machine")
    mine = grading.round(RUBRIC, "Omar")
    assert (mine.graded, mine.gradable) == (1, frozenset())


def test_a_page_that_was_open_while_the_rubric_changed_is_kept_under_what_it_asked(
    workshop: Workshop, grading: Grading
) -> None:
    pitch = workshop.pitch_samples.paste(RUBRIC, "", "We help you. Really.", "Pia").id
    opened, answers = grading.open(RUBRIC, pitch, "Omar"), verdicts(workshop)
    edit(workshop, Put(where=("criteria", 0, "checks", 0, "asks"), value="Does the seller name eleven weeks?"))

    now = grading.open(RUBRIC, pitch, "Omar")
    submitted = grading.submit(now, "Omar", opened.current.rubric.version, answers, "", "")

    assert submitted.moved_on
    assert submitted.rating.rubric_version == opened.current.rubric.version != now.current.rubric.version
    assert grading.counting(now.current) == ()
    assert grading.elsewhere(now.current) == 1
    assert [p.mine for p in grading.round(RUBRIC, "Omar").pitches] == [None]
    with pytest.raises(UsageError, match="not known"):
        grading.submit(now, "Omar", "forged", answers, "", "")


def test_grades_outlive_a_change_of_weights_and_of_the_band_with_new_points(
    workshop: Workshop, grading: Grading
) -> None:
    pitch = official(workshop, "Dana", PitchKind.OWN_WORDS)
    before = grading.current(RUBRIC)
    only_first = {q.key: q.choices[0] for q in questions(before.rubric, "first_call") if q.criterion.id == "problem"}
    grade(workshop, pitch, "Omar", verdicts(workshop) | only_first)
    machine = workshop.machine.answers(before, [pitch])[pitch].total
    edit(workshop, Put(where=("band",), value=9), Put(where=("criteria", 0, "weight"), value=1))

    after = grading.current(RUBRIC)
    rating = grading.counting(after)[0]
    weights = {c.id: c.weight for c in after.rubric.criteria if c.id in rating.scores}
    assert rating.rubric_version == after.rubric.version
    assert rating.total == round(100 * weights["problem"] / sum(weights.values()), 1)
    assert workshop.machine.answers(after, [pitch])[pitch].total != machine
    assert grading.open(RUBRIC, pitch, "Omar").pitch.mine is not None


def test_what_another_judge_scored_is_scored_first_and_becomes_no_attempt(workshop: Workshop, grading: Grading) -> None:
    attempt = official(workshop, "Dana", PitchKind.OWN_WORDS)
    scored = workshop.attempts.get(attempt)
    assert scored.engines is not None
    other = scored.engines.model_copy(update={"judge": "another", "model": "model-x"})
    workshop.attempts.save(scored.model_copy(update={"engines": other}))
    sample = workshop.pitch_samples.paste(RUBRIC, "", "A new customer waits eleven weeks on average.", "Pia").id
    grade(workshop, attempt, "Omar", verdicts(workshop))
    current = grading.current(RUBRIC)
    assert set(workshop.machine.unscored(current, grading.scorable(current))) == {attempt, sample}

    study = workshop.machine.score(current, [attempt, sample], "Omar")
    before = list(workshop.history.entries())
    workshop.studies.work(study.id, 0, lambda seconds: None)

    assert workshop.machine.unscored(current, grading.scorable(current)) == ()
    judged = {rating.pitch: rating for rating in workshop.machine.ratings(current, [attempt, sample])}
    assert scored.scorecard is not None
    assert judged[attempt].total == scored.scorecard.score
    assert (judged[sample].rater, judged[sample].scores["problem"]) == (JUDGE, 33.3)
    assert list(workshop.history.entries()) == before
    kept = workshop.studies.store.results(study.id).values()
    assert not any("new customer" in str(result) for result in kept)


def test_a_pitch_that_is_deleted_while_a_study_waits_is_passed_over(workshop: Workshop, grading: Grading) -> None:
    sample = workshop.pitch_samples.paste(RUBRIC, "", "A new customer waits eleven weeks.", "Pia").id
    current = grading.current(RUBRIC)
    study = workshop.machine.score(current, [sample], "Omar")
    workshop.pitch_samples.remove(RUBRIC, sample)
    workshop.studies.work(study.id, 0, lambda seconds: None)
    assert workshop.studies.store.get(study.id).state.value == "done"
    assert workshop.machine.answers(current, [sample]) == {}


def test_deleting_an_attempt_keeps_what_people_and_the_judge_gave_it(workshop: Workshop, grading: Grading) -> None:
    pitch = official(workshop, "Dana", PitchKind.WEAK)
    grade(workshop, pitch, "Omar", verdicts(workshop), "She says “Quillfeather”.")
    workshop.archive.delete(pitch, "Dana")
    counted = grading.counting(grading.current(RUBRIC))
    assert [(r.pitch, r.total, r.note) for r in counted] == [(pitch, 0.0, "")]
    assert pitches(grading, "Omar") == set()
    assert grading.scorable(grading.current(RUBRIC)) == ()


def table(*rows: str) -> bytes:
    return "\n".join(("pitch,rater,problem,total", *rows)).encode()


def test_raters_of_a_table_are_nobody_here_and_the_machine_is_left_out(workshop: Workshop, grading: Grading) -> None:
    current, exchange = grading.current(RUBRIC), workshop.rating_exchange
    sample = workshop.pitch_samples.paste(RUBRIC, "Monday", "A new customer waits eleven weeks.", "Pia").id
    grade(workshop, sample, "Omar", verdicts(workshop))
    brought = exchange.bring(current, table("monday,Omar,66.7,70", "outside,omar,33.3,40", "monday,Judge,100,100"))
    assert (brought.kept, brought.known, brought.machine, brought.faults) == (2, 0, 1, ())
    assert {(r.pitch, r.rater, r.total) for r in grading.counting(current)} == {
        (sample, "Omar", 0.0),
        (sample, "Omar (imported)", 70.0),
        ("outside", "Omar (imported)", 40.0),
    }
    assert exchange.bring(current, table("outside,OMAR,33.3,45")).raters == ("Omar (imported)",)
    judged = workshop.machine.ratings(current, [sample])
    again = exchange.bring(current, exchange.take(current, judged, who="Omar"))
    assert (again.kept, again.known) == (0, 3)
    exchange.bring(current, table("outside,★,33.3,50", "outside,☆,33.3,60"))
    assert {r.total for r in grading.counting(current) if r.pitch == "outside"} == {45.0, 50.0, 60.0}
    alone = exchange.bring(current, table("monday,judge,100,100"))
    assert "the machine's own" in alone.faults[0].message
    assert exchange.bring(current, b"pitch,rater\n").faults


@pytest.fixture
def with_model(tmp_path: Path, llm_server: LlmServer) -> Iterator[Workshop]:
    workshop = workshop_at(tmp_path, llm_base_url=llm_server.base_url, llm_model="model-a")
    workshop.people.named("Omar")
    yield workshop
    workshop.database.close()


def test_a_retest_asks_as_for_a_certificate_and_its_spread_is_the_judges(
    with_model: Workshop, llm_server: LlmServer
) -> None:
    machine, current = with_model.machine, with_model.grading.current(RUBRIC)
    chosen = machine.retestable(current, ())[:2]
    study = machine.retest(current, chosen, 3, "Omar")
    assert study.kind is StudyKind.RETEST
    assert len(study.subjects) == 6
    with_model.studies.work(study.id, 0, lambda seconds: None)
    retest = machine.spread(current)
    assert retest is not None
    assert len(llm_server.seen) == machine.calls(current.rubric, 6)
    assert {pitch: len(totals) for pitch, totals in retest.totals.items()} == dict.fromkeys(chosen, 3)
    assert retest.spread is not None
    assert (retest.spread.n_pitches, retest.spread.degrees) == (2, 4)


def test_a_judge_that_fails_ends_the_study_with_the_next_step_and_no_score(
    with_model: Workshop, llm_server: LlmServer
) -> None:
    llm_server.behaviour = "refusal"
    machine, current = with_model.machine, with_model.grading.current(RUBRIC)
    study = machine.retest(current, machine.retestable(current, ())[:1], 2, "Omar")
    with_model.studies.work(study.id, 0, lambda seconds: None)
    failed = with_model.studies.store.get(study.id)
    assert (failed.state.value, failed.hint) == (
        "failed",
        "What is done is kept. Go on with it when the model answers again.",
    )
    assert machine.spread(current) is None


def test_the_embedded_judge_is_known_to_answer_always_the_same(workshop: Workshop) -> None:
    assert workshop.machine.always_the_same
    assert workshop.machine.calls(workshop.grading.current(RUBRIC).rubric, 15) == 0


def test_a_rating_under_the_name_of_the_judge_is_never_taken_for_a_persons(workshop: Workshop) -> None:
    current = workshop.grading.current(RUBRIC)
    workshop.ratings.keep(
        Rating(
            rubric_id=RUBRIC,
            rubric_version=current.rubric.version,
            pitch="p",
            rater=JUDGE,
            at=workshop.grading.now(),
            scores={"problem": 50},
        )
    )
    assert workshop.grading.counting(current) == ()
