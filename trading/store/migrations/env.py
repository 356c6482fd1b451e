"""What alembic runs: the steps, on the connection and inside the transaction that `upgrade` holds."""

from alembic import context

from trading.store.tables import ACCOUNT

context.configure(connection=context.config.attributes["connection"], target_metadata=ACCOUNT.metadata)
context.run_migrations()
