"""The admins' tools in the chat: files, copies of the database, what runs here (X-38)."""

import csv
import io
import sqlite3
from pathlib import Path

import openpyxl

from desk.leads.model import Person
from sandbox.telegram.view import Seen
from tests.bot.telegram_room import ANNA, OLGA, Room, Town
from tests.handlers.telegram.test_commands import ask

SELLER = Person(ANNA, "Анна Котова")


async def file(town: Town, chat: int) -> tuple[Seen, bytes]:
    seen: Seen = await town.see(lambda: next((it for it in town.seen(chat) if it.media == "document"), None))
    stored = town.fake.state.files.find(seen.file_id)
    assert stored is not None
    return seen, stored.upload.content


async def test_x_38_leads_come_as_a_workbook_without_formulas(room: Room, town: Town) -> None:
    await room.order(name="=HYPERLINK(1)")
    await ask(town, OLGA, "/export")
    seen, content = await file(town, OLGA)
    assert seen.file_name.startswith("leads-")
    assert seen.file_name.endswith("-month.xlsx")
    assert seen.text == "Лиды, 30 дней: 1 строка"
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    head, row = sheet.iter_rows()
    cell = dict(zip((it.value for it in head), row, strict=True))["name"]
    assert (cell.value, cell.data_type) == ("'=HYPERLINK(1)", "s")
    assert [it.what for it in await room.see_acts(1)] == ["export"]
    assert town.fake.history.find("telegram", "chat_action", action="upload_document")


async def test_x_38_the_log_comes_as_csv_and_never_into_a_group(room: Room, town: Town) -> None:
    await ask(town, OLGA, "/pause sms")
    before = len(town.seen())
    town.control.say(town.olga, town.group, "/export audit csv today")
    _, content = await file(town, OLGA)
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert [row["what"] for row in rows] == ["pause", "export"]
    assert not [it for it in town.seen()[before:] if it.media]


async def test_x_38_a_large_export_is_read_page_by_page(room: Room, town: Town) -> None:
    now = room.clock.now()

    def work(books) -> None:  # type: ignore[no-untyped-def]
        for number in range(1203):
            books.acts.note(SELLER, "claim", now, lead_id=number)

    await room.store.write(work)
    await ask(town, OLGA, "/export audit csv all")
    seen, content = await file(town, OLGA)
    assert content.decode("utf-8-sig").count("\r\n") == 1 + 1203 + 1
    assert seen.text.replace("\u00a0", " ").endswith("1 204 строки")


async def test_x_38_only_admins_take_files(room: Room, town: Town) -> None:
    assert "админ" in (await ask(town, ANNA, "/export")).text
    await ask(town, OLGA, f"/sellers add {ANNA} admin")
    await ask(town, ANNA, "/export leads csv all")
    await file(town, ANNA)
    (refused,) = await room.see_acts(1, "refused")
    assert (refused.who_id, refused.subject, refused.data) == (ANNA, "/export", {"reason": "role"})


async def test_what_is_no_file_is_explained(room: Room, town: Town) -> None:
    assert "/export leads xlsx month" in (await ask(town, OLGA, "/export everything")).text


async def test_everybody_known_reads_what_runs_here(room: Room, town: Town) -> None:
    text = (await ask(town, ANNA, "/version")).text
    assert text.startswith("Ringdesk 0.")
    assert "SQLite 3." in text
    assert "схема 00" in text


async def test_owners_copy_the_database_and_it_never_comes_into_the_chat(
    room: Room, town: Town, tmp_path: Path
) -> None:
    await room.order()
    await ask(town, OLGA, "/backup")
    told = await town.see(lambda: next((it for it in town.seen(OLGA) if "копия цела" in it.text), None))
    place = Path(told.text.splitlines()[-1].replace("\u2060", ""))
    assert place.parent.name == "backups"
    with sqlite3.connect(place) as copy:
        assert copy.execute("SELECT count(*) FROM lead").fetchone() == (1,)
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert [it.what for it in await room.see_acts(1)] == ["backup"]
    assert not [it for it in town.seen(OLGA) if it.media]


async def test_an_admin_is_no_owner(room: Room, town: Town) -> None:
    await ask(town, OLGA, f"/sellers add {ANNA} admin")
    assert "владел" in (await ask(town, ANNA, "/backup")).text
    (refused,) = await room.see_acts(1, "refused")
    assert (refused.subject, refused.data) == ("/backup", {"reason": "role"})
