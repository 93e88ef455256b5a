"""A judge that makes its quotes up, to try whether anybody believes it."""

from collections.abc import Mapping

from coach.domain.attempt import Usage
from coach.domain.judging import Case, CheckProposal, JudgeIdentity, LevelProposal, Proposal, Quote
from coach.domain.rubric import Criterion


class InventingJudge:
    """Satisfies the `Judge` port: a yes to everything that earns points, with quotes that nobody said."""

    identity = JudgeIdentity(name="inventing")
    parallel = 1

    def __init__(self, invented: Mapping[tuple[str, str | None], tuple[str, ...]]) -> None:
        self._invented = invented

    def propose(self, case: Case, criterion: Criterion, sample: int) -> tuple[Proposal, Usage]:
        """The same whatever was said."""
        if criterion.levels:
            level = LevelProposal(quotes=self._quotes(criterion, None), level=criterion.top_level)
            return Proposal(criterion=criterion.id, level=level), Usage()
        checks = tuple(
            CheckProposal(check=check.id, verdict="not_met")
            if check.forbidden
            else CheckProposal(check=check.id, verdict="met", quotes=self._quotes(criterion, check.id))
            for check in criterion.checks
        )
        return Proposal(criterion=criterion.id, checks=checks), Usage()

    def _quotes(self, criterion: Criterion, check: str | None) -> tuple[Quote, ...]:
        return tuple(Quote(text=text) for text in self._invented[criterion.id, check])
