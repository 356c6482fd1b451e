"""Leases: who may do a thing of which there is one, until when."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from trading.store.tables import LEASE


def take(connection: Connection, name: str, *, owner: str, now: datetime, ttl: timedelta) -> bool:
    """Take or renew a lease; False while another owner holds it. Call it in a write transaction."""
    row = connection.execute(select(LEASE).where(LEASE.c.name == name)).first()
    if row is None:
        connection.execute(insert(LEASE).values(name=name, owner=owner, until=now + ttl))
        return True
    if row.owner != owner and row.until > now:
        return False
    connection.execute(update(LEASE).where(LEASE.c.name == name).values(owner=owner, until=now + ttl))
    return True


def give_back(connection: Connection, name: str, *, owner: str) -> None:
    """Give a lease back if this owner holds it."""
    connection.execute(delete(LEASE).where(LEASE.c.name == name, LEASE.c.owner == owner))
