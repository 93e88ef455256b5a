"""`coach check`: are the files right, battlecards included, and do the rubrics tell pitches apart?"""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from coach.cli.commands import Commands
from coach.cli.show import print_json, tell
from coach.errors import UsageError

if TYPE_CHECKING:
    from coach.adapters.library import FileProblem
    from coach.service.checking import Trial
    from coach.wiring import Workshop

SIGNS = {"holds": "✓", "broken": "✗", "undecided": "?"}


def add(commands: Commands) -> None:
    """The command's words."""
    parser = commands.add_parser(
        "check",
        help="check rubrics, golden pitches, facts and battlecards",
        description="Check every file authors write: rubrics, golden pitches, us.yaml and battlecards. Errors have to "
        "be mended; advice (old sources, leading questions) does not. Then try each golden pitch's four texts on its "
        "rubric. "
        "The texts are judged by the embedded judge; --judge asks the configured one and adds the hostile pitches.",
        epilog="Example: coach check first_call --judge",
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="only these rubrics and battlecards (their ids); default: all"
    )
    parser.add_argument("--judge", action="store_true", help="use the configured judge and run the hostile pitches")
    parser.add_argument("--files-only", action="store_true", help="read the files and judge nothing")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Check; exit 1 when something falls short."""
    from coach.settings import environment, settings_from
    from coach.wiring import Workshop

    workshop = Workshop(settings_from(environment()))
    wanted = _wanted(workshop, arguments.names)
    problems = (*workshop.files.check_files(), *workshop.cards.check_files())
    broken_files = any(problem.severity == "error" for problem in problems)
    trials: list[Trial] = []
    if not broken_files and not arguments.files_only:
        trials = _try(workshop, wanted, configured=arguments.judge)
    fell_short = broken_files or any(trial.state == "broken" for trial in trials)
    if arguments.json:
        print_json(
            {
                "ok": not fell_short,
                "problems": [problem.model_dump(mode="json") for problem in problems],
                "trials": [trial.model_dump(mode="json") for trial in trials],
            }
        )
    else:
        _show(workshop, wanted, problems, trials)
    return 1 if fell_short else 0


def _wanted(workshop: "Workshop", named: Sequence[str]) -> list[str]:
    """The rubrics to try: none where only battlecards are named, which have no texts to try."""
    known, cards = workshop.files.rubric_ids(), workshop.cards.card_ids()
    for name in named:
        if name not in known and name not in cards:
            here = f"The rubrics here are: {', '.join(known)}. The battlecards: {', '.join(cards) or 'none'}."
            raise UsageError(f"There is no rubric or battlecard `{name}`.", hint=here)
    return [name for name in named if name in known] if named else list(known)


def _try(workshop: "Workshop", wanted: Sequence[str], *, configured: bool) -> "list[Trial]":
    from coach.service.checking import Bench

    judge = workshop.judge if configured else workshop.embedded_judge
    bench = Bench(judge, workshop.matcher)
    trials: list[Trial] = []
    for name in wanted:
        trials += bench.trials(workshop.manuscripts.bundle(name), hostile=configured)
    return trials


def _show(
    workshop: "Workshop", wanted: Sequence[str], problems: "Sequence[FileProblem]", trials: "Sequence[Trial]"
) -> None:
    print(f"Library: {workshop.files.root}")
    cards = {card: f"battlecards/{card}.yaml" for card in workshop.cards.card_ids()}
    print(f"Rubrics: {', '.join(wanted) or 'none'}")
    print(f"Battlecards: {', '.join(cards) or 'none'}")
    for problem in problems:
        if problem.path not in cards.values():
            _tell_problem(problem)
    for card, path in cards.items():
        own_problems = [problem for problem in problems if problem.path == path]
        print(f"\n{card} (battlecard)" + ("" if own_problems else ": nothing to mend"))
        for problem in own_problems:
            _tell_problem(problem)
    for name in wanted:
        own = [trial for trial in trials if trial.rubric == name]
        if own:
            print(f"\n{name}")
        for trial in own:
            flags = f"  [{', '.join(trial.flags)}]" if trial.flags else ""
            print(f"  {SIGNS[trial.state]} {trial.name[:52]:<52} {trial.result.value:<10} {_span(trial):>11}{flags}")
    undecided = sum(trial.state == "undecided" for trial in trials)
    broken = sum(trial.state == "broken" for trial in trials) + sum(p.severity == "error" for p in problems)
    if trials:
        tell(f"{len(trials)} texts tried, {undecided} of them undecided by the judge.")
    print("\nAll good." if not broken else f"\n{broken} to mend.")


def _tell_problem(problem: "FileProblem") -> None:
    print(f"{'✗' if problem.severity == 'error' else '!'} {problem.message}\n    → {problem.hint}")


def _span(trial: "Trial") -> str:
    if trial.score is None or trial.score_best is None:
        return "–"
    return f"{trial.score:g}" if trial.score == trial.score_best else f"{trial.score:g}–{trial.score_best:g}"
