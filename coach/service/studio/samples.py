"""Pitches that somebody brings to be graded: pasted, or as files. They are no attempts, and certify nobody."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from coach.domain.person import tidy_name
from coach.domain.studio.calibration.rating import Sample
from coach.domain.transcript import Transcript
from coach.errors import TranscriptError, UsageError
from coach.service.studio.ports import RatingStore

LONGEST_TITLE = 120

TITLE_WORDS = 8
"""A pitch without a title goes by its first words."""


@dataclass(frozen=True)
class Samples:
    """The use cases around brought pitches. `read_pasted` reads a text that holds one, `read_transcript` a file."""

    store: RatingStore
    read_pasted: Callable[[str], Transcript]
    read_transcript: Callable[[Path], Transcript]
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    def paste(self, rubric_id: str, title: str, text: str, who: str) -> Sample:
        """Keep a pitch for graders. Raises TranscriptError for no words or too many, UsageError for a known one."""
        return self._keep(rubric_id, title, self.read_pasted(text.encode("utf-8", "replace").decode("utf-8")), who)

    def bring(self, rubric_id: str, path: Path, filename: str, who: str) -> Sample:
        """The same for a file, which goes by its name. Raises UsageError and TranscriptError, with the name."""
        try:
            if Path(filename).suffix.lower() == ".md":
                transcript = self.read_pasted(_unmarked(path.read_text(encoding="utf-8-sig")))
            else:
                transcript = self.read_transcript(path)
            return self._keep(rubric_id, Path(filename).stem, transcript, who)
        except UnicodeDecodeError as error:
            raise TranscriptError(f"{filename}: the file is not UTF-8 text.", hint="Save it again as UTF-8.") from error
        except (TranscriptError, UsageError) as error:
            raise type(error)(f"{filename}: {error.message}", hint=error.hint) from error

    def remove(self, rubric_id: str, sample_id: str) -> None:
        """Remove the words of a pitch for good; what people gave it stays as figures. Raises UsageError."""
        if all(sample.id != sample_id for sample in self.store.samples(rubric_id)):
            raise UsageError("There is no such pitch here.", hint="It may have been removed meanwhile.")
        self.store.remove_sample(sample_id)

    def _keep(self, rubric_id: str, title: str, transcript: Transcript, who: str) -> Sample:
        words = [word.text for word in transcript.words]
        for known in self.store.samples(rubric_id):
            if known.text.split() == " ".join(words).split():
                raise UsageError(f"This pitch is there already, as “{known.title}”.", hint="Grade it under that name.")
        name = tidy_name(title) or " ".join(words[:TITLE_WORDS])
        sample = Sample(
            id=f"s-{self.new_id()}",
            rubric_id=rubric_id,
            title=name if len(name) <= LONGEST_TITLE else f"{name[: LONGEST_TITLE - 1]}…",
            text="\n".join(sentence.text for sentence in transcript.sentences),
            by=who,
            at=self.now(),
        )
        self.store.add_sample(sample)
        return sample


def _unmarked(text: str) -> str:
    """Markdown as it would be said: without front matter, headings' marks and emphasis."""
    lines = text.replace("\r\n", "\n").split("\n")
    if lines and lines[0].strip() == "---" and "---" in [line.strip() for line in lines[1:]]:
        lines = lines[1 + [line.strip() for line in lines[1:]].index("---") + 1 :]
    said = (line.lstrip().lstrip("#>").removeprefix("- ").removeprefix("* ").strip() for line in lines)
    return "\n".join(line.replace("**", "").replace("__", "").replace("`", "") for line in said)
