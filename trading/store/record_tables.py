"""The tables of the flight recorder: entries of runs, and the blobs that they share by their addresses."""

from datetime import datetime

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from trading.store.columns import UtcTime


class RecordBlobRow(SQLModel, table=True):
    """One piece of a record, once for all runs: compact JSON, compressed; `address` is the SHA-256 of it."""

    __tablename__ = "record_blob"
    address: str = Field(primary_key=True)
    body: bytes


class RecordEntryRow(SQLModel, table=True):
    """One entry of the record of a run: what a model was given or said, or what a tool brought."""

    __tablename__ = "record_entry"
    __table_args__ = (Index("ix_record_entry_account_run", "account_id", "run_id"),)
    run_id: str = Field(foreign_key="run.id", primary_key=True)
    seq: int = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id")
    attempt: int
    kind: str
    member: str
    n: int
    address: str
    at: datetime = Field(sa_column=Column(UtcTime, nullable=False))


class RecordPartRow(SQLModel, table=True):
    """Which blobs the record of a run needs; one that no run needs any more may go."""

    __tablename__ = "record_part"
    run_id: str = Field(foreign_key="run.id", primary_key=True)
    address: str = Field(primary_key=True, index=True)


RECORD_BLOB, RECORD_ENTRY, RECORD_PART = (
    SQLModel.metadata.tables[name] for name in ("record_blob", "record_entry", "record_part")
)
