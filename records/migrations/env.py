"""Alembic's entry: runs the migrations over a connection of our own engine."""

from alembic import context

from records.engine import open_engine
from records.models import Base

engine = open_engine(context.config.attributes["url"], migrating=True)
with engine.connect() as connection:
    context.configure(
        connection=connection, target_metadata=Base.metadata, render_as_batch=True, transactional_ddl=True
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
engine.dispose()
