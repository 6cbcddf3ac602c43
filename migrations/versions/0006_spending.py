"""What calls and messages cost, one row each; filled with what is known of earlier ones"""

import json
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from alembic import op

import storage.columns

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

PAGE = 1000
BILLIONTHS = Decimal(10**9)
LARGEST = Decimal(1_000_000)
ASKED = sa.text("ask_at IS NOT NULL")


def upgrade() -> None:
    made = op.create_table(
        "charge",
        sa.Column("id", storage.columns.Id, nullable=False, autoincrement=True),
        sa.Column("ref", sa.Text, nullable=False),
        sa.Column("at", storage.columns.Moment(), nullable=False),
        sa.Column("lead_id", storage.columns.Id, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("provider", sa.Text, server_default="", nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=True),
        sa.Column("currency", sa.Text, server_default="", nullable=False),
        sa.Column("first", sa.BigInteger, nullable=True),
        sa.Column("corrections", sa.Integer, server_default="0", nullable=False),
        sa.Column("ask_at", storage.columns.Moment(), nullable=True),
        sa.Column("asks", sa.Integer, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charge")),
        sa.UniqueConstraint("ref", name=op.f("uq_charge_ref")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_charge_at", "charge", ["at", "kind", "state", "currency", "amount"])
    op.create_index("ix_charge_ask_at", "charge", ["ask_at"], sqlite_where=ASKED, postgresql_where=ASKED)
    _fill(made)


def downgrade() -> None:
    op.drop_table("charge")


def _fill(made: sa.Table) -> None:
    """The costs of earlier leads stand in their bodies. In the order in which they were asked for, page by page."""
    db, after = op.get_bind(), 0
    find = sa.text("SELECT id, body FROM lead WHERE id > :after ORDER BY id LIMIT :most")
    while page := db.execute(find, {"after": after, "most": PAGE}).all():
        rows = [row for lead_id, body in page if body for row in _charges(lead_id, json.loads(bytes(body)))]
        if rows:
            db.execute(sa.insert(made), rows)
        after = page[-1][0]


def _charges(lead_id: int, lead: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Leads of older desks do not know every word."""
    for call in lead.get("calls", ()):
        if call.get("asked_at"):
            yield _charge(lead_id, "call", call["token"], call)
    for sms in lead.get("messages", ()):
        if sms.get("asked_at") and (sms.get("provider_id") or sms.get("status") not in (None, "failed")):
            yield _charge(lead_id, "sms", sms["ref"], sms)


def _charge(lead_id: int, kind: str, ref: str, record: dict[str, Any]) -> dict[str, Any]:
    told = record.get("cost")
    cost = Decimal(str(told)) if told is not None else None
    known = cost is not None and cost.is_finite() and 0 <= cost < LARGEST
    return {
        "ref": ref,
        "at": datetime.fromisoformat(record["asked_at"]),
        "lead_id": lead_id,
        "kind": kind,
        "state": "told" if known else "untold",
        "amount": int((cost * BILLIONTHS).to_integral_value()) if known and cost is not None else None,
    }
