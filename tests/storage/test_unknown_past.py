"""What nobody knew before there was a desk for it is asked about after the upgrade (N-07)."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from desk.leads.doubts import doubts_of
from desk.leads.records import SmsKind
from storage.books import Books
from storage.schema import MIGRATIONS

ASKED = "2026-11-23T09:00:00Z"
CALL = {"number": 1, "token": "1-1-x", "asked_at": ASKED, "result": None}
SMS = {"kind": "reached", "ref": "1-reached-x", "status": "unknown", "asked_at": ASKED, "about_call": 1}


def body(lead_id: int, status: str, calls: list[Any], messages: list[Any]) -> bytes:
    order = {"source": "site", "ref": f"A-{lead_id}", "customer": {"name": "Анна"}}
    lead = {
        "id": lead_id, "origin": f"{lead_id}-x", "status": status, "order": order, "created_at": ASKED,
        "phone": "+79161234567", "phone_problem": "", "zone": "Europe/Moscow", "zone_from": "shop", "city": "",
        "next": {"action": "nothing"}, "calls_allowed": 3, "calls": calls, "messages": messages,
        "trouble": "no_result" if status == "manual" else None,
    }  # fmt: skip
    return json.dumps(lead, ensure_ascii=False, separators=(",", ":")).encode()


def test_n_07_the_past_is_asked_about(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'desk.db'}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
        rows = [
            (1, "manual", "no_result", body(1, "manual", [CALL], [])),
            (2, "reached", "", body(2, "reached", [], [SMS])),
            (3, "reached", "", body(3, "reached", [CALL | {"token": "3-1-x", "result": "answered"}], [])),
        ]
        for lead_id, status, trouble, kept in rows:
            values = {"id": lead_id, "ref": f"A-{lead_id}", "status": status, "trouble": trouble, "body": kept}
            connection.execute(
                text(
                    "INSERT INTO lead (id, source, ref, status, trouble, created_at, changed_at, body)"
                    " VALUES (:id, 'site', :ref, :status, :trouble, 0, 0, :body)"
                ),
                values,
            )
        connection.commit()
        command.upgrade(config, "head")
        books = Books(connection)
        asked = {lead.id: doubts_of(lead) for lead in books.leads.unknown(10)}
        assert {lead_id: [it.kind for it in found] for lead_id, found in asked.items()} == {
            1: [None],
            2: [SmsKind.REACHED],
        }
        assert asked[1][0].since == datetime(2026, 11, 23, 9, tzinfo=UTC)
        assert doubts_of(books.leads.load(3)) == []
    engine.dispose()
