"""The board, its lists, and the picture of the process (S0-58)."""

from itertools import pairwise

import pytest

from bot.cards.card import Action, unpack
from bot.cards.flow import caption_flow, draw_arrows, draw_flow
from bot.cards.shelves import pack_page, unpack_page
from bot.cards.standing import MOST, render_shelf, render_standing
from desk.leads.flow import moves
from desk.leads.model import LeadStatus
from desk.ports import Disposition
from desk.statistics.standing import SHELVES, Shelf, Standing, shelf_of
from tests.bot.cards.conftest import Read
from tests.bot.cards.looking import labels, told
from tests.bot.lives import MOSCOW, NOW, Life

STANDING = Standing(
    free={LeadStatus.NEW: 2, LeadStatus.WAITING_RETRY: 4, LeadStatus.MANUAL: 1500},
    taken={LeadStatus.MANUAL: 3},
    done={LeadStatus.REACHED: 9, LeadStatus.WON: 1},
)
LOOK = {"now": NOW, "shop_zone": MOSCOW}


def test_s0_58_the_board_reads_like_this(read: Read) -> None:
    card = render_standing(STANDING, language="ru", **LOOK)
    assert told(card) == [
        "Доска · 11:41",
        "",
        "Работает робот: 6",
        "🔵 новые — 2",
        "⚪ ждут рабочего времени — 0",
        "🟡 звонит робот — 0",
        "🟠 ждут перезвона — 4",
        "",
        "Нужны люди: 1 503",
        "🔴 нужен человек — 1 500",
        "🟣 в работе у продавцов — 3",
        "",
        "Завершено сегодня: 10",
        "🟢 дозвонились — 9",
        "🟤 автоответчик — 0",
        "⚫ не дозвонились — 0",
        "⚫ неверный номер — 0",
        "🟢 продано — 1",
        "⚫ отказ — 0",
    ]
    assert labels(card)[0] == ["🔵 новые · 2", "⚪ ждут рабочего времени · 0"]
    assert labels(card)[-1] == ["🔄 Обновить", "Схема"]
    read(card)


def test_s0_58_every_status_has_a_button_to_its_list() -> None:
    card = render_standing(STANDING, language="en", **LOOK)
    asked = [unpack(it.data) for row in card.rows for it in row]
    shelves = [shelf_of(it.subject) for it in asked if it and it.action is Action.SHELF]
    assert shelves == list(SHELVES)
    assert {it.status for it in SHELVES} == {*LeadStatus, None}


def test_a_shelf_is_turned_page_by_page_and_leads_back(read: Read) -> None:
    shelf = Shelf(LeadStatus.WAITING_RETRY)
    leads = [Life(number=number).open().registered().called(Disposition.BUSY).lead for number in range(60, 30, -1)]
    card = render_shelf(shelf, leads, 57, language="ru", **LOOK)
    lines = told(card)
    assert lines[0] == "🟠 ждут перезвона · 11:41"
    assert lines[1] == "🟠 #60 Анна П. · +7 916 ***-**-67 · ждёт 2-го звонка, 12:11"
    assert (len(lines), lines[-1]) == (MOST + 2, "и ещё 37")
    back, again, more = card.rows[-1]
    assert [unpack(it.data) for it in (back, again, more)] == [
        unpack("r1:ob:"),
        unpack("r1:os:waiting_retry"),
        unpack("r1:os:waiting_retry.41"),
    ]
    read(card)


def test_the_last_page_has_no_more(read: Read) -> None:
    card = render_shelf(Shelf(), [Life().open().lead], 1, language="en", **LOOK)
    assert labels(card)[-1] == ["◀ Board", "🔄 Refresh"]
    read(card)


@pytest.mark.parametrize("shelf", SHELVES, ids=lambda it: it.code)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_an_empty_shelf_says_so(shelf: Shelf, language: str, read: Read) -> None:
    card = render_shelf(shelf, [], 0, language=language, **LOOK)
    assert told(card)[1] in ("Здесь никого нет.", "Nobody is here.")
    read(card)


@pytest.mark.parametrize(
    ("data", "page"),
    [("won", ("won", None)), ("won.17", ("won", 17)), ("won.x", ("won", None)), ("won." + "9" * 17, ("won", None))],
)
def test_pages_are_read_from_what_a_button_says(data: str, page: tuple[str, int | None]) -> None:
    assert unpack_page(data) == page
    assert unpack_page(unpack(pack_page(Shelf(LeadStatus.WON), 17)).subject) == ("won", 17)  # type: ignore[union-attr]


def test_s0_58_the_picture_has_a_node_for_each_status_with_its_count() -> None:
    scene = draw_flow(STANDING, language="ru", **LOOK)
    assert [it.name for it in scene.nodes] == [it.value for it in LeadStatus]
    nodes = {it.name: it for it in scene.nodes}
    assert (nodes["new"].kind, nodes["new"].count) == ("start", "2")
    assert (nodes["manual"].kind, nodes["manual"].count.replace("\u00a0", " ")) == ("person", "1 503")
    assert nodes["manual"].note == "в работе: 3"
    assert (nodes["won"].kind, nodes["won"].count) == ("final", "1")
    assert nodes["calling"].kind == "robot"


def test_s0_58_its_arrows_are_the_moves_of_the_process() -> None:
    arrows = draw_arrows()
    known = {(it.before.value, it.after.value, it.cause.value) for it in moves()}
    drawn = {(it.start, it.end, it.cause) for it in arrows}
    assert drawn <= known
    assert {it for it in known if it[2] == "time"} <= drawn
    assert {it.end for it in arrows if it.cause == "person"} == {"won", "lost", "reached"}
    assert all(one != other for one, other in pairwise(arrows))


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_caption_has_the_sums(language: str, read: Read) -> None:
    card = caption_flow(STANDING, language=language, **LOOK)
    assert [line.rpartition(": ")[2].replace(",", " ") for line in told(card)[1:]] == ["6", "1 503", "10"]
    assert [unpack(it.data).action for it in card.rows[0]] == [Action.BOARD, Action.FLOW]  # type: ignore[union-attr]
    read(card)
