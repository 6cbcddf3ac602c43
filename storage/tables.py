"""The tables."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.columns import Id, Moment, metadata, partial_index

inbox = Table(
    "inbox",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("source", Text, nullable=False),
    Column("delivery", Text, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("request", LargeBinary, nullable=False),  # JSON: method, path, headers, query, url
    Column("body", LargeBinary, nullable=False),
    Column("lead_id", Id),
    Column("handled_at", Moment),
    Column("outcome", Text, nullable=False, server_default=""),
    Column("tries", Integer, nullable=False, server_default="0"),
    UniqueConstraint("source", "delivery"),
    partial_index("ix_inbox_waiting", "id", where="handled_at IS NULL"),
    Index("ix_inbox_lead_id", "lead_id"),
    sqlite_autoincrement=True,
)

lead = Table(
    "lead",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("source", Text, nullable=False),
    Column("ref", Text, nullable=False),
    Column("active_ref", Text, unique=True),  # source and ref while in progress, free again when final
    Column("status", Text, nullable=False),
    Column("trouble", Text, nullable=False, server_default=""),
    Column("assignee_id", BigInteger),
    Column("bridged_by", BigInteger),  # who is being connected with the customer, as far as is known
    Column("name", Text, nullable=False, server_default=""),  # lower case, for searching
    Column("phone", Text, nullable=False, server_default=""),  # digits, for searching
    Column("order_id", Text, nullable=False, server_default=""),
    Column("crm_id", Text, nullable=False, server_default=""),
    Column("next_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("body", LargeBinary, nullable=False),  # the whole lead as JSON
    Column("held_until", Moment),  # a person's wish waits until then
    Column("unknown_at", Moment),  # since when people are asked what became of a call or a message
    Index("ix_lead_status", "status", "id"),
    partial_index("ix_lead_assignee", "assignee_id", "status", where="assignee_id IS NOT NULL"),
    partial_index("ix_lead_bridged_by", "bridged_by", where="bridged_by IS NOT NULL"),
    partial_index("ix_lead_held", "held_until", where="held_until IS NOT NULL"),
    partial_index("ix_lead_unknown", "unknown_at", where="unknown_at IS NOT NULL"),
    Index("ix_lead_phone", "phone"),
    Index("ix_lead_stalled", "status", text("coalesce(next_at, changed_at)")),
    sqlite_autoincrement=True,
)

history = Table(
    "history",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("lead_id", Id, ForeignKey("lead.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("what", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Index("ix_history_lead_id", "lead_id", "id"),
)

fact = Table(  # what a lead has been told: one fact acts once
    "fact",
    metadata,
    Column("lead_id", Id, ForeignKey("lead.id"), primary_key=True),
    Column("fact", Text, primary_key=True),
    sqlite_with_rowid=False,
)

job = Table(
    "job",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("kind", Text, nullable=False),
    Column("lane", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("line", Text),  # jobs of one line run one after the other
    Column("lead_id", Id),
    Column("data", LargeBinary, nullable=False),
    Column("status", Text, nullable=False),  # waiting, taken, failed
    Column("priority", Integer, nullable=False, server_default="0"),
    Column("run_at", Moment, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("leased_until", Moment),
    Column("cause", Text, nullable=False, server_default=""),
    Column("error", Text, nullable=False, server_default=""),
    Column("created_at", Moment, nullable=False),
    partial_index("uq_job_waiting_key", "key", where="status = 'waiting'", unique=True),
    partial_index("ix_job_turn", "lane", "priority", "run_at", where="status = 'waiting'"),
    partial_index("ix_job_left", "status", where="status != 'waiting'"),
    Index("ix_job_line", "line", "id"),
    sqlite_autoincrement=True,
)

card = Table(  # where a lead's cards hang; message ids belong to the board, never to the lead
    "card",
    metadata,
    Column("name", Text, primary_key=True),  # lead:17, incident:crm, board …
    Column("chat_id", BigInteger, primary_key=True),
    Column("thread_id", BigInteger),
    Column("message_id", BigInteger),
    Column("shown", Text, nullable=False, server_default=""),  # digest of what is on it
    Column("sending_at", Moment),  # written before a send whose answer may be lost
    Column("changed_at", Moment, nullable=False),
    Index("ix_card_message", "chat_id", "message_id"),
)

person = Table(
    "person",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("username", Text, nullable=False, server_default=""),
    Column("role", Text, nullable=False, server_default=""),  # owner, admin, seller, viewer; empty: known only
    Column("language", Text, nullable=False, server_default=""),
    Column("reachable", Integer, nullable=False, server_default="0"),  # the private chat is open
    Column("changed_at", Moment, nullable=False),
    Column("duty", LargeBinary),  # their shift as JSON; none: never told
    Column("given_at", Moment),  # when the desk last gave them a lead
    Column("phone", Text, nullable=False, server_default=""),  # E.164: where telephony calls them
    Column("speaks", Text, nullable=False, server_default=""),  # the language chosen by hand; empty: as their client
)

invitation = Table(  # a link by which somebody joins; the token itself is in nobody's hands but theirs
    "invitation",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("hash", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("language", Text, nullable=False, server_default=""),
    Column("giver_id", BigInteger, nullable=False),
    Column("giver", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("used_by", BigInteger),
    Column("revoked_at", Moment),
    UniqueConstraint("hash"),
    sqlite_autoincrement=True,
)

act = Table(  # what people did: rows are added, never changed
    "act",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("who_id", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("lead_id", Id),
    Column("subject", Text, nullable=False, server_default=""),
    Column("key", Text),
    Column("data", LargeBinary, nullable=False),
    UniqueConstraint("key"),
    Index("ix_act_who_id", "who_id"),
    Index("ix_act_lead_id", "lead_id"),
)

incident = Table(
    "incident",
    metadata,
    Column("cause", Text, primary_key=True),
    Column("opened_at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("count", Integer, nullable=False),
    Column("sample", Text, nullable=False),
)

charge = Table(  # what calls and messages cost: one row each, with the provider's latest figure
    "charge",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("ref", Text, nullable=False),  # ours: the call's token, the message's reference
    Column("at", Moment, nullable=False),  # when it was asked for
    Column("lead_id", Id, nullable=False),
    Column("kind", Text, nullable=False),  # call, sms
    Column("provider", Text, nullable=False, server_default=""),
    Column("state", Text, nullable=False),  # flying, awaited, told, untold
    Column("amount", BigInteger),  # in billionths of the currency; none: not told
    Column("currency", Text, nullable=False, server_default=""),  # of the provider's account; empty: not known then
    Column("first", BigInteger),  # the first figure, where it was corrected since
    Column("corrections", Integer, nullable=False, server_default="0"),
    Column("ask_at", Moment),  # when the provider is asked for the price
    Column("asks", Integer, nullable=False, server_default="0"),
    UniqueConstraint("ref"),
    Index("ix_charge_at", "at", "kind", "state", "currency", "amount"),
    partial_index("ix_charge_ask_at", "ask_at", where="ask_at IS NOT NULL"),
    sqlite_autoincrement=True,
)

vault = Table(
    "vault",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
    Column("changed_at", Moment, nullable=False),
)
