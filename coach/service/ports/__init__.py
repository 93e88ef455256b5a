"""What the use cases need from the outside world. Adapters satisfy these by shape, not by inheritance.

`engines` hear, judge and compare; `content` is what authors wrote; `stores` keep what people did; `keeping` is
recordings, and how things are removed again; `work` is who works on what. Users import from here.
"""

from coach.service.ports.content import Library
from coach.service.ports.engines import Judge, Matcher, Media, Model, Transcriber
from coach.service.ports.keeping import ArchiveStore, Leftovers, MediaStore
from coach.service.ports.stores import AttemptStore, HistoryStore, PeopleStore, ReviewStore, TakeStore
from coach.service.ports.work import Jobs, Leases

__all__ = [
    "ArchiveStore",
    "AttemptStore",
    "HistoryStore",
    "Jobs",
    "Judge",
    "Leases",
    "Leftovers",
    "Library",
    "Matcher",
    "Media",
    "MediaStore",
    "Model",
    "PeopleStore",
    "ReviewStore",
    "TakeStore",
    "Transcriber",
]
