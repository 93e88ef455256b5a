"""How Alembic meets the database: on the connection, and in the transaction, that `schema.upgrade` opened."""

from alembic import context

from coach.adapters.schema import VERSION_TABLE, is_ours
from coach.adapters.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
    include_object=is_ours,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
