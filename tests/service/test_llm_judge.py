"""The judge that asks a language model: alone with a script, and through a server into findings."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cases import CLAIMS, CLOSE, PROBLEM, RUBRIC, case
from fakes import ScriptedModel, reading_model
from fixtures.llm_server import LlmServer

from coach.adapters.openai_model import OpenAiModel
from coach.domain.asking import PROMPT, ask_criterion
from coach.domain.exchange import Ask
from coach.domain.judging import Finding, Verdict
from coach.errors import JudgeError
from coach.service.llm_judge import LlmJudge
from coach.service.ports import Judge, Model
from coach.service.scoring import Judged, judge_case

MARK = "=== 0123456789ab ==="


@pytest.fixture(params=["scripted", "server"])
def model(request: pytest.FixtureRequest, llm_server: LlmServer) -> Iterator[Model]:
    """Everything that claims to be a Model."""
    if request.param == "scripted":
        yield reading_model()
    else:
        connected = OpenAiModel(llm_server.base_url, "any", parallel=2)
        yield connected
        connected.close()


def test_a_model_answers_in_the_shape_it_was_asked_for(model: Model) -> None:
    for criterion in RUBRIC.criteria:
        ask = ask_criterion(case(), criterion, MARK)
        answer, usage = model.answer(ask)
        assert isinstance(answer, ask.answer)
        assert ask.problems(answer) == []
        assert usage.calls == 1
        assert usage.prompt_tokens > 0


def test_a_model_that_finds_no_answer_without_problems_raises(model: Model) -> None:
    ask = ask_criterion(case(), PROBLEM, MARK)
    never_content = Ask(ask.prompt, ask.messages, ask.answer, lambda _: ["Nothing is ever right."])
    with pytest.raises(JudgeError, match=re.escape("Nothing is ever right.")):
        model.answer(never_content)


def test_a_model_says_who_it_is_and_how_much_it_takes_at_once(model: Model) -> None:
    assert model.name
    assert model.parallel >= 1


def boundary_of(ask: Ask[Any]) -> str:
    return ask.messages[2].content.splitlines()[2]


def test_the_boundary_is_the_same_for_a_case_and_unknown_to_its_speaker() -> None:
    model = reading_model()
    judge = LlmJudge(model)
    for criterion in (PROBLEM, CLOSE):
        judge.propose(case(), criterion, 0)
    judge.propose(case("Other words."), PROBLEM, 0)
    first, second, other = (boundary_of(ask) for ask in model.asked)
    assert first == second != other
    LlmJudge(again := reading_model()).propose(case(), PROBLEM, 0)
    assert boundary_of(again.asked[0]) != first


def test_it_names_the_model_and_the_wording() -> None:
    identity = LlmJudge(reading_model()).identity
    assert (identity.model, identity.prompt, identity.embedded) == ("scripted", PROMPT, False)


def test_what_it_proposes_is_verified_elsewhere() -> None:
    proposal, usage = LlmJudge(reading_model()).propose(case(), PROBLEM, 0)
    assert [(check.check, check.verdict) for check in proposal.checks] == [
        ("eleven_weeks", "met"),
        ("scattered_plan", "met"),
        ("other_vendor", "not_met"),
    ]
    assert usage.calls == 1


def test_the_sample_reaches_the_model() -> None:
    samples: list[int] = []

    def script(ask: Ask[Any], sample: int) -> dict[str, Any]:
        samples.append(sample)
        return {"level": 0}

    judge: Judge = LlmJudge(ScriptedModel(script))
    for sample in range(3):
        judge.propose(case(), CLOSE, sample)
    assert samples == [0, 1, 2]


def test_a_failing_model_is_never_turned_into_an_answer() -> None:
    gone = JudgeError("No model server answers.", hint="Start it.")
    with pytest.raises(JudgeError) as caught:
        LlmJudge(ScriptedModel(lambda ask, sample: gone)).propose(case(), PROBLEM, 0)
    assert caught.value is gone


# Through the server, into findings.

Score = Callable[..., Judged]


@pytest.fixture
def score(llm_server: LlmServer) -> Iterator[Score]:
    models: list[OpenAiModel] = []

    def run(behaviour: str, samples: int = 1) -> Judged:
        llm_server.behaviour = behaviour
        models.append(OpenAiModel(llm_server.base_url, "any", parallel=2, sleep=lambda seconds: None))
        return judge_case(case(), LlmJudge(models[-1]), (), samples=samples, progress=lambda share: None)

    yield run
    for model in models:
        model.close()


def verdicts(findings: tuple[Finding, ...]) -> list[Verdict]:
    return [finding.verdict for finding in findings]


def test_a_pitch_is_judged_with_evidence_that_can_be_played(score: Score) -> None:
    judged = score("good")
    assert verdicts(judged.findings) == [
        Verdict.MET,
        Verdict.MET,
        Verdict.NOT_MET,
        Verdict.NOT_MET,
        Verdict.MET,
    ]
    (quote,) = judged.findings[0].quotes
    assert quote.verified
    assert quote.start is not None
    assert judged.findings[-1].level == 2


@pytest.mark.parametrize(
    "behaviour", ["busy_once", "broken_once", "bad_once", "json_mode_only", "text_only", "openai_reasoning"]
)
def test_odd_servers_come_to_the_same_findings(score: Score, behaviour: str) -> None:
    assert score(behaviour).findings == score("good").findings


def test_an_invented_quote_from_a_server_never_counts(score: Score) -> None:
    judged = score("invented_quote")
    assert set(verdicts(judged.findings)) == {Verdict.UNSURE}
    assert all(not quote.verified for finding in judged.findings for quote in finding.quotes)


@pytest.mark.parametrize("behaviour", ["cut", "html", "refusal", "broken", "unauthorized", "length", "always_bad"])
def test_a_failing_server_leaves_everything_not_scored_with_a_reason(score: Score, behaviour: str) -> None:
    judged = score(behaviour)
    assert set(verdicts(judged.findings)) == {Verdict.NOT_SCORED}
    assert all(finding.reason for finding in judged.findings)
    assert all(finding.quotes == () for finding in judged.findings)


def test_three_samples_of_one_mind_are_one_finding_each(score: Score) -> None:
    judged = score("good", samples=3)
    assert judged.usage.calls == 3 * len(RUBRIC.criteria)
    assert len(judged.findings) == len(PROBLEM.checks) + len(CLAIMS.checks) + 1
    assert all(finding.spread == () for finding in judged.findings)


def test_most_of_what_an_attempt_sends_can_be_cached(score: Score) -> None:
    usage = score("good").usage
    assert usage.cached_tokens > 0.5 * usage.prompt_tokens
