"""The tables of call tracking: who got in touch, and the tracker's deals."""

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, Table, Text, UniqueConstraint, text

from storage.columns import Id, Moment, metadata

touch = Table(
    "touch",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False),  # kind:site:id, as the tracker numbers them
    Column("received_at", Moment, nullable=False),
    Column("result", Text, nullable=False, server_default=""),  # empty: still to be handled
    Column("order_id", Text, nullable=False, server_default=""),  # made or filled by it
    Column("troubled", Text, nullable=False, server_default=""),  # the result, while a person should look; else empty
    Column("body", LargeBinary, nullable=False),  # the whole case as JSON
    UniqueConstraint("key"),
    Index("ix_touch_result", "result"),
    Index(
        "ix_touch_order_id", "order_id", sqlite_where=text("order_id <> ''"), postgresql_where=text("order_id <> ''")
    ),
    Index("ix_touch_troubled", "id", sqlite_where=text("troubled <> ''"), postgresql_where=text("troubled <> ''")),
    sqlite_autoincrement=True,
)

touch_claim = Table(  # what one touch has for itself while it is handled: the guard against a second order
    "touch_claim",
    metadata,
    Column("thing", Text, primary_key=True),  # phone:…, email:… or customer:…
    Column("touch_id", Id, ForeignKey("touch.id"), nullable=False),
    Column("until", Moment),  # free from then on; none: until it is released
    Index("ix_touch_claim_touch_id", "touch_id"),
)

tracker_deal = Table(
    "tracker_deal",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("order_id", Text, nullable=False),
    Column("state", Text, nullable=False),  # unmade, made, linked, unlinked, refused, gone
    Column("due_at", Moment),  # when the tracker is to be told
    Column("changed_at", Moment, nullable=False),
    Column("body", LargeBinary, nullable=False),  # the whole export as JSON
    UniqueConstraint("order_id"),
    Index("ix_tracker_deal_state", "state"),
    Index(
        "ix_tracker_deal_due_at",
        "due_at",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
    sqlite_autoincrement=True,
)
