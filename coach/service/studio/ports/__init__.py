"""What the studio needs from the outside world. Adapters satisfy these by shape, not by inheritance.

`writing` is files and what was published of them; `studies` what is tried in the background; `grading` what
people say of pitches. Users import from here.
"""

from coach.service.studio.ports.grading import RatingStore, RatingTable, Statistics
from coach.service.studio.ports.studies import PastStore, StudyStore
from coach.service.studio.ports.writing import Manuscripts, Parcels, VersionStore

__all__ = [
    "Manuscripts",
    "Parcels",
    "PastStore",
    "RatingStore",
    "RatingTable",
    "Statistics",
    "StudyStore",
    "VersionStore",
]
