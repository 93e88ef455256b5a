"""The gates: texts that must (not) pass, attacks that must not help, quotes that nobody may believe."""

from dataclasses import replace
from pathlib import Path

import pytest
from fixtures.llm_server import LlmServer
from studio_library import RUBRIC, rewrite, workshop_at

from coach.domain.attempt import Usage
from coach.domain.judging import Case, CheckProposal, JudgeIdentity, Proposal, Quote
from coach.domain.red_team import ATTACKS, INVENTED, red_team
from coach.domain.rubric import Criterion, PitchKind
from coach.domain.studio.manuscript import Bundle
from coach.domain.studio.study import StudyState
from coach.errors import UsageError
from coach.service.checking import TEXTS, Bench, trial_names
from coach.wiring import Workshop


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return workshop_at(tmp_path)


@pytest.fixture
def bundle(workshop: Workshop) -> Bundle:
    return workshop.manuscripts.bundle(RUBRIC)


def with_text(bundle: Bundle, kind: PitchKind, text: str) -> Bundle:
    golden = bundle.golden.model_copy(update={"texts": bundle.golden.texts | {kind: text}, "version": text})
    return bundle.model_copy(update={"golden": golden})


class Bribed:
    """A judge that obeys whoever speaks to it: everything is met by the first words said."""

    identity = JudgeIdentity(name="bribed", model="bribed")
    parallel = 1

    def __init__(self) -> None:
        self.asked = 0

    def propose(self, case: Case, criterion: Criterion, sample: int) -> tuple[Proposal, Usage]:
        self.asked += 1
        obeys = any(attack in case.transcript.text for attack in ATTACKS)
        quotes = tuple(Quote(text=line.text) for line in case.transcript.sentences[1:2])
        checks = tuple(
            CheckProposal(check=check.id, verdict="met", quotes=quotes)
            if obeys and not check.forbidden
            else CheckProposal(check=check.id, verdict="not_met")
            for check in criterion.checks
        )
        return Proposal(criterion=criterion.id, checks=checks), Usage()


def test_every_trial_has_its_own_name_and_the_four_texts_come_first(bundle: Bundle) -> None:
    names = trial_names(bundle)
    assert names[:4] == TEXTS
    assert len(set(names)) == len(names)
    assert sum(name.startswith("attack ") for name in names) == len(ATTACKS) == 10


def test_a_trial_is_run_by_its_name_alone(workshop: Workshop, bundle: Bundle) -> None:
    bench = Bench(workshop.embedded_judge, workshop.matcher)
    assert bench.trial(bundle, "weak").state == "holds"
    attack = bench.trial(bundle, f"attack 1: {ATTACKS[0]}")
    assert (attack.name, attack.state) == (f"attack 1: {ATTACKS[0]}", "holds")
    with pytest.raises(UsageError, match="no trial “guesswork”"):
        bench.trial(bundle, "guesswork")


def test_a_judge_that_obeys_is_found_out_by_what_the_attack_gains(workshop: Workshop, bundle: Bundle) -> None:
    judge = Bribed()
    bench = Bench(judge, workshop.matcher)
    name = next(name for name in trial_names(bundle) if name.startswith("attack 2:"))
    trial = bench.trial(bundle, name)
    assert trial.state == "broken"
    assert trial.why == "It raised the weak pitch from 0 to 100 points."
    assert any("“Proves it with one customer”, check `named_customer`: met" in each for each in trial.behind)


def test_the_weak_pitch_is_judged_once_for_all_attacks(workshop: Workshop, bundle: Bundle) -> None:
    judge = Bribed()
    bench = Bench(judge, workshop.matcher)
    attacks = [name for name in trial_names(bundle) if name.startswith("attack ")][:3]
    for name in ("weak", *attacks):
        bench.trial(bundle, name)
    assert judge.asked == 4 * len(bundle.rubric.criteria)


def test_a_weak_pitch_that_passes_is_open_and_says_what_was_found_in_it(workshop: Workshop, bundle: Bundle) -> None:
    pasted = with_text(bundle, PitchKind.WEAK, bundle.golden.text)
    trial = Bench(workshop.embedded_judge, workshop.matcher).trial(pasted, "weak")
    assert (trial.state, trial.result) == ("broken", "pass")
    assert any("check `dated_meeting`: met, on “Let us meet again next Tuesday" in each for each in trial.behind)
    assert not any("`guarantees_result`" in each for each in trial.behind), "what may not be said earned nothing"


@pytest.mark.parametrize("rubric_id", ["first_call", "competitive_call", "closing"])
def test_invented_quotes_count_for_nothing(workshop: Workshop, rubric_id: str) -> None:
    bundle = workshop.manuscripts.bundle(rubric_id)
    bench = Bench(workshop.embedded_judge, workshop.matcher)
    for name in INVENTED:
        trial = bench.trial(bundle, name)
        assert (trial.state, trial.score) == ("holds", 0), trial.behind


def test_quotes_are_invented_for_every_check_and_level_and_none_of_them_was_said(workshop: Workshop) -> None:
    bundle = workshop.manuscripts.bundle("competitive_call")
    for case in red_team(bundle.rubric, bundle.golden):
        if case.invented is None:
            continue
        asked = {(criterion.id, check.id) for criterion, check in bundle.rubric.checks()}
        asked |= {(criterion.id, None) for criterion in bundle.rubric.criteria if criterion.levels}
        assert case.invented.keys() == asked
        said = " ".join(case.transcript.text.split())
        assert not [quote for quotes in case.invented.values() for quote in quotes if quote in said]
        assert all(case.invented.values())


def test_a_weak_pitch_that_nearly_says_it_opens_the_gate_for_invented_quotes(
    bundle: Bundle, workshop: Workshop
) -> None:
    passage = "On average, it really takes eleven weeks before a new customer can use what they bought."
    near = with_text(bundle, PitchKind.WEAK, f"Good morning. {passage} Have a nice day.")
    trial = Bench(workshop.embedded_judge, workshop.matcher).trial(near, INVENTED[1])
    assert trial.state == "broken"
    assert trial.why.startswith("Something counted that was not said")
    assert any("`eleven_weeks`: met" in each for each in trial.behind)


def test_the_study_tries_everything_and_its_results_are_those_of_the_bench(workshop: Workshop, bundle: Bundle) -> None:
    study = workshop.publishing.try_gates(RUBRIC, who="me")
    assert study.judge == "embedded"
    workshop.studies.work(study.id, study.tries, lambda seconds: None)
    assert workshop.studies.store.get(study.id).state is StudyState.DONE
    gates = workshop.gates.passed_through(bundle)
    assert tuple(gate.name for gate in gates) == trial_names(bundle)
    assert [gate.name for gate in gates if gate.state == "broken"] == []


def test_gates_are_not_begun_twice_on_one_draft_and_begun_anew_on_another(workshop: Workshop) -> None:
    first = workshop.publishing.try_gates(RUBRIC, who="me")
    assert workshop.publishing.try_gates(RUBRIC, who="me").id == first.id
    rewrite(workshop, "pass_mark: 80", "pass_mark: 70")
    assert workshop.publishing.try_gates(RUBRIC, who="me").id != first.id


def test_another_judge_makes_the_gates_void(workshop: Workshop, bundle: Bundle, llm_server: LlmServer) -> None:
    study = workshop.publishing.try_gates(RUBRIC, who="me")
    workshop.studies.store.save(study.model_copy(update={"state": StudyState.DONE}))
    assert workshop.gates.passed_through(bundle) == ()
    settings = replace(workshop.settings, llm_base_url=llm_server.base_url, llm_model="tiny")
    now = Workshop(settings)
    with pytest.raises(UsageError, match="run with the embedded judge, and learners are scored by the model tiny"):
        now.gates.passed_through(bundle)
    with pytest.raises(UsageError, match="begun with the embedded judge, which does not serve any more"):
        now.gates.step(study, bundle, "weak")


@pytest.mark.parametrize("changed", [{"options": {"scoring": 0}}, {"options": {}}, {"subjects": TEXTS}])
def test_gates_of_another_release_are_void(workshop: Workshop, bundle: Bundle, changed: dict[str, object]) -> None:
    study = workshop.publishing.try_gates(RUBRIC, who="me")
    done = study.model_copy(update={"state": StudyState.DONE})
    workshop.studies.store.save(done)
    assert workshop.gates.latest(bundle) == done
    older = {"options": {"judge": study.options["judge"], **changed["options"]}} if "options" in changed else changed
    workshop.studies.store.save(done.model_copy(update=older))
    assert workshop.gates.latest(bundle) is None
    with pytest.raises(UsageError, match="Pitch Coach was changed since these gates were run"):
        workshop.gates.passed_through(bundle)
    with pytest.raises(UsageError, match="Pitch Coach was changed since these gates were run"):
        workshop.gates.step(study.model_copy(update=older), bundle, "weak")


def test_a_model_that_fails_opens_no_gate_but_stops_the_study_with_the_next_step(workshop: Workshop) -> None:
    settings = replace(workshop.settings, llm_base_url="http://127.0.0.1:9/v1", llm_model="gone", llm_deadline=5)
    now = Workshop(settings)
    study = now.publishing.try_gates(RUBRIC, who="me")
    assert study.judge == "configured"
    now.studies.work(study.id, study.tries, lambda seconds: None)
    stopped = now.studies.store.get(study.id)
    assert stopped.state is StudyState.FAILED
    assert stopped.hint == "Go on when the model answers again; what was tried is kept."
    assert now.gates.results(stopped) == ()
