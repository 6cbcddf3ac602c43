"""``ringdesk orders``: what the chat shows of orders and deals, and may do about them (S2-16)."""

from datetime import timedelta

import pytest

from bot.app.clock import SystemClock
from bot.app.stages import KEY, STAGES
from desk.exchange.draft import draft_of
from desk.exchange.facts import DealGone, DealMade, Fact, Refused
from desk.exchange.mapping import StageMap
from desk.exchange.model import Deal
from desk.exchange.pair import Duty, Pair
from desk.exchange.service import ExchangeService
from desk.leads.events import WishHeld, WishUndone
from desk.leads.policy import StaffRules
from desk.leads.wishes import Deed
from desk.model import OrderLine
from desk.values import replace
from storage.books import Books
from tests.bot.cli.conftest import SETTINGS, Shell
from tests.bot.telegram_room import PHONE
from tests.bot.two_sides import MAPPING, NEW, PLACED, SHIP, order_of
from tests.bot.two_sides import STAGES as PIPELINE
from tests.desk.leads.conftest import ANNA, make_rules
from tests.scheduler.conftest import make_service

SYNC = "\n".join(["[order_sync.stages]", *(f'"{stage}" = "{status}"' for stage, status in MAPPING.items())])


@pytest.fixture
def shop(shell: Shell) -> Shell:
    """The pipeline's stages are known."""
    shell.write(f"{SETTINGS}\n{SYNC}")
    kept = {"stages": STAGES.dump_python(PIPELINE, mode="json")}
    shell.books(lambda books: books.vault.keep(KEY, kept, SystemClock().now()))
    return shell


def pair(shell: Shell, ref: str, *facts: Fact) -> int:
    """An order with a deal, as the desk would have it by now; its number."""
    service, now = ExchangeService(lambda: StageMap(MAPPING, PIPELINE)), SystemClock().now()
    order = order_of(ref)
    made = DealMade(Deal("77", NEW, PLACED), draft_of(order))

    def work(books: Books) -> int:
        number = service.see(books, order, now).id
        for fact in (made, *facts):
            service.tell(books, number, fact, now)
        return number

    return shell.books(work)


def load(shell: Shell, number: int) -> Pair:
    return shell.books(lambda books: books.pairs.load(number))


def acts(shell: Shell) -> list[tuple[str, str, str]]:
    found = shell.books(lambda books: books.acts.latest(5))
    return [(it.who, it.what, it.subject) for it in found]


def test_s2_16_the_list_names_order_deal_and_trouble(shop: Shell) -> None:
    fine, refused = pair(shop, "1001"), pair(shop, "1002", Refused(Duty.STATUS, "no stock"))
    rows = shop.json("orders", "list")
    assert [(it["id"], it["order"]["number"], it["trouble"]) for it in rows] == [
        (refused, "1002", "refused_by_store"),
        (fine, "1001", ""),
    ]
    assert [it["id"] for it in shop.json("orders", "list", "--trouble")] == [refused]
    table = shop.ok("orders", "list").splitlines()
    assert table[0].split() == ["id", "order", "status", "deal", "stage", "owes", "trouble", "lead"]
    assert "77" in table[2]
    assert NEW.name in table[2]
    assert PHONE[-7:] not in shop.ok("orders", "list", "--json")


def test_s2_16_one_order_is_shown_with_its_log_in_the_shops_language(shop: Shell) -> None:
    number = pair(shop, "1001", Refused(Duty.STATUS, "no stock"))
    shown = shop.ok("orders", "show", str(number)).splitlines()
    assert shown[0].startswith("🛒 заказ 1001 в магазине")
    assert shown[1].startswith("🤝 сделка 77 · Взять в работу")
    assert "магазин отказал: no stock" in shown[-1]
    log = shop.json("orders", "show", str(number))["log"]
    assert [it["what"] for it in log] == ["opened", "deal_made", "refused_by_store"]
    assert "no order with the number 99" in shop.refused("orders", "show", "99")


def test_ex_32_a_refused_step_is_repeated_and_written_down(shop: Shell) -> None:
    number = pair(shop, "1001", Refused(Duty.STATUS, "no stock"))
    assert "once more" in shop.ok("orders", "retry", str(number))
    assert load(shop, number).refusal is None
    assert acts(shop) == [("command line", "deal_retry", "1001")]
    assert "nothing was refused" in shop.refused("orders", "retry", str(number))
    assert len(acts(shop)) == 1


def test_ex_28_a_deleted_deal_is_made_anew_only_when_that_is_said(shop: Shell) -> None:
    number = pair(shop, "1001", DealGone())
    assert "have a new one made first" in shop.refused("orders", "retry", str(number))
    assert "a new deal is made" in shop.ok("orders", "retry", str(number), "--anew")
    assert (load(shop, number).deal, load(shop, number).owes_crm) == (None, True)
    assert "no deal was deleted" in shop.refused("orders", "retry", str(number), "--anew")


@pytest.mark.parametrize("named", [SHIP.code, "отправка  ТОВАРА"])
def test_s2_11_a_deal_is_moved_by_the_running_desk(shop: Shell, named: str) -> None:
    number = pair(shop, "1001")
    shop.ok("orders", "stage", str(number), named)
    (job,) = [it for it in shop.json("jobs", "list") if it["kind"] == "exchange.move"]
    assert (job["data"]["pair"], job["data"]["stage"], job["data"]["since"]) == (number, SHIP.code, NEW.code)
    assert acts(shop) == [("command line", "move", "1001")]


def test_n_08_a_deal_is_moved_at_once_but_not_while_somebody_may_still_take_back_a_wish_for_its_lead(
    shop: Shell,
) -> None:
    number, lead_id = pair(shop, "1001"), shop.open("Анна")

    def hold(books: Books) -> None:
        now, service = SystemClock().now(), make_service(make_rules(staff=StaffRules(undo=timedelta(minutes=1))))
        books.pairs.save(replace(books.pairs.load(number), lead_id=lead_id), now)
        service.tell(books, lead_id, WishHeld(ANNA, Deed.WON), now)

    shop.books(hold)
    assert "Анна has just asked for something" in shop.refused("orders", "stage", str(number), SHIP.name)
    assert acts(shop) == []
    now = SystemClock().now()
    shop.books(lambda books: make_service().tell(books, lead_id, WishUndone(ANNA), now))
    shop.ok("orders", "stage", str(number), SHIP.name)
    assert [it["data"]["stage"] for it in shop.json("jobs", "list") if it["kind"] == "exchange.move"] == [SHIP.code]
    assert shop.json("leads", "show", str(lead_id))["history"][-1]["what"] == "stage_asked"


def test_s2_12_a_stage_is_mapped_by_name_or_code_and_the_orders_commands_follow(shop: Shell) -> None:
    assert shop.ok("orders", "map", NEW.name, "packed").strip() == f"{NEW.name} ({NEW.code}) -> packed"
    rows = {it["code"]: it for it in shop.json("orders", "mapping")}
    assert [rows[NEW.code][key] for key in ("status", "from", "who")] == ["packed", "changed", "command line"]
    assert [rows[SHIP.code][key] for key in ("status", "from", "who")] == ["shipped", "file", ""]
    assert shop.ok("orders", "map", NEW.code, "nowhere").strip().endswith("-> moves no order")
    assert shop.ok("orders", "map", NEW.code, "file").strip().endswith("-> processing")
    assert [it[1:] for it in acts(shop)] == [("set", f"stages.{NEW.code}")] * 3


def test_s2_12_a_stage_or_a_status_that_cannot_be_is_refused(shop: Shell) -> None:
    assert "no such stage" in shop.refused("orders", "map", "Звонок", "processing")
    assert "one line" in shop.refused("orders", "map", NEW.code, "<b>processing</b>")
    shop.books(lambda books: books.vault.keep(KEY, {"stages": []}, SystemClock().now()))
    assert "ringdesk connect bitrix24-store" in shop.refused("orders", "map", NEW.code, "processing")
    assert acts(shop) == []


def test_s2_11_a_stage_that_the_pipeline_does_not_have_is_refused(shop: Shell) -> None:
    number = pair(shop, "1001")
    assert "no such stage" in shop.refused("orders", "stage", str(number), "C9:NEW")
    shop.books(lambda books: books.vault.keep(KEY, {"stages": []}, SystemClock().now()))
    assert "has not named" in shop.refused("orders", "stage", str(number), SHIP.code)
    assert acts(shop) == []


def test_s4_08_an_order_is_wished_for_at_the_command_line(shell: Shell) -> None:
    number = shell.open("Анна", lines=(OrderLine("Часы", "W-1"),))
    assert "no store is connected" in shell.refused("orders", "create", str(number))
    shop = '[store]\nuse = "shopify"\n[shopify]\nshop = "acme.myshopify.com"\naccess_token = "t"'
    crm = '[crm]\nuse = "bitrix24"\n[bitrix24]\nwebhook_url = "https://portal.bitrix24.ru/rest/1/secret/"'
    shell.write(f"{SETTINGS}\n{shop}\n{crm}\n")
    assert f"lead {number}" in shell.ok("orders", "create", str(number))
    assert "exchange.make_order" in shell.books(lambda books: [it.kind for it in books.jobs.listed()])
    assert acts(shell) == [("command line", "make_order", f"#{number}")]
