"""The one place that knows every concrete part, and makes it from the settings.

`parts` is what every room uses: files, database, engines. On them stand three rooms: `practice` (attempts,
reviews, deletion), `sparring` (drills and playbooks) and `studio` (what authors and graders do). `workshop` is
all of it, and the worker.
"""

from coach.wiring.workshop import Workshop

__all__ = ["Workshop"]
