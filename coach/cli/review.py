"""`coach review`: what waits for a person, what they need to know, and what they decide."""

import argparse
from typing import TYPE_CHECKING, Any

from coach.cli.commands import Commands
from coach.cli.show import HEADLINES, print_json, scorecard_text, table, tell
from coach.domain.certification import Outcome
from coach.domain.history import Waiting
from coach.domain.judging import Verdict
from coach.domain.person import OWNER
from coach.domain.record import attempt_record
from coach.domain.review import Deciding, Review, asked_because, differs, result_of, tidy_reason, waited
from coach.domain.scorecard import Scorecard, points_text
from coach.errors import UsageError

if TYPE_CHECKING:
    from coach.service.reviews import Opened
    from coach.wiring import Workshop

VERDICTS = {Verdict.MET: "met", Verdict.NOT_MET: "not met"}
DECISIONS: dict[str, Deciding] = {"certified": Outcome.CERTIFIED, "not_yet": Outcome.NOT_YET}


def add(commands: Commands) -> None:
    """The command's words."""
    parser = commands.add_parser(
        "review",
        help="list what waits for a person, or decide on it",
        description="Without ATTEMPT: list the official attempts that wait for a person. With it: show what is "
        "doubtful, or keep a person's decision beside the machine's. Nobody decides on their own attempt.",
        epilog='Example: coach review 4f0c1b2a --decide certified --by Nadia --reason "Every point was made."',
    )
    parser.add_argument("attempt", nargs="?", metavar="ATTEMPT", help="an official attempt by its id")
    parser.add_argument("--decide", choices=DECISIONS, help="what you decide")
    parser.add_argument("--by", metavar="NAME", help="your name, as colleagues know you")
    parser.add_argument("--reason", metavar="TEXT", help="what decides it, in a sentence or two")
    parser.add_argument("--json", action="store_true", help="print the queue or the attempt as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """List, show or decide."""
    from coach.settings import environment, settings_from
    from coach.wiring import Workshop

    _refuse_halves(arguments)
    workshop = Workshop(settings_from(environment()))
    if arguments.attempt is None:
        _list(workshop, as_json=arguments.json)
        return 0
    if arguments.decide is not None:
        _decide(workshop, arguments)
    _show(workshop, arguments)
    return 0


def _refuse_halves(arguments: argparse.Namespace) -> None:
    deciding = any(word is not None for word in (arguments.decide, arguments.by, arguments.reason))
    if deciding and arguments.attempt is None:
        raise UsageError("No attempt was named.", hint="`coach review` alone lists what waits.")
    missing = [name for name in ("decide", "by", "reason") if getattr(arguments, name) is None]
    if deciding and missing:
        raise UsageError(
            f"A decision also needs {' and '.join(f'--{name}' for name in missing)}.",
            hint="Say what you decide, who you are, and why: see coach review --help.",
        )


def _list(workshop: "Workshop", *, as_json: bool) -> None:
    queue = workshop.reviews.store.queue()
    if as_json:
        print_json([_waiting(entry) for entry in queue])
    elif not queue:
        tell("Nothing waits for a person.")
    else:
        names = {who: workshop.people.find(who).name for who in {entry.who for entry in queue}}
        now = workshop.reviews.now()
        rows = [
            (entry.id, waited(now - entry.at), names[entry.who], entry.rubric_id, ", ".join(_why(entry)))
            for entry in queue
        ]
        print(table([("attempt", "waits", "who", "rubric", "why"), *rows]))


def _decide(workshop: "Workshop", arguments: argparse.Namespace) -> None:
    from coach.service.reviews import Ballot

    reviews = workshop.reviews
    opened = reviews.open(arguments.attempt, OWNER)  # refused before a name is kept
    tidy_reason(arguments.reason)
    by = workshop.people.named(arguments.by)
    ballot = Ballot(
        decision=DECISIONS[arguments.decide],
        reason=arguments.reason,
        how="command",
        seen=len(opened.reviews),
        tries=opened.attempt.tries,
    )
    reviews.decide(arguments.attempt, by.key, ballot)


def _show(workshop: "Workshop", arguments: argparse.Namespace) -> None:
    opened = workshop.reviews.open(arguments.attempt, OWNER)
    if arguments.json:
        number = workshop.library.number_of(opened.attempt)
        print_json(attempt_record(opened.attempt, opened.reviews, number=number))
    elif arguments.decide is not None:
        print("\n".join(_told(opened.reviews[0], opened)))
    else:
        print(_for_a_reviewer(opened))


def _for_a_reviewer(opened: "Opened") -> str:
    decision = opened.attempt.decision
    assert decision is not None  # what is opened was scored
    lines: list[str] = []
    if decision.outcome is Outcome.NEEDS_REVIEW:
        lines += ["Why a person is asked:", *(f"  · {why}" for why in asked_because(decision.reasons)), ""]
    lines.append("Listen to these first:" if opened.doubts else "Nothing is in doubt.")
    for doubt in opened.doubts:
        lines.append(f"  {doubt.criterion} · {doubt.check or 'level'}")
        lines += [f"      {why}" for why in doubt.why]
    lines += ["", "What the machine made of it:", "", scorecard_text(opened.attempt)]
    for review in opened.reviews:
        lines += ["", *_told(review, opened)]
    if not opened.reviews:
        tell(f"→ Decide: coach review {opened.attempt.id} --decide certified|not_yet --by NAME --reason TEXT")
    return "\n".join(lines)


def _told(review: Review, opened: "Opened") -> list[str]:
    decision = opened.attempt.decision
    assert decision is not None  # what is opened was scored
    left = opened.reviewed(review.rulings)
    lines = [f"{HEADLINES[review.decision]}, decided by {review.by_name} on {review.at.astimezone():%d %b %Y, %H:%M}."]
    lines += [f"  {line}" for line in review.reason.splitlines()]
    for ruling in review.rulings:
        verdict = f"level {ruling.level}" if ruling.level is not None else VERDICTS[ruling.verdict]
        lines.append(f"  · {ruling.criterion} · {ruling.check or 'level'}: {verdict}. {ruling.reason}")
    if review.rulings:
        lines.append(f"  {_span(left)} of 100 with these verdicts.")
    lines.append(f"  The machine said: {HEADLINES[decision.outcome]}.")
    if differs(result_of(opened.rubric, left), review.decision):
        lines.append("  The points say the opposite; a person's decision wins, for the reason given.")
    return lines


def _span(card: Scorecard) -> str:
    if card.score == card.score_best:
        return points_text(card.score)
    return f"{points_text(card.score)}–{points_text(card.score_best)}"


def _why(entry: Waiting) -> tuple[str, ...]:
    return asked_because(entry.reasons, briefly=True)


def _waiting(entry: Waiting) -> dict[str, Any]:
    parts = entry.model_dump(mode="json")
    rubric = {"id": entry.rubric_id, "title": entry.rubric_title, "version": entry.rubric_version}
    first = {name: parts[name] for name in ("id", "at", "who", "kind")} | {"rubric": rubric}
    rest = {name: parts[name] for name in ("situation", "result", "outcome", "score", "score_best")}
    reasons = {
        "reasons": [each.text for each in entry.reasons],
        "reason_codes": [each.code.value for each in entry.reasons],
    }
    return first | rest | reasons
