"""Put a case before a judge: every criterion, every sample, with the evidence checked by code."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from coach.domain.attempt import Usage
from coach.domain.certification import Kind, Outcome, decide
from coach.domain.evidence import not_scored, read_proposal
from coach.domain.exchange import Progress
from coach.domain.judging import Case, Finding, Verdict
from coach.domain.rubric import Criterion
from coach.domain.samples import merge
from coach.domain.scorecard import score
from coach.domain.transcript import Moment
from coach.errors import JudgeError
from coach.service.ports import Judge

OFFICIAL_SAMPLES = 3
"""An official attempt asks this often; practice asks once. The median of three runs has about 0.67
times the spread of one (normal theory)."""


@dataclass(frozen=True)
class Judged:
    """All findings of a case, the tokens they cost, and whether samples came to different outcomes.

    `error` is the first failure of the judge, None where it answered everything.
    """

    findings: tuple[Finding, ...]
    usage: Usage
    samples: int
    samples_disagree: bool
    error: JudgeError | None = None


@dataclass(frozen=True)
class _Answer:
    criterion: Criterion
    sample: int
    findings: tuple[Finding, ...]
    usage: Usage
    error: JudgeError | None = None


def judge_case(case: Case, judge: Judge, grader_lines: Sequence[Moment], *, samples: int, progress: Progress) -> Judged:
    """Ask the judge about every criterion of the case.

    The first question goes alone, so that a server can cache what the others share; the others go in
    parallel. A criterion for which any sample fails is `not_scored`; when the very first question fails
    for a reason that will not pass, the others are not asked.
    """
    criteria = case.criteria
    questions = [(criterion, sample) for sample in range(samples) for criterion in criteria]
    done = 0

    def ask(question: tuple[Criterion, int]) -> _Answer:
        return _ask(case, judge, grader_lines, *question)

    answers: list[_Answer] = []

    def keep(answer: _Answer) -> None:
        nonlocal done
        answers.append(answer)
        done += 1
        progress(done / len(questions))

    keep(ask(questions[0]))
    first_error = answers[0].error
    if first_error is not None and not first_error.retryable:
        answers += [_failed(criterion, sample, first_error) for criterion, sample in questions[1:]]
    else:
        _ask_rest(questions[1:], ask, keep, judge.parallel)
    per_sample = [_findings([a for a in answers if a.sample == sample]) for sample in range(samples)]
    return Judged(
        findings=_merged(criteria, answers, samples),
        usage=sum((answer.usage for answer in answers), Usage()),
        samples=samples,
        samples_disagree=len({_outcome(case, findings) for findings in per_sample}) > 1,
        error=next((answer.error for answer in answers if answer.error), None),
    )


def with_second_opinion(findings: Sequence[Finding], second: Sequence[Finding]) -> tuple[Finding, ...]:
    """Note on each finding where another judge came to the opposite verdict. A note, never a doubt."""
    other = {(f.criterion, f.check): f for f in second}
    opposite = {Verdict.MET: Verdict.NOT_MET, Verdict.NOT_MET: Verdict.MET}
    noted: list[Finding] = []
    for finding in findings:
        view = other.get((finding.criterion, finding.check))
        if view is not None and opposite.get(finding.verdict) is view.verdict:
            word = "found this" if view.verdict is Verdict.MET else "did not find this"
            note = f"Second opinion: the embedded judge {word}."
            noted.append(finding.model_copy(update={"notes": (*finding.notes, note)}))
        else:
            noted.append(finding)
    return tuple(noted)


def _ask(case: Case, judge: Judge, grader_lines: Sequence[Moment], criterion: Criterion, sample: int) -> _Answer:
    try:
        proposal, usage = judge.propose(case, criterion, sample)
        findings = read_proposal(case, criterion, proposal, grader_lines)
    except JudgeError as error:
        return _failed(criterion, sample, error)
    return _Answer(criterion, sample, findings, usage)


def _failed(criterion: Criterion, sample: int, error: JudgeError) -> _Answer:
    return _Answer(criterion, sample, not_scored(criterion, error.message), Usage(), error)


def _ask_rest(
    questions: Sequence[tuple[Criterion, int]],
    ask: Callable[[tuple[Criterion, int]], _Answer],
    keep: Callable[[_Answer], None],
    parallel: int,
) -> None:
    if parallel <= 1:
        for question in questions:
            keep(ask(question))
        return
    with ThreadPoolExecutor(max_workers=parallel, thread_name_prefix="judge") as pool:
        for answer in pool.map(ask, questions):
            keep(answer)


def _merged(criteria: Sequence[Criterion], answers: Sequence[_Answer], samples: int) -> tuple[Finding, ...]:
    findings: list[Finding] = []
    for criterion in criteria:
        own = sorted((a for a in answers if a.criterion is criterion), key=lambda answer: answer.sample)
        failed = next((answer for answer in own if answer.error), None)
        if failed is not None:
            findings += failed.findings
        else:
            findings += merge([answer.findings for answer in own]) if samples > 1 else own[0].findings
    return tuple(findings)


def _findings(answers: Sequence[_Answer]) -> tuple[Finding, ...]:
    return tuple(finding for answer in answers for finding in answer.findings)


def _outcome(case: Case, findings: Sequence[Finding]) -> Outcome:
    card = score(case.rubric, case.situation, findings)
    return decide(case.rubric, Kind.OFFICIAL, card).outcome
