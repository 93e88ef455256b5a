"""Content as it was when it was used, frozen under the hash of its parsed data."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from coach.domain.rubric import GoldenPitch, Rubric, Us
from coach.domain.studio.manuscript import Bundle
from coach.errors import UnreadableError

if TYPE_CHECKING:
    import sqlalchemy as sa


def keep_sources(connection: "sa.Connection", sources: Mapping[str, Any]) -> None:
    """Keep content under its hashes; what is there already stays as it was."""
    from sqlalchemy.dialects import postgresql, sqlite

    from coach.adapters.tables import SOURCE

    now = datetime.now(UTC)
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    # In one order everywhere: two hand-ins that wait for each other's rows would be a deadlock.
    for version, content in sorted(sources.items()):
        row = {"version": version, "content": json.dumps(content, allow_nan=False), "kept_at": now}
        connection.execute(insert(SOURCE).values(row).on_conflict_do_nothing())


def keep_bundle(connection: "sa.Connection", bundle: Bundle) -> None:
    """Keep a rubric with all that its pitches are judged by."""
    parts = (bundle.rubric, bundle.golden, bundle.us)
    keep_sources(connection, {part.version: part.model_dump(mode="json") for part in parts})


def bundle_of(connection: "sa.Connection", rubric_id: str, versions: tuple[str, str, str]) -> Bundle:
    """What was kept under the hashes of a rubric, its golden pitch and the facts about us. Raises UnreadableError."""
    import sqlalchemy as sa
    from pydantic import ValidationError

    from coach.adapters.tables import SOURCE

    query = sa.select(SOURCE.c.version, SOURCE.c.content).where(SOURCE.c.version.in_(versions))
    content = {row.version: row.content for row in connection.execute(query)}
    try:
        said, golden, us = (content[version] for version in versions)
        # Two rubrics, or two golden pitches, may say the same; what was kept first has that one's id.
        rubric = Rubric.model_validate_json(said).model_copy(update={"id": rubric_id})
        return Bundle(
            rubric=rubric,
            golden=GoldenPitch.model_validate_json(golden).model_copy(update={"id": rubric.golden_pitch}),
            us=Us.model_validate_json(us),
        )
    except (KeyError, ValidationError) as error:
        message = "This content was kept by another version of Pitch Coach and cannot be read."
        raise UnreadableError(message, hint="Upgrade Pitch Coach to open it.") from error
