"""`coach playbook`: how the competitor's rep would try to win one account, and what to do about it."""

import argparse
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from coach.cli.accounts import add_account, brief, competitor
from coach.cli.commands import Commands
from coach.cli.show import print_json
from coach.domain.sparring.cards.battlecard import Fact, Use
from coach.domain.sparring.playbooks.playbook import PlannedPlay, Playbook, Position
from coach.errors import EngineError, UsageError
from coach.service.panel import CONFIGURED, EMBEDDED

WIDTH = 100


def add(commands: Commands) -> None:
    """The command's words."""
    parser = commands.add_parser(
        "playbook",
        help="see how a competitor's rep would try to win an account",
        description="You are the competitor's rep at this account: how would you beat us? Five plays in order of "
        "danger, each with what to say, the question that defuses it and the proof to have at hand; then how we "
        "should position.",
        epilog="Example: coach playbook --competitor castle --account 'Insurer, 400 people, owns the suite; finance "
        "decides in December' --html playbook.html",
    )
    add_account(parser)
    parser.add_argument("--embedded", action="store_true", help="use the embedded planner, also where a model serves")
    parser.add_argument("--who", default="me", metavar="NAME", help="whose playbook it is")
    parser.add_argument("--html", type=Path, metavar="OUT.html", help="write it as one page to print or mail")
    parser.add_argument("--json", action="store_true", help="print the playbook as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Make one playbook and show it."""
    from coach.settings import environment, settings_from
    from coach.wiring import Workshop

    out: Path | None = arguments.html
    if out and not out.absolute().parent.is_dir():  # found now, not after a model has worked
        message = f"There is no folder {out.absolute().parent} to write {out.name} into."
        raise UsageError(message, hint="Name a file in a folder that exists.")
    account = brief(arguments)
    workshop = Workshop(settings_from(environment()))
    rival = competitor(arguments, workshop)
    who = workshop.people.named(arguments.who).key
    try:
        playbook = workshop.playbooks.make(who, rival, account, EMBEDDED if arguments.embedded else CONFIGURED)
    except EngineError as error:
        error.hint = f"{error.hint} Or make it with the embedded planner: the same command with --embedded."
        raise
    if out:
        _write(playbook, out)
    if arguments.json:
        print_json(playbook_record(playbook))
    else:
        print("\n".join(playbook_text(playbook)))
    return 0


def _write(playbook: Playbook, path: Path) -> None:
    from coach.web.sparring.playbook_page import playbook_file

    try:
        path.write_text(playbook_file(playbook), encoding="utf-8")
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}."
        raise UsageError(message, hint="Name a file in a folder that exists and that you may write to.") from error


def playbook_record(playbook: Playbook) -> dict[str, Any]:
    """A playbook as JSON: the plays first, the facts they lean on beside them."""
    parts = playbook.model_dump(mode="json")
    used = dict.fromkeys(name for play in playbook.plays for name in play.facts)
    card = playbook.card
    return {
        "id": playbook.id,
        "at": parts["at"],
        "competitor": {"id": card.id, "name": card.name, "version": card.version, "temporary": card.temporary},
        "account": playbook.brief.text,
        "plays": [
            {"title": play.title, "sourced": playbook.sourced(play)} | play.model_dump(mode="json", exclude={"title"})
            for play in playbook.plays
        ],
        **{name: parts[name] for name in ("stand_on", "grant", "landmines")},
        "facts": [_fact(card.fact(name)) for name in used],
        **{name: parts[name] for name in ("notes", "author")},
    }


def _fact(fact: Fact | None) -> dict[str, Any]:
    assert fact is not None  # a play names only facts of its card
    return fact.model_dump(mode="json", include={"id", "text", "source", "date", "use"}) | {"sourced": fact.sourced}


def playbook_text(playbook: Playbook) -> Iterator[str]:
    """A playbook for a terminal: five plays, then how we should position."""
    yield f"How {playbook.card.name} would try to beat us"
    yield from _folded(playbook.brief.text, "  ")
    for number, play in enumerate(playbook.plays, start=1):
        yield ""
        yield from _folded(play.title, f"{number}. ", "   ")
        yield from _play(playbook, play)
    yield from _positions("Stand on", playbook.stand_on)
    yield from _positions("Grant, before they say it", playbook.grant)
    if playbook.landmines:
        yield from ("", "Ask every vendor, us too")
        for question in playbook.landmines:
            yield from _folded(question, "  ? ")
    if playbook.notes:
        yield from ("", "What the model wrote and the cards do not bear out")
        for note in playbook.notes:
            yield from _folded(note, "  · ")
    author = playbook.author
    by = f"{author.name} ({author.model})" if author.model else f"{author.name}, without a language model"
    yield from ("", f"Planned by the {by}. Playbook {playbook.id}.")


def _play(playbook: Playbook, play: PlannedPlay) -> Iterator[str]:
    yield from _folded(play.does, "   They  ", "         ")
    for words in play.why:
        yield from _folded(f"“{words}”", "   Why   ", "         ")
    yield from _folded(play.answer, "   Say   ", "         ")
    if play.inside:
        yield from _folded(f"{play.inside} (for you, not for the buyer)", "   Know  ", "         ")
    yield from _folded(play.question, "   Ask   ", "         ")
    yield from _folded(play.proof, "   Show  ", "         ")
    sources = [f"{fact.id} ({fact.source}, {fact.date})" for fact in playbook.facts(play) if fact.sourced]
    yield from _folded("; ".join(sources) or "unsourced", "   Facts ", "         ")


def _positions(title: str, positions: Iterable[Position]) -> Iterator[str]:
    for index, each in enumerate(positions):
        if index == 0:
            yield from ("", title)
        inside = each.use is Use.INTERNAL and each.say != each.text
        yield from _folded(f"{each.text}{' (for you, not for the buyer)' if inside else ''}", "  + ")
        if each.say and each.say != each.text:
            yield from _folded(f"Say: {each.say}", "    ")
        if each.why:
            yield from _folded(f"Fits: “{each.why}”", "    ")


def _folded(text: str, first: str, rest: str | None = None) -> list[str]:
    after = " " * len(first) if rest is None else rest
    return [
        line
        for part in text.splitlines()
        for line in textwrap.wrap(part, WIDTH, initial_indent=first, subsequent_indent=after)
    ]
