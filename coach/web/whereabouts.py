"""Where a recording and its words go: what stays on this computer, and what leaves it for which host."""

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from coach.domain.value import Value

if TYPE_CHECKING:
    from coach.wiring import Workshop

OPENAI_HOST = "api.openai.com"
"""Where the recogniser of this name sends the sound when no other address is set."""


class Whereabouts(Value):
    """`folder` keeps the recordings. The hosts are those of other computers, None where nothing leaves this one."""

    folder: str
    hears: str
    heard_at: str | None
    judges: str
    judged_at: str | None
    kept_at: str | None
    """The host of the database, if it is another computer's."""

    @property
    def stays(self) -> bool:
        """Whether nothing leaves this computer."""
        return not (self.heard_at or self.judged_at or self.kept_at)


def whereabouts(workshop: "Workshop", hears: str, judges: str) -> Whereabouts:
    """What the settings say. `hears` and `judges` are the engines' names as people read them."""
    settings = workshop.settings
    sound_goes_to = settings.transcribe_base_url or f"https://{OPENAI_HOST}"
    through_endpoint = workshop.ladder.serving().name == "openai"
    return Whereabouts(
        folder=_short(str(settings.home)),
        hears=hears,
        heard_at=other_host(sound_goes_to) if through_endpoint else None,
        judges=judges,
        judged_at=other_host(settings.llm_base_url),
        kept_at=other_host(settings.database_url),
    )


def other_host(url: str | None) -> str | None:
    """The host of an address, None where that is this computer."""
    host = urlsplit(url).hostname if url else None
    return None if host is None or host in {"localhost", "::1"} or host.startswith("127.") else host


def _short(folder: str) -> str:
    home = str(Path.home())
    return f"~{folder.removeprefix(home)}" if folder.startswith(f"{home}/") else folder
