"""Names that are programs elsewhere: harmless on every way, and untouched where they belong (F-16, F-21, F-22)."""

import csv
import io
from collections.abc import Sequence

from openpyxl import load_workbook

from bot.exports import write_leads
from desk.leads.model import Lead
from tests.flows.conftest import running
from tests.flows.scene import Scene

LONGEST_NAME = 200  # characters
RTL, POP, EMOJI = "\u202e", "\u202c", "👩‍👩‍👧"
ACTIVE = ("mention", "hashtag", "bot_command", "url", "email", "phone_number", "text_mention")
FIRST = ("=", "+", "-", "@")
HOSTILE = {
    "markup": "<b>Иван</b> & </a> <script>alert(1)</script>",
    "quotes": 'Пётр "Пит" О\'Нил',
    "shell": "$(reboot) `id` ${PATH} {{ 7*7 }} {name} %s",
    "formula": "=cmd|' /C calc'!A0",
    "direction": f"{RTL}гнаИ {EMOJI} Оля 🎁",
    "sql": "'; DROP TABLE lead; --",
    "long": "Я" * 4000,
}


async def test_hostile_names_pass_through_crm_speech_sms_card_and_export_unharmed(scene: Scene) -> None:
    """S0-03, S0-43, D-02, F-16, F-21, F-22: untouched where they belong, plain text wherever they are shown."""
    numbers = {
        kind: await scene.order(f"A-{n}", name=name, comment=name, phone=f"8916000000{n}")
        for n, (kind, name) in enumerate(HOSTILE.items())
    }
    for n, (kind, lead_id) in enumerate(numbers.items()):
        lead = await scene.reach(lead_id, "reached")
        assert HOSTILE[kind][:LONGEST_NAME] == lead["name"].removesuffix(POP), kind
        await scene.until_card(lead_id, "дозвонились", "доставлено")
        assert find_harm(scene, lead_id, f"+7916000000{n}") == [], kind
        registered = next(it for it in scene.crm_leads if it["ORIGIN_ID"].startswith(f"{lead_id}-"))
        assert visible(registered["NAME"])[:50] == visible(HOSTILE[kind])[:50], kind
    exported = await running(scene).store.read(lambda books: books.leads.latest(limit=9))
    assert len(exported) == len(HOSTILE)
    assert find_formulas(exported) == []
    rows = csv.DictReader(io.StringIO(write_leads("csv", exported).decode("utf-8-sig")))
    assert {row["name"].removeprefix("'") for row in rows} == {
        lead.order.customer.name.removeprefix("'") for lead in exported
    }


def visible(name: str) -> str:
    return name.replace(RTL, "").replace(POP, "").strip()


def find_harm(scene: Scene, lead_id: int, phone: str) -> list[str]:
    """What a name made of itself on its way: a link, a computed sum, a whole page of text."""
    (call,), (text,), (card,) = scene.dialled(phone), scene.texts(phone), scene.chat.cards(lead_id)
    found = [entity["type"] for entity in card.entities if entity["type"] in ACTIVE]
    found += [word for word in ("49", "<script", RTL) if word in f"{call.text} {text}"]
    found += [sign for sign in (RTL, "<script") if sign in card.html]
    if len(card.text) > 1500 or len(call.text) > 1500 or len(text) > 160:
        found.append("too long")
    return found


def find_formulas(leads: Sequence[Lead]) -> list[str]:
    sheet = load_workbook(io.BytesIO(write_leads("xlsx", leads))).active
    assert sheet is not None
    cells = [cell for line in sheet.iter_rows() for cell in line]
    return [str(cell.value) for cell in cells if cell.data_type == "f" or str(cell.value or "").startswith(FIRST)]
