"""The form of a reviewer's decision: what it asks about each finding, and what was filled in."""

from collections.abc import Mapping

from coach.domain.certification import Kind, Outcome, Result, decide
from coach.domain.judging import Finding, Verdict, criterion_of
from coach.domain.review import Deciding, Ruling, differs, tidy_reason
from coach.domain.rubric import Rubric
from coach.domain.scorecard import Scorecard
from coach.domain.value import Value
from coach.errors import UsageError
from coach.service.reviews import Ballot, Opened
from coach.web.report import Report
from coach.web.reporting.criteria import Row
from coach.web.reporting.wording import answer, level_answer, span

AGREE = "agree"
DECISIONS: dict[str, Deciding] = {"certified": Outcome.CERTIFIED, "not_yet": Outcome.NOT_YET}
RESULTS = {
    Result.PASS: "By the points this passes.",
    Result.FAIL: "By the points this does not pass.",
    Result.UNCLEAR: "By the points this is too close to call.",
}


class Choice(Value):
    """One answer that a reviewer can give."""

    value: str
    label: str


class Asked(Value):
    """One finding of the form. `why`: what makes it doubtful; `given` and `reason`: what was filled in."""

    key: str
    title: str
    row: Row
    why: tuple[str, ...]
    agree: str
    choices: tuple[Choice, ...]
    given: str
    reason: str
    problem: str | None


class Points(Value):
    """What the findings with the reviewer's verdicts add up to. `against`: their decision points the other way."""

    span: str
    pass_mark: str
    result: str
    reasons: tuple[str, ...]
    against: bool


class Filled:
    """What somebody filled in, by the names of the form's fields; nothing yet on a fresh page."""

    def __init__(self, opened: Opened, fields: Mapping[str, str] | None = None) -> None:
        self._opened, self._fields = opened, fields or {}

    @property
    def decision(self) -> str:
        return self._fields.get("decision", "")

    @property
    def reason(self) -> str:
        return self._fields.get("reason", "")

    @property
    def seen(self) -> int:
        """How many reviews the page showed that this was filled in on."""
        return self._number("seen")

    @property
    def tries(self) -> int:
        """Which scoring of the attempt the page showed that this was filled in on."""
        return self._number("tries")

    def _number(self, field: str) -> int:
        text = self._fields.get(field, "")
        return int(text) if text.isdecimal() and len(text) < 9 else -1

    def rulings(self) -> tuple[Ruling, ...]:
        """The verdicts that differ from the machine's, with whatever reasons there are."""
        rulings = (self._ruling(finding) for finding in _findings(self._opened))
        return tuple(ruling for ruling in rulings if ruling is not None)

    def problems(self) -> dict[str, str]:
        """What is missing, by the field that it is missing from."""
        found: dict[str, str] = {}
        for ruling in self.rulings():
            if complaint := _complaint(ruling.reason):
                found[f"why.{_key(ruling)}"] = f"“{_asks(ruling, self._opened.rubric)}” {complaint}"
        if self.decision not in DECISIONS:
            found["decision"] = "Choose what you decide."
        if complaint := _complaint(self.reason):
            found["reason"] = complaint
        return found

    def ballot(self) -> Ballot:
        """What is handed in, once there is no problem left."""
        return Ballot(
            decision=DECISIONS[self.decision],
            reason=self.reason,
            how="page",
            seen=self.seen,
            tries=self.tries,
            rulings=self.rulings(),
        )

    def points(self) -> Points:
        """The sum as it stands with these verdicts. Raises UsageError for verdicts that cannot be given."""
        card = self._opened.reviewed(self.rulings())
        decision = decide(self._opened.rubric, Kind.OFFICIAL, card)
        chosen = DECISIONS.get(self.decision)
        return Points(
            span=span(card.score, card.score_best),
            pass_mark=span(self._opened.attempt.pass_mark, None),
            result=RESULTS.get(decision.result, ""),
            reasons=tuple(reason.text for reason in decision.reasons if reason.role == "decides"),
            against=chosen is not None and differs(decision.result, chosen),
        )

    def asked(self, report: Report, problems: Mapping[str, str]) -> tuple[list[Asked], list[Asked]]:
        """The doubtful findings, and the others."""
        why = {(doubt.criterion, doubt.check): doubt.why for doubt in self._opened.doubts}
        rows = {
            (card.id, finding.check): (card.title, row)
            for card, scored in zip(report.cards, _card(self._opened).criteria, strict=True)
            for row, finding in zip(card.rows, scored.findings, strict=True)
        }
        asked = [
            self._asked(finding, *rows[finding.criterion, finding.check], why, problems)
            for finding in _findings(self._opened)
        ]
        return [one for one in asked if one.why], [one for one in asked if not one.why]

    def _asked(
        self,
        finding: Finding,
        title: str,
        row: Row,
        why: Mapping[tuple[str, str | None], tuple[str, ...]],
        problems: Mapping[str, str],
    ) -> Asked:
        key = _key(finding)
        open_ = finding.verdict is Verdict.UNSURE
        choices = _choices(finding, self._opened.rubric)
        given = self._fields.get(f"verdict.{key}", AGREE)
        return Asked(
            key=key,
            title=title,
            row=row,
            why=why.get((finding.criterion, finding.check), ()),
            agree=f"Leave it open: {row.answer.word}" if open_ else f"Agree: {row.answer.word}",
            choices=choices,
            # The machine may have come round to it since the page was loaded.
            given=given if given in {choice.value for choice in choices} else AGREE,
            reason=self._fields.get(f"why.{key}", ""),
            problem=problems.get(f"why.{key}"),
        )

    def _ruling(self, finding: Finding) -> Ruling | None:
        key = _key(finding)
        given = self._fields.get(f"verdict.{key}", AGREE)
        if given not in {choice.value for choice in _choices(finding, self._opened.rubric)}:
            return None
        level = int(given.removeprefix("level-")) if given.startswith("level-") else None
        met = given == "met" or bool(level)
        return Ruling(
            criterion=finding.criterion,
            check=finding.check,
            verdict=Verdict.MET if met else Verdict.NOT_MET,
            level=level,
            reason=self._fields.get(f"why.{key}", ""),
        )


def _card(opened: Opened) -> Scorecard:
    card = opened.attempt.scorecard
    assert card is not None  # what is opened was scored
    return card


def _findings(opened: Opened) -> list[Finding]:
    return [finding for criterion in _card(opened).criteria if criterion.observed for finding in criterion.findings]


def _key(finding: Finding | Ruling) -> str:
    # Ids hold no dot, so the name of a field can be told apart again.
    return f"{finding.criterion}.{finding.check or ''}"


def _choices(finding: Finding, rubric: Rubric) -> tuple[Choice, ...]:
    """What a person can say instead of the machine."""
    criterion = criterion_of(rubric, finding.criterion)
    if criterion.levels:
        top = criterion.top_level
        return tuple(
            Choice(value=f"level-{rung.level}", label=f"{level_answer(rung.level, top).word}: {rung.text}")
            for rung in criterion.levels
            if rung.level != finding.level
        )
    forbidden = any(check.id == finding.check and check.forbidden for check in criterion.checks)
    return tuple(
        Choice(value=verdict.value, label=answer(verdict, forbidden=forbidden).word)
        for verdict in (Verdict.MET, Verdict.NOT_MET)
        if verdict is not finding.verdict
    )


def _asks(ruling: Ruling, rubric: Rubric) -> str:
    criterion = criterion_of(rubric, ruling.criterion)
    return next((check.asks for check in criterion.checks if check.id == ruling.check), criterion.title)


def _complaint(reason: str) -> str | None:
    try:
        tidy_reason(reason)
    except UsageError as error:
        return f"{error.message} {error.hint}"
    return None
