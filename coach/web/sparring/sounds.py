"""Spoken sentences that are kept in memory: pages ask for the same one again after a reload."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from coach.domain.exchange import Sound

MOST_BYTES = 16_000_000
"""Some hundred sentences as MP3, or the whole of a drill as WAV."""


class Sounds:
    """The sentences that were asked for last, by drill and words, as many as fit into `most` bytes."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most, self._bytes, self._lock = most, 0, Lock()
        self._kept: OrderedDict[tuple[str, str], Sound] = OrderedDict()

    def get(self, drill_id: str, text: str, speak: Callable[[str], Sound]) -> Sound:
        """The sentence as sound, made with `speak` where it is not kept."""
        key = (drill_id, text)
        with self._lock:
            if kept := self._kept.get(key):
                self._kept.move_to_end(key)
                return kept
        sound = speak(text)
        with self._lock:
            self._drop(key)
            self._kept[key] = sound
            self._bytes += len(sound.content)
            while self._bytes > self._most:
                self._drop(next(iter(self._kept)))
        return sound

    def forget(self, drill_id: str) -> None:
        """Drop all that was spoken in a drill."""
        with self._lock:
            for key in [key for key in self._kept if key[0] == drill_id]:
                self._drop(key)

    def _drop(self, key: tuple[str, str]) -> None:
        if sound := self._kept.pop(key, None):
            self._bytes -= len(sound.content)
