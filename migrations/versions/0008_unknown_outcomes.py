"""Wishes that are held, and what people are asked about because no neighbour knows it"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

import storage.columns

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

HELD = sa.text("held_until IS NOT NULL")
UNKNOWN = sa.text("unknown_at IS NOT NULL")
LEAD = sa.table(
    "lead",
    sa.column("id", sa.BigInteger),
    sa.column("body", sa.LargeBinary),
    sa.column("status", sa.Text),
    sa.column("trouble", sa.Text),
    sa.column("unknown_at", storage.columns.Moment()),
)
DOUBTFUL = b'"status":"unknown"'  # of a message, as the body has it


def upgrade() -> None:
    op.add_column("lead", sa.Column("held_until", storage.columns.Moment(), nullable=True))
    op.add_column("lead", sa.Column("unknown_at", storage.columns.Moment(), nullable=True))
    op.create_index("ix_lead_held", "lead", ["held_until"], sqlite_where=HELD, postgresql_where=HELD)
    op.create_index("ix_lead_unknown", "lead", ["unknown_at"], sqlite_where=UNKNOWN, postgresql_where=UNKNOWN)
    _ask_about_the_past()


def downgrade() -> None:
    op.drop_index("ix_lead_unknown", table_name="lead")
    op.drop_index("ix_lead_held", table_name="lead")
    op.drop_column("lead", "unknown_at")
    op.drop_column("lead", "held_until")


def _ask_about_the_past() -> None:
    """What nobody knew before there was anybody to be asked."""
    db = op.get_bind()
    rows = sa.select(LEAD.c.id, LEAD.c.body, LEAD.c.status, LEAD.c.trouble)
    for lead_id, body, status, trouble in list(db.execute(rows)):
        waits = status == "manual" and trouble == "no_result"
        if not waits and DOUBTFUL not in bytes(body or b""):
            continue
        lead = json.loads(body)
        asked = [_mark(it) for it in _in_doubt(lead, waits)]
        if asked:
            written = json.dumps(lead, ensure_ascii=False, separators=(",", ":")).encode()
            db.execute(sa.update(LEAD).where(LEAD.c.id == lead_id).values(body=written, unknown_at=min(asked)))


def _in_doubt(lead: dict[str, Any], waits: bool) -> Iterator[dict[str, Any]]:
    """The call that brought no result, and messages of which nobody knows."""
    last = lead["calls"][-1] if waits and lead["calls"] else {}
    if last.get("asked_at") and not last.get("result"):
        yield last
    yield from (sms for sms in lead["messages"] if sms["status"] == "unknown" and sms["asked_at"])


def _mark(it: dict[str, Any]) -> datetime:
    it["unknown_at"] = it["asked_at"]
    return datetime.fromisoformat(it["asked_at"])
