"""An open deal shows what its order has become, and what people changed stays."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from urllib.parse import unquote

import pytest

from desk.errors import NotFound, Rejected, Temporary
from desk.exchange.draft import DealDraft
from desk.exchange.model import Delivery, Line
from integrations.bitrix24 import Bitrix24Deals
from sandbox.bitrix24.fake import Bitrix24Fake

Hits = Callable[[], int]


async def add(deals: Bitrix24Deals, order: DealDraft) -> str:
    return (await deals.add(order)).deal.id


def last_batch(fake: Bitrix24Fake) -> str:
    return unquote(str(fake.history.find("bitrix24", "request", operation="batch")[-1].data["body"]))


async def test_s2_14_ex_12_changed_lines_address_and_payment_appear_in_one_request(
    fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft, hits: Hits
) -> None:
    watch = fake.seed_product("Полёт", "W-1")
    fake.seed_product("Ремень", "S-2")
    number = await add(deals, order)
    before = hits()
    changed = replace(
        order,
        lines=(replace(order.lines[0], quantity=Decimal(1)),),
        delivery=replace(order.delivery, address="Казань, Баумана, 2"),
        total=Decimal("1850.50"),
        paid=True,
    )
    assert await deals.show(number, changed, order.lasting) == []
    assert hits() - before == 1
    deal = fake.one("deal", int(number))
    assert (deal["OPPORTUNITY"], "Баумана, 2" in deal["COMMENTS"]) == (1850.5, True)
    assert "Оплата: получена" in deal["COMMENTS"]
    assert [(row["PRODUCT_ID"], row["QUANTITY"]) for row in fake.rows("deal", int(number))] == [(watch, 1.0), (0, 1.0)]


async def test_ex_13_only_what_differs_is_written(
    fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft, hits: Hits
) -> None:
    number = await add(deals, order)
    fake.clock.jump(2 * 3600)
    before = hits()
    assert await deals.show(number, order, order.lasting) == ()
    assert hits() == before
    await deals.show(number, replace(order, total=Decimal(1)), order.lasting)
    assert hits() - before == 1
    sent = last_batch(fake)
    assert "fields[opportunity]=1" in sent
    assert all(name not in sent for name in ("comments", "utm", "productrow", "contact", "currencyId", "title"))


async def test_ex_14_title_responsible_and_stage_of_people_are_left_alone(
    fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft
) -> None:
    number = await add(deals, order)
    fake.edit("deal", int(number), TITLE="Срочно!", ASSIGNED_BY_ID=2, STAGE_ID="C5:EXECUTING")
    await deals.show(number, replace(order, title="other", total=Decimal(1), stage="C5:NEW", managers=("1",)), None)
    deal = fake.one("deal", int(number))
    assert (deal["TITLE"], deal["ASSIGNED_BY_ID"], deal["STAGE_ID"]) == ("Срочно!", 2, "C5:EXECUTING")
    assert deal["OPPORTUNITY"] == 1.0


async def test_buyer_with_another_phone_gets_a_contact_of_their_own(
    fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft, buyer_with: Callable[..., DealDraft], hits: Hits
) -> None:
    number = await add(deals, order)
    first = fake.one("deal", int(number))["CONTACT_ID"]
    known = fake.seed_contact(NAME="Анна", PHONE=[{"VALUE": "+79990000000"}])
    before = hits()
    await deals.show(number, buyer_with(phone="+79990000000", email=""), order.lasting)
    assert (fake.one("deal", int(number))["CONTACT_ID"], hits() - before) == (known, 2)
    assert first != known


async def test_renamed_buyer_stays_the_same_contact(
    fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft, buyer_with: Callable[..., DealDraft]
) -> None:
    number = await add(deals, order)
    await deals.show(number, buyer_with(name="Пётр Иванов"), order.lasting)
    assert "Пётр Иванов" in fake.one("deal", int(number))["COMMENTS"]
    assert [contact["NAME"] for contact in fake.contacts()] == ["Иван Петров"]


async def test_ex_09_a_currency_that_the_portal_lacks_takes_the_amount_away_with_a_remark(
    fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft
) -> None:
    number = await add(deals, order)
    changed = replace(order, currency="GEL")
    (told,) = await deals.show(number, changed, order.lasting)
    deal = fake.one("deal", int(number))
    assert ("GEL" in told, deal["OPPORTUNITY"], "3651.00 GEL" in deal["COMMENTS"]) == (True, 0.0, True)
    assert list(await deals.show(number, replace(changed, paid=True), changed.lasting)) == []


@pytest.mark.parametrize(
    "change", [{"total": Decimal(1)}, {"lines": (Line("x"),)}, {"delivery": Delivery("x", Decimal(1))}]
)
async def test_ex_28_a_deleted_deal_is_not_found(
    change: dict[str, object], fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft
) -> None:
    number = await add(deals, order)
    fake.delete("deal", int(number))
    with pytest.raises(NotFound):
        await deals.show(number, replace(order, **change), order.lasting)


@pytest.mark.parametrize("kind", ["lost", "html", "cut", "drop"])
async def test_lost_answer_is_temporary_and_a_repeat_changes_nothing_more(
    kind: str, fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft, buyer_with: Callable[..., DealDraft]
) -> None:
    number = await add(deals, order)
    changed = buyer_with(phone="+79990000000", email="")
    fake.break_down(kind, times=1).skip = 1
    with pytest.raises(Temporary):
        await deals.show(number, changed, order.lasting)
    await deals.show(number, changed, order.lasting)
    assert len(fake.contacts()) == 2
    assert "+79990000000" in fake.one("deal", int(number))["COMMENTS"]


async def test_refusal_is_told_with_the_portals_words(
    fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft
) -> None:
    number = await add(deals, order)
    fake.rest.denied.add("crm.item.update")
    with pytest.raises(Rejected, match="Access denied"):
        await deals.show(number, replace(order, paid=True), order.lasting)


async def test_refused_contact_does_not_keep_the_rest_away(
    fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft, buyer_with: Callable[..., DealDraft]
) -> None:
    number = await add(deals, order)
    fake.rest.denied.add("crm.contact.add")
    (told,) = await deals.show(number, buyer_with(phone="+79990000000", email=""), order.lasting)
    assert "контакт не создан" in told
    assert "+79990000000" in fake.one("deal", int(number))["COMMENTS"]


async def test_very_many_lines_are_shown_whole(fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft) -> None:
    number = await add(deals, order)
    lines = tuple(Line(f"Товар {n}") for n in range(300))
    await deals.show(number, replace(order, lines=lines), order.lasting)
    assert len(fake.rows("deal", int(number))) == 301


async def test_s2_10_ex_16_a_deal_goes_to_the_first_manager_who_works_there(
    deals: Bitrix24Deals, order: DealDraft
) -> None:
    made = (await deals.add(order)).deal
    assert made.assignee == "1"
    assert (await deals.assign(made.id, ("nobody@example.com", "boris@example.com"))).assignee == "2"
    assert (await deals.assign(made.id, ("nobody@example.com",))).assignee == "2", "nobody of them works there"
    with pytest.raises(NotFound):
        await deals.assign("999", ("boris@example.com",))
