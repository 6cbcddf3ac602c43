"""A new order becomes one deal, in two requests."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from desk.errors import Rejected, Temporary, Unknown
from desk.exchange.draft import DealDraft
from desk.exchange.model import Delivery, Finality, Line
from integrations.bitrix24 import Bitrix24Deals
from sandbox.bitrix24.fake import Bitrix24Fake

Hits = Callable[[], int]
OpenDeals = Callable[..., Bitrix24Deals]
FIELD = "UF_CRM_RINGDESK_ORDER_ID"


def phone(value: str) -> list[dict[str, Any]]:
    return [{"VALUE": value, "VALUE_TYPE": "WORK"}]


async def test_s2_06_s2_07_new_order_becomes_a_deal_of_the_pipeline_with_its_buyer(
    fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft
) -> None:
    made = await deals.add(order)
    deal = fake.one("deal", int(made.deal.id))
    assert (deal["TITLE"], deal["CATEGORY_ID"], deal["STAGE_ID"]) == ("#1042 · Иван Петров", 5, "C5:PREPARATION")
    assert (deal["ORIGINATOR_ID"], deal["ORIGIN_ID"]) == ("ringdesk", "shopify:5001")
    assert (deal["OPPORTUNITY"], deal["CURRENCY_ID"], deal["IS_MANUAL_OPPORTUNITY"]) == (3651.0, "RUB", "Y")
    assert (deal["UTM_SOURCE"], deal["UTM_MEDIUM"]) == ("yandex", "cpc")
    contact = fake.one("contact", deal["CONTACT_ID"])
    assert (contact["NAME"], contact["PHONE"], contact["EMAIL"]) == (
        "Иван Петров",
        ["+79001234567"],
        ["ivan@example.com"],
    )
    for told in (
        "5001",
        "Курьер, 350",
        "Казань, Баумана, 1",
        "Оплата: не получена",
        "Позвоните после 12",
        "Иван Петров",
    ):
        assert told in deal["COMMENTS"]
    assert (made.deal.stage.name, made.deal.stage.ended) == ("Взять в работу", Finality.OPEN)
    assert (made.deal.changed_at, made.deal.assignee, made.remarks) == (deal["DATE_MODIFY"], "1", ())


async def test_s2_09_ex_11_order_id_stands_in_the_hidden_field(
    fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft
) -> None:
    made = await deals.add(order)
    assert fake.one("deal", int(made.deal.id))[FIELD] == "5001"


async def test_ex_11_missing_order_field_is_said_once_and_costs_no_deal(
    fake: Bitrix24Fake, open_deals: OpenDeals, order: DealDraft
) -> None:
    deals = open_deals()
    first, second = await deals.add(order), await deals.add(replace(order, origin="shopify:5002", ref="5002"))
    assert [FIELD in " ".join(made.remarks) for made in (first, second)] == [True, False]
    assert len(fake.deals()) == 2


async def test_s2_05_a_new_order_costs_two_requests_once_the_portal_is_known(
    fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft, hits: Hits
) -> None:
    fake.seed_product("Полёт", "W-1")
    await deals.stages()
    before = hits()
    await deals.add(replace(order, managers=("boris@example.com",)))
    assert hits() - before == 2
    await deals.add(replace(order, origin="shopify:5002", managers=("boris@example.com",)))
    assert hits() - before == 4
    assert len(fake.history.find("bitrix24", "request", operation="batch")) == hits()


async def test_what_was_known_by_name_is_asked_again_after_an_hour(
    fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft, hits: Hits
) -> None:
    watch = fake.seed_product("Полёт", "W-1")
    order = replace(order, managers=("boris@example.com",))
    await deals.add(order)
    fake.clock.jump(2 * 3600)
    before = hits()
    made = await deals.add(replace(order, origin="shopify:5002"))
    assert (hits() - before, made.deal.assignee, made.remarks) == (2, "2", ())
    assert fake.rows("deal", int(made.deal.id))[0]["PRODUCT_ID"] == watch
    fake.users[2]["ACTIVE"] = False
    fake.clock.jump(2 * 3600)
    assert (await deals.add(replace(order, origin="shopify:5003"))).deal.assignee == "1"


async def test_the_very_first_order_costs_two_requests_where_no_articles_are_looked_up(
    open_deals: OpenDeals, order: DealDraft, hits: Hits
) -> None:
    await open_deals().add(order)
    assert hits() == 2


async def test_s2_08_ex_07_ex_08_lines_are_products_of_the_catalogue_or_plain_rows(
    fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft
) -> None:
    watch = fake.seed_product("Полёт", "w-1")
    made = await deals.add(order)
    rows = fake.rows("deal", int(made.deal.id))
    assert [(row["PRODUCT_ID"], row["PRODUCT_NAME"], row["QUANTITY"], row["PRICE"]) for row in rows] == [
        (watch, "Часы «Полёт»", 2.0, 1500.5),
        (0, "Ремень (S-2)", 1.0, 300.0),
        (0, "Курьер", 1.0, 350.0),
    ]
    assert (rows[0]["DISCOUNT_TYPE_ID"], rows[0]["DISCOUNT_SUM"]) == (1, 99.5)
    assert made.remarks == ()


async def test_ex_07_article_of_two_products_is_a_plain_row_and_a_remark(
    fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft
) -> None:
    fake.seed_product("Полёт", "W-1")
    fake.seed_product("Полёт новый", "W-1")
    made = await deals.add(order)
    assert fake.rows("deal", int(made.deal.id))[0]["PRODUCT_ID"] == 0
    assert made.remarks == ("в каталоге несколько товаров с артикулом W-1: строка добавлена текстом",)


async def test_ex_07_a_page_that_does_not_hold_all_products_proves_nothing(
    fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft
) -> None:
    fake.seed_product("Ремень", "S-2")
    for _ in range(60):
        fake.seed_product("Полёт", "W-1")
    fake.seed_product("Ремень новый", "S-2")
    made = await deals.add(order)
    assert [row["PRODUCT_ID"] for row in fake.rows("deal", int(made.deal.id))] == [0, 0, 0]


async def test_ex_07_variations_are_found_by_their_external_id(
    fake: Bitrix24Fake, open_deals: OpenDeals, order: DealDraft
) -> None:
    variation = fake.seed_product("Полёт, синие", xml_id="W-1", block=24)
    made = await open_deals(article="xmlId").add(order)
    assert fake.rows("deal", int(made.deal.id))[0]["PRODUCT_ID"] == variation


async def test_catalogue_without_right_leaves_plain_rows_and_says_so_once(
    fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft
) -> None:
    fake.webhooks[0].scopes = frozenset({"crm", "user"})
    first, second = await deals.add(order), await deals.add(replace(order, origin="shopify:5002"))
    assert len(fake.rows("deal", int(first.deal.id))) == 3
    assert ["каталог" in " ".join(made.remarks) for made in (first, second)] == [True, False]


async def test_order_with_very_many_lines_keeps_them_all(
    fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft, hits: Hits
) -> None:
    known = fake.seed_product("Товар 299", "A-299")
    lines = tuple(Line(f"Товар {n}", f"A-{n}", price=Decimal(n)) for n in range(300))
    await deals.stages()
    before = hits()
    made = await deals.add(replace(order, lines=lines, delivery=Delivery()))
    rows = fake.rows("deal", int(made.deal.id))
    assert (len(rows), rows[-1]["PRODUCT_ID"]) == (300, known)
    assert hits() - before == 3


async def test_ex_06_oldest_contact_by_phone_before_any_by_email(
    fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft
) -> None:
    fake.seed_contact(NAME="По почте", EMAIL=[{"VALUE": "Ivan@Example.com"}])
    oldest = fake.seed_contact(NAME="Иван", PHONE=phone("8 (900) 123-45-67"))
    fake.seed_contact(NAME="Иван второй", PHONE=phone("+79001234567"))
    made = await deals.add(order)
    assert fake.one("deal", int(made.deal.id))["CONTACT_ID"] == oldest
    assert len(fake.contacts()) == 3


async def test_ex_06_contact_by_email_when_the_phone_is_new(
    fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft
) -> None:
    known = fake.seed_contact(NAME="Иван", EMAIL=[{"VALUE": "Ivan@Example.com"}])
    made = await deals.add(order)
    assert fake.one("deal", int(made.deal.id))["CONTACT_ID"] == known


async def test_ex_06_order_without_contacts_becomes_a_deal_without_contact(
    fake: Bitrix24Fake, deals: Bitrix24Deals, buyer_with: Callable[..., DealDraft]
) -> None:
    made = await deals.add(buyer_with(phone="", email="ivan @example"))
    deal = fake.one("deal", int(made.deal.id))
    assert (deal["CONTACT_ID"], fake.contacts()) == (None, [])
    assert "ivan @example" in deal["COMMENTS"]
    assert made.remarks == ("в заказе нет ни телефона, ни адреса почты: контакт не создан",)


async def test_refused_contact_does_not_cost_the_deal(
    fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft
) -> None:
    fake.seed_userfield("contact", "UF_CRM_MUST", label="Город", MANDATORY="Y")
    made = await deals.add(order)
    assert fake.one("deal", int(made.deal.id))["CONTACT_ID"] is None
    assert len(fake.rows("deal", int(made.deal.id))) == 3
    assert 'контакт не создан: Bitrix24 refused crm.contact.add: The field "Город" is required.' in made.remarks


async def test_ex_09_unknown_currency_leaves_the_amount_to_the_comment(
    fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft
) -> None:
    made = await deals.add(replace(order, currency="GEL"))
    deal = fake.one("deal", int(made.deal.id))
    assert (deal["OPPORTUNITY"], deal["IS_MANUAL_OPPORTUNITY"], deal["CURRENCY_ID"]) == (0.0, "Y", "RUB")
    assert "Сумма: 3651.00 GEL" in deal["COMMENTS"]
    assert made.remarks == ("валюта GEL не заведена в Битрикс24: сумма указана в комментарии",)


async def test_ex_09_order_without_a_currency_is_counted_in_the_portals_own(
    fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft
) -> None:
    made = await deals.add(replace(order, currency=""))
    deal = fake.one("deal", int(made.deal.id))
    assert (deal["OPPORTUNITY"], deal["CURRENCY_ID"], made.remarks) == (3651.0, "RUB", ())
    assert "Сумма" not in deal["COMMENTS"]


async def test_ex_09_a_currency_that_was_added_meanwhile_is_seen_at_once(
    fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft, hits: Hits
) -> None:
    await deals.stages()
    fake.portal.currencies.append("GEL")
    before = hits()
    made = await deals.add(replace(order, currency="GEL"))
    assert fake.one("deal", int(made.deal.id))["OPPORTUNITY"] == 3651.0
    assert (hits() - before, made.remarks) == (2, ())


@pytest.mark.parametrize("manager", ["boris@example.com", "BORIS@example.com", "2"])
async def test_s2_10_ex_10_manager_by_email_or_number_becomes_responsible(
    manager: str, deals: Bitrix24Deals, order: DealDraft
) -> None:
    made = await deals.add(replace(order, managers=(manager,)))
    assert (made.deal.assignee, made.remarks) == ("2", ())


@pytest.mark.parametrize("manager", ["nobody@example.com", "77", "boris@example.com"])
async def test_s2_10_ex_10_unknown_or_dismissed_manager_leaves_it_to_the_portal(
    manager: str, fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft
) -> None:
    fake.users[2]["ACTIVE"] = False
    made = await deals.add(replace(order, managers=(manager,)))
    assert made.deal.assignee == "1"
    assert made.remarks == (f"сотрудник {manager} не найден в Битрикс24: назначен следующий по настройкам",)


async def test_ex_05_deal_links_to_the_lead_and_simple_mode_has_none(
    fake: Bitrix24Fake, deals: Bitrix24Deals, open_deals: OpenDeals, order: DealDraft
) -> None:
    lead = fake.seed("lead", TITLE="x")
    made = await deals.add(replace(order, lead_id=str(lead)))
    assert fake.one("deal", int(made.deal.id))["LEAD_ID"] == lead
    fake.portal.mode = 2
    made = await open_deals().add(replace(order, lead_id=str(lead), origin="shopify:5002"))
    assert fake.one("deal", int(made.deal.id))["LEAD_ID"] is None


async def test_unknown_stage_begins_at_the_first_one_with_a_remark(
    fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft
) -> None:
    made = await deals.add(replace(order, stage="C9:NEW"))
    assert made.deal.stage.code == "C5:NEW"
    assert made.remarks == ("в воронке нет стадии C9:NEW: сделка создана на первой стадии",)
    assert fake.one("deal", int(made.deal.id))["STAGE_ID"] == "C5:NEW"


async def test_s2_06_missing_pipeline_is_refused_with_what_to_do(
    fake: Bitrix24Fake, open_deals: OpenDeals, order: DealDraft
) -> None:
    with pytest.raises(Rejected, match="connect bitrix24-store"):
        await open_deals(pipeline="Опт").add(order)
    assert (fake.deals(), fake.contacts()) == ([], [])


async def test_pipeline_is_found_as_people_write_it_and_again_when_it_was_made_meanwhile(
    fake: Bitrix24Fake, open_deals: OpenDeals, order: DealDraft
) -> None:
    deals = open_deals(pipeline="  опт  ")
    with pytest.raises(Rejected):
        await deals.stages()
    fake.portal.categories.append({"id": 7, "name": "ОПТ", "sort": 1, "isDefault": "N"})
    made = await deals.add(replace(order, stage=""))
    assert fake.one("deal", int(made.deal.id))["CATEGORY_ID"] == 7


@pytest.mark.parametrize("kind", ["lost", "lost_html", "cut"])
async def test_ex_03_deal_whose_answer_was_lost_is_found_and_not_added_again(
    kind: str, fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft
) -> None:
    await deals.stages()
    assert list(await deals.find([order.origin])) == []
    fault = fake.break_down(kind, times=1)
    fault.skip = 1  # the look around goes well
    with pytest.raises(Unknown):
        await deals.add(order)
    (found,) = await deals.find([order.origin])
    assert (found.origin, found.deal.id) == (order.origin, str(fake.deals()[0]["ID"]))
    assert await deals.show(found.deal.id, order, None) == []
    assert (len(fake.deals()), len(fake.contacts())) == (1, 1)


async def test_ex_03_a_repeat_without_a_look_finds_the_deal_by_its_marker(
    fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft
) -> None:
    first, second = await deals.add(order), await deals.add(replace(order, paid=True))
    assert first.deal.id == second.deal.id
    assert "Оплата: получена" in fake.one("deal", int(first.deal.id))["COMMENTS"]
    assert len(fake.deals()) == 1


async def test_deal_without_its_rows_is_unknown_until_a_repeat_writes_them(
    fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft
) -> None:
    await deals.stages()
    fake.operating.spend("webhook 1", "crm.item.productrow.set", 1000, fake.clock.now())
    with pytest.raises(Unknown, match="rows were not"):
        await deals.add(order)
    fake.operating_enabled = False
    fake.clock.jump(700)
    (found,) = await deals.find([order.origin])
    await deals.show(found.deal.id, order, None)
    assert len(fake.rows("deal", int(found.deal.id))) == 3


@pytest.mark.parametrize(
    ("kind", "error"),
    [("html", Unknown), ("internal", Unknown), ("drop", Unknown), ("forbidden", Temporary), ("rate", Temporary)],
)
async def test_an_add_is_unknown_unless_the_portal_surely_did_nothing(
    kind: str, error: type[Exception], fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft
) -> None:
    await deals.stages()
    fake.break_down(kind, times=1).skip = 1
    with pytest.raises(error):
        await deals.add(order)
    assert fake.deals() == []


async def test_required_field_of_the_deal_is_named_in_the_refusal(
    fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft
) -> None:
    fake.seed_userfield("deal", "UF_CRM_MUST", label="Канал", MANDATORY="Y")
    with pytest.raises(Rejected, match='The field "Канал" is required'):
        await deals.add(order)


async def test_denied_access_is_refused_with_the_portals_words(
    fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft
) -> None:
    fake.rest.denied.add("crm.item.add")
    with pytest.raises(Rejected, match="Access denied"):
        await deals.add(order)


async def test_markup_and_references_of_a_customer_are_harmless(
    fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft
) -> None:
    hostile = "<b>Ann</b> [url=https://evil.example]click[/url] $result[deal][item][id] & 100% + #1 \x00\ud800"
    made = await deals.add(
        replace(order, title=hostile, comment=hostile, lines=(Line(hostile, hostile),), origin="shopify:$result[x]")
    )
    deal = fake.one("deal", int(made.deal.id))
    assert deal["TITLE"].startswith("<b>Ann</b> [url=https://evil.example]click[/url] ＄result[deal][item][id] & 100%")
    assert "[" not in deal["COMMENTS"]
    assert "＄result[deal][item][id]" in fake.rows("deal", int(made.deal.id))[0]["PRODUCT_NAME"]


async def test_ex_10_of_several_the_first_who_works_there_becomes_responsible(
    fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft
) -> None:
    made = await deals.add(replace(order, managers=("nobody@example.com", "boris@example.com")))
    assert made.deal.assignee == "2"
    assert len(made.remarks) == 1
