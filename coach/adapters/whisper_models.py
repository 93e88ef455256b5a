"""Where faster-whisper's models are on this machine, and fetching one that is not there yet."""

import threading
from collections.abc import Callable
from pathlib import Path
from queue import Empty, Queue
from typing import Any

from coach.domain.exchange import Progress
from coach.errors import SettingsError

PROBE_S = 5.0
"""How long the model hub may take in all to say what it has. A closed network often answers nothing at all."""

FILES = ("config.json", "model.bin", "preprocessor_config.json", "tokenizer.json", "vocabulary.json", "vocabulary.txt")
"""What faster-whisper reads of a model. Some models do without the preprocessor's settings."""

_SIZES = ("tiny", "base", "small", "medium")
_LARGE = ("large-v1", "large-v2", "large-v3")
REPOSITORIES = {
    **{name: f"Systran/faster-whisper-{name}" for name in (*_SIZES, *(f"{size}.en" for size in _SIZES), *_LARGE)},
    **{f"distil-{name}": f"Systran/faster-distil-whisper-{name}" for name in ("small.en", "medium.en", "large-v3")},
    "large-v3-turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
}
"""Names for which the hub has a converted model. Any other repository can be named in full (`owner/name`)."""


class NotFetched(RuntimeError):
    """A model could not be fetched; the text says why, in words for a person."""


class WhisperModels:
    """Model folders under `folder`, and those that the Hugging Face hub's own cache already holds.

    A model's name is one of `REPOSITORIES`, a repository (`owner/name`), or the path of a folder.
    `endpoint` is the hub's address; None takes the package's own, which `HF_ENDPOINT` sets. `patience_s` is
    how long it may take to say what it has.
    """

    def __init__(self, folder: Path, endpoint: str | None = None, patience_s: float = PROBE_S) -> None:
        self._folder = folder
        self._endpoint = endpoint
        self._patience_s = patience_s

    def on_disk(self, name: str) -> Path | None:
        """The folder of a complete model, or None. Asks nobody. Raises SettingsError for an unknown name."""
        if _is_path(name):
            folder = Path(name).expanduser()
            return folder if _complete(folder) else None
        repository = repository_of(name)
        own = self._own(repository)
        return own if _complete(own) else _in_hub_cache(repository)

    def fetch(self, name: str, progress: Progress) -> Path:
        """Fetch a model from the hub into the folder. Raises NotFetched, within seconds on a closed network."""
        import httpx2

        if _is_path(name):
            raise NotFetched(f"there is no complete model in the folder {name}")
        repository = repository_of(name)
        try:
            total = _bytes_to_fetch(repository, self._endpoint, self._patience_s)
            part = self._folder / f".{self._own(repository).name}.part"
            _download(repository, self._endpoint, part, _Fetched(total, progress))
            if not _complete(part):
                raise NotFetched(f"{repository} is not a model for faster-whisper")
            own = self._own(repository)
            if not own.exists():  # another process may have been quicker
                part.replace(own)
        except (OSError, ValueError, KeyError, TypeError, RuntimeError, httpx2.HTTPError) as error:
            raise NotFetched(_reason(error)) from error
        progress(1.0)
        return own

    def _own(self, repository: str) -> Path:
        return self._folder / repository.replace("/", "--")


def repository_of(name: str) -> str:
    """The hub's repository for a model's name. Raises SettingsError when there is none."""
    if name in REPOSITORIES:
        return REPOSITORIES[name]
    if name.count("/") == 1:
        return name
    raise SettingsError(
        f"COACH_WHISPER_MODEL is “{name}”, which is no model that faster-whisper knows.",
        hint=f"Choose one of {', '.join(REPOSITORIES)}, or give the path of a model's folder.",
    )


def _is_path(name: str) -> bool:
    if name in REPOSITORIES:
        return False
    return name.startswith((".", "~")) or Path(name).is_absolute() or Path(name).is_dir()


def _complete(folder: Path) -> bool:
    needed = all((folder / name).is_file() for name in ("config.json", "model.bin", "tokenizer.json"))
    return needed and any(folder.glob("vocabulary.*"))


def _in_hub_cache(repository: str) -> Path | None:
    import huggingface_hub
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    hub: Any = huggingface_hub
    try:
        folder = Path(hub.snapshot_download(repository, allow_patterns=list(FILES), local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError):
        return None
    return folder if _complete(folder) else None


def _bytes_to_fetch(repository: str, endpoint: str | None, patience_s: float) -> int:
    """Ask once, without the hub package's own retries, which take half a minute on a closed network."""
    import httpx2
    from huggingface_hub import constants

    if constants.HF_HUB_OFFLINE:
        raise NotFetched("HF_HUB_OFFLINE is set")

    def ask() -> int:
        # No token: these models are public, and a token must not go wherever HF_ENDPOINT points.
        address = f"{endpoint or constants.ENDPOINT}/api/models/{repository}/tree/main"
        answer = httpx2.get(address, timeout=patience_s, follow_redirects=True)
        if answer.status_code in {401, 403, 404}:
            raise NotFetched(f"the model hub has no public model called {repository}")
        answer.raise_for_status()
        return sum(entry["size"] for entry in answer.json() if entry["path"] in FILES)

    return _within(patience_s, ask)


def _within(seconds: float, work: Callable[[], int]) -> int:
    """The result of `work`, or NotFetched after `seconds`: name look-ups have no time limit of their own."""
    answers: Queue[int | Exception] = Queue()

    def answer() -> None:
        try:
            answers.put(work())
        except Exception as error:
            answers.put(error)

    threading.Thread(target=answer, daemon=True, name="model-hub-probe").start()
    try:
        result = answers.get(timeout=seconds)
    except Empty:
        raise NotFetched(f"the model hub did not answer within {seconds:g} seconds") from None
    if isinstance(result, Exception):
        raise result
    return result


def _download(repository: str, endpoint: str | None, folder: Path, fetched: "_Fetched") -> None:
    import huggingface_hub

    hub: Any = huggingface_hub

    class Bar(hub.utils.tqdm):
        """Counts the bytes that arrive; draws nothing."""

        def __init__(self, *args: Any, **settings: Any) -> None:
            self.counts = settings.get("unit") == "B"
            self.count = 0.0
            hub.utils.tqdm.__init__(self, *args, **{**settings, "disable": True})

        def update(self, n: float | None = 1) -> None:
            self.count += n or 0
            if self.counts:
                fetched.so_far(self.count)

    hub.snapshot_download(
        repository, endpoint=endpoint, local_dir=folder, allow_patterns=list(FILES), token=False, tqdm_class=Bar
    )


class _Fetched:
    """Turns byte counts of several bars and threads into shares that never go back."""

    def __init__(self, total: int, progress: Progress) -> None:
        self._total = max(1, total)
        self._progress = progress
        self._share = 0.0
        self._lock = threading.Lock()

    def so_far(self, count: float) -> None:
        with self._lock:
            share = min(1.0, count / self._total)
            if share > self._share:
                self._share = share
                self._progress(share)


def _reason(error: Exception) -> str:
    if isinstance(error, NotFetched):
        return str(error)
    if isinstance(error, OSError) and error.strerror and error.filename:
        return f"{error.filename} cannot be written: {error.strerror}"
    return f"the model hub could not be reached ({type(error).__name__})"
