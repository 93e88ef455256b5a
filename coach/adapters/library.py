"""Rubrics, golden pitches and the facts about us, read from files that authors edit."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from coach.adapters.author_words import ID, ID_RULE, build
from coach.adapters.golden_files import (
    RECORDING_ENDINGS,
    GoldenFolder,
    Page,
    find_recording,
    passage_slip,
    read_folder,
    to_pitch,
)
from coach.adapters.library_places import PITCHES, RUBRICS, US
from coach.adapters.problems import misnamed, problem, problems, refuse, warnings
from coach.adapters.strict_yaml import read_yaml
from coach.adapters.text_files import read_text, version_of
from coach.adapters.yaml_sheet import Sheet, Where
from coach.adapters.yaml_syntax import Slip
from coach.domain.attempt import Attempt
from coach.domain.authoring import FileProblem, advise_on_pitch, advise_on_rubric, nearest
from coach.domain.rubric import GoldenPitch, PitchKind, Rubric, Us
from coach.errors import UsageError


class RubricFile(NamedTuple):
    """What was read of one rubric. `errors` empty: there is a rubric; `pitch` may have slips of its own."""

    rubric: Rubric | None
    sheet: Sheet
    pitch: GoldenFolder
    errors: tuple[FileProblem, ...]


class FileLibrary:
    """The content under one folder. Every call reads the files anew, so an edit counts at once."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @property
    def root(self) -> Path:
        return self._root

    def rubric_ids(self) -> tuple[str, ...]:
        """The ids of all rubrics, whether or not they can be read. Raises ContentError when there are none."""
        ids = tuple(path.stem for path in self._rubric_paths())
        if not ids:
            refuse([*misnamed(self._root, RUBRICS), problem(RUBRICS, _NO_RUBRICS)])
        return ids

    def golden_ids(self) -> tuple[str, ...]:
        """The ids of all golden pitches, whether or not they can be read."""
        return tuple(path.name for path in self._golden_paths())

    def rubric(self, rubric_id: str) -> Rubric:
        """The rubric, checked against its golden pitch. Raises UsageError (no such id) and ContentError."""
        return self._load(rubric_id)[0]

    def golden(self, golden_id: str) -> GoldenPitch:
        """The golden pitch with its four texts. Raises UsageError (no such id) and ContentError."""
        known = self.golden_ids()
        if golden_id not in known:
            raise UsageError(
                f"There is no golden pitch “{golden_id}”.{nearest(golden_id, known)}",
                hint=f"Choose one of: {', '.join(known) or '(none yet)'}.",
            )
        folder = read_folder(self._root / PITCHES / golden_id)
        if errors := self._pitch_errors(golden_id, folder):
            refuse(errors)
        return self._pitch(golden_id, folder)

    def golden_of(self, rubric: Rubric) -> GoldenPitch:
        """The golden pitch that a rubric names. Raises ContentError."""
        return self.golden(rubric.golden_pitch)

    def us(self) -> Us:
        """What is true of us. Raises ContentError."""
        us, _, errors = self._read_us()
        if us is None:
            refuse(errors)
        return us

    def us_of(self, rubric: Rubric) -> Us:
        """The same for every rubric. Raises ContentError."""
        return self.us()

    def number_of(self, attempt: Attempt) -> int | None:
        """Files have no versions."""
        return None

    def sources(self, rubric_id: str) -> dict[str, Any]:
        """The parsed data of the rubric, its golden pitch and the facts about us, by version.

        Each holds the fields of its value (`Rubric`, `GoldenPitch`, `Us`) without id, version and recordings.
        Raises UsageError (no such id) and ContentError.
        """
        rubric, found = self._load(rubric_id)
        us, us_content, errors = self._read_us()
        if us is None:
            refuse(errors)
        pitch = found.pitch.content
        return {rubric.version: found.sheet.data, version_of(pitch): pitch, us.version: us_content}

    def recording(self, golden_id: str, kind: PitchKind) -> Path | None:
        """Where the recording of one of the four texts is, if there is one."""
        return find_recording(self._root / PITCHES / golden_id, kind) if ID.fullmatch(golden_id) else None

    def passages(self, golden_id: str) -> Iterator[tuple[str, str, str]]:
        """The rubric, the check or criterion, and the passage, of whatever names one of this golden pitch."""
        for path in self._rubric_paths():
            data = _read_sheet(path).data or {}
            if data.get("golden_pitch") == golden_id:
                for criterion in _mappings(data.get("criteria")):
                    for kind, part in (
                        ("criterion", criterion),
                        *(("check", c) for c in _mappings(criterion.get("checks"))),
                    ):
                        if isinstance(passage := part.get("golden"), str) and passage:
                            yield path.stem, f"{kind} `{part.get('id', '?')}`", passage

    def check_files(self) -> tuple[FileProblem, ...]:
        """Every error and every piece of advice on every rubric, golden pitch and us.yaml, file by file."""
        found: list[FileProblem] = [*misnamed(self._root, RUBRICS)]
        if not self._rubric_paths():
            found.append(problem(RUBRICS, _NO_RUBRICS))
        for path in self._rubric_paths():
            reading = self._read_rubric(path.stem)
            found += reading.errors
            if reading.rubric:
                found += warnings(self._name(path), reading.sheet, advise_on_rubric(reading.rubric))
        for path in self._golden_paths():
            found += self._check_pitch(path.name)
        return (*found, *self._read_us()[2])

    def _rubric_paths(self) -> list[Path]:
        folder = self._root / RUBRICS
        return sorted(p for p in folder.glob("*.yaml") if p.is_file() and not p.name.startswith("."))

    def _golden_paths(self) -> list[Path]:
        folder = self._root / PITCHES
        return sorted(p for p in folder.glob("*") if p.is_dir() and not p.name.startswith((".", "_")))

    def _load(self, rubric_id: str) -> tuple[Rubric, RubricFile]:
        known = [path.stem for path in self._rubric_paths()]
        if rubric_id not in known:
            slips = [each for each in misnamed(self._root, RUBRICS) if Path(each.path).stem == rubric_id]
            if slips:
                refuse(slips)
            raise UsageError(
                f"There is no rubric “{rubric_id}”.{nearest(rubric_id, known)}",
                hint=f"Choose one of: {', '.join(self.rubric_ids())}.",
            )
        found = self._read_rubric(rubric_id)
        if found.rubric is None:
            refuse(found.errors)
        if errors := self._pitch_errors(found.rubric.golden_pitch, found.pitch):
            refuse(errors)
        return found.rubric, found

    def rubric_draft(self, rubric_id: str, text: str) -> RubricFile:
        """What a text would be as the file of a rubric."""
        return self._read_rubric(rubric_id, read_yaml(text))

    def us_draft(self, text: str) -> tuple[Us | None, Sheet]:
        """What a text would be as us.yaml."""
        sheet = read_yaml(text)
        return build(Us, sheet, {"version": version_of(sheet.data)}), sheet

    def _read_rubric(self, rubric_id: str, sheet: Sheet | None = None) -> RubricFile:
        path = self._root / RUBRICS / f"{rubric_id}.yaml"
        sheet = _read_sheet(path) if sheet is None else sheet
        if not ID.fullmatch(rubric_id):
            sheet.slips.append(Slip(None, f"“{rubric_id}” cannot be the name of a rubric.", ID_RULE))
            rubric_id = "unnamed"
        rubric = build(Rubric, sheet, {"id": rubric_id, "version": version_of(sheet.data)})
        pitch = GoldenFolder()
        if rubric and rubric.golden_pitch in self.golden_ids():
            pitch = read_folder(self._root / PITCHES / rubric.golden_pitch)
            page = pitch.pages.get(PitchKind.GOLDEN)
            sheet.slips += _passages(rubric, sheet, page) if page else ()
        elif rubric:
            where: Where = ("golden_pitch",)
            sheet.slips.append(self._no_pitch(rubric.golden_pitch, sheet.line(where))._replace(where=where))
        errors = problems(self._name(path), sheet.slips)
        return RubricFile(None if errors else rubric, sheet, pitch, errors)

    def _no_pitch(self, golden_id: str, line: int) -> Slip:
        known = self.golden_ids()
        text = f"there is no folder golden_pitches/{golden_id}.{nearest(golden_id, known)}"
        there = f", or name one that is there: {', '.join(known)}" if known else ""
        return Slip(line, text, f"Create it with its four texts{there}.")

    def _pitch_errors(self, golden_id: str, folder: GoldenFolder) -> list[FileProblem]:
        place = f"{PITCHES}/{golden_id}"
        found = [each for name, slips in folder.slips.items() for each in problems(f"{place}/{name}", slips)]
        if not ID.fullmatch(golden_id):
            found.append(problem(place, Slip(None, "this cannot be the name of a golden pitch.", ID_RULE)))
        return found

    def _pitch(self, golden_id: str, folder: GoldenFolder) -> GoldenPitch:
        recordings = {kind: self.recording(golden_id, kind) for kind in PitchKind}
        return to_pitch(golden_id, folder, {kind: self._name(path) for kind, path in recordings.items() if path})

    def _check_pitch(self, golden_id: str) -> Iterator[FileProblem]:
        place = f"{PITCHES}/{golden_id}"
        folder = read_folder(self._root / place)
        errors = self._pitch_errors(golden_id, folder)
        yield from errors
        for kind in PitchKind:
            there = [e for e in RECORDING_ENDINGS if (self._root / place / f"{kind.value}{e}").is_file()]
            if len(there) > 1:
                slip = Slip(None, f"{kind.value} has several recordings; {there[0]} is used.", "Delete the others.")
                yield problem(place, slip, warning=True)
        if not errors:
            for kind, text, hint in advise_on_pitch(self._pitch(golden_id, folder)):
                yield problem(f"{place}/{kind.value}.md", Slip(None, text, hint), warning=True)

    def _read_us(self) -> tuple[Us | None, dict[str, Any] | None, tuple[FileProblem, ...]]:
        path = self._root / US
        if not path.is_file():
            slip = Slip(None, "this file is missing.", "Write it: battlecards/README.md shows how.")
            return None, None, tuple(misnamed(self._root, "battlecards", "us.yml")) or (problem(US, slip),)
        sheet = _read_sheet(path)
        us = build(Us, sheet, {"version": version_of(sheet.data)})
        return us, sheet.data, problems(US, sheet.slips)

    def _name(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix()


_NO_RUBRICS = Slip(None, "no rubric is in this folder.", "Add a file like first_call.yaml; see rubrics/README.md.")


def _mappings(value: Any) -> list[dict[str, Any]]:
    """The entries of a list that are what they should be; nothing is known yet of what an author wrote."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []  # pyright: ignore[reportUnknownVariableType]


def _read_sheet(path: Path) -> Sheet:
    text, slip = read_text(path)
    return Sheet(slips=[slip]) if slip else read_yaml(text)


def _passages(rubric: Rubric, sheet: Sheet, page: Page) -> Iterator[Slip]:
    file = f"{PITCHES}/{rubric.golden_pitch}/golden.md"
    for number, criterion in enumerate(rubric.criteria):
        where: Where = ("criteria", number)
        places: list[tuple[str | None, Where, str]] = [(criterion.golden, where, f"criterion `{criterion.id}`")]
        for position, check in enumerate(criterion.checks):
            places.append((check.golden, (*where, "checks", position), f"check `{check.id}`"))
        for passage, place, named in places:
            slip = passage and passage_slip(passage, page, sheet.line((*place, "golden")), named, file)
            if slip:
                yield slip._replace(where=(*place, "golden"))
