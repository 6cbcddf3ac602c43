"""The tables of the exchange: orders of the store and their deals."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from storage.columns import Id, Moment, metadata, partial_index

pair = Table(
    "pair",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("store", Text, nullable=False),
    Column("ref", Text, nullable=False),
    Column("number", Text, nullable=False, server_default=""),  # lower case, for searching
    Column("deal_id", Text, nullable=False, server_default=""),
    Column("lead_id", Id),
    Column("trouble", Text, nullable=False, server_default=""),  # a code: why it is at a halt, or who refused
    Column("owes", Text, nullable=False, server_default=""),  # store, crm, both of them, or nothing
    Column("live", Integer, nullable=False),  # 1: something may still happen to it
    Column("opened_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("crm_hinted_at", Moment),  # since when the CRM is to be asked what the deal looks like
    Column("store_hinted_at", Moment),
    Column("body", LargeBinary, nullable=False),  # the whole pair as JSON
    UniqueConstraint("store", "ref"),
    Index("ix_pair_deal_id", "deal_id"),
    Index("ix_pair_lead_id", "lead_id"),
    Index("ix_pair_number", "number"),
    partial_index("ix_pair_live", "id", where="live = 1"),
    Index("ix_pair_changed_at", "changed_at"),
    partial_index("ix_pair_owes", "owes", "changed_at", where="owes <> ''"),
    partial_index("ix_pair_trouble", "trouble", where="trouble <> ''"),
    partial_index("ix_pair_crm_hinted_at", "crm_hinted_at", where="crm_hinted_at IS NOT NULL"),
    partial_index("ix_pair_store_hinted_at", "store_hinted_at", where="store_hinted_at IS NOT NULL"),
    sqlite_autoincrement=True,
)

pair_note = Table(
    "pair_note",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("pair_id", Id, ForeignKey("pair.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("what", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Index("ix_pair_note_pair_id", "pair_id", "id"),
)
