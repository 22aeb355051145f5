"""Run by Alembic: migrates the connection it is handed, in the transaction that is open."""

from alembic import context

from assistant.store.model_tables import MODEL_CALLS
from ingest import library_metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=[library_metadata, MODEL_CALLS.metadata],
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
