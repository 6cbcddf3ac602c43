"""Deals are found by our marker, read, and moved."""

from collections.abc import Callable

import pytest

from desk.errors import NotFound, Rejected, Temporary, Unauthorised
from desk.exchange.model import Finality
from integrations.bitrix24 import Bitrix24Deals
from sandbox.bitrix24.fake import Bitrix24Fake
from sandbox.kit.faults import Fault

Hits = Callable[[], int]
OpenDeals = Callable[..., Bitrix24Deals]


def seed(fake: Bitrix24Fake, origin: str, **fields: object) -> int:
    given = {"TITLE": origin, "CATEGORY_ID": 5, "ORIGINATOR_ID": "ringdesk", "ORIGIN_ID": origin}
    return fake.seed("deal", **(given | fields))


async def test_ex_03_fifty_markers_are_one_request_and_the_oldest_deal_comes_first(
    fake: Bitrix24Fake, deals: Bitrix24Deals, hits: Hits
) -> None:
    numbers = [seed(fake, f"shop:{n}") for n in range(50)]
    copy = seed(fake, "shop:0")
    await deals.stages()
    before = hits()
    found = await deals.find([f"shop:{n}" for n in range(1, 50)])
    assert hits() - before == 1
    assert [one.deal.id for one in found] == [str(number) for number in numbers[1:]]
    assert [one.deal.id for one in await deals.find(["shop:0"])] == [str(numbers[0]), str(copy)]


async def test_copies_that_fill_a_page_hide_nobody(fake: Bitrix24Fake, deals: Bitrix24Deals) -> None:
    for _ in range(60):
        seed(fake, "shop:copied")
    last = seed(fake, "shop:last")
    found = await deals.find(["shop:copied", "shop:last", "shop:none"])
    assert found[-1].deal.id == str(last)
    assert {one.origin for one in found} == {"shop:copied", "shop:last"}


async def test_nobody_is_found_by_a_marker_of_another_program_or_in_another_case(
    fake: Bitrix24Fake, deals: Bitrix24Deals
) -> None:
    seed(fake, "shop:1", ORIGINATOR_ID="shop")
    seed(fake, "SHOP:1")
    assert list(await deals.find(["shop:1"])) == []
    assert list(await deals.find([])) == []


async def test_s2_16_deals_are_read_with_stage_end_and_moment(
    fake: Bitrix24Fake, deals: Bitrix24Deals, hits: Hits
) -> None:
    numbers = [seed(fake, f"shop:{n}", STAGE_ID="C5:WON" if n else "C5:PREPARATION") for n in range(50)]
    await deals.stages()
    before = hits()
    found = await deals.read([str(number) for number in numbers])
    assert hits() - before == 1
    assert [(it.stage.name, it.stage.ended) for it in list(found.values())[:2]] == [
        ("Взять в работу", Finality.OPEN),
        ("Сделка успешна", Finality.WON),
    ]
    assert found[str(numbers[0])].changed_at == fake.one("deal", numbers[0])["DATE_MODIFY"]
    assert found[str(numbers[0])].changed_at.utcoffset().total_seconds() == 0


async def test_ex_28_deleted_deals_are_missing_and_hidden_ones_are_not_taken_for_deleted(
    fake: Bitrix24Fake, deals: Bitrix24Deals
) -> None:
    number = seed(fake, "shop:1")
    assert list(await deals.read([str(number), "999", "no number"])) == [str(number)]
    fake.rest.denied.add("crm.item.get")
    with pytest.raises(Rejected, match="Access denied"):
        await deals.read([str(number)])


async def test_stage_that_was_added_meanwhile_has_its_name_and_a_strange_one_its_code(
    fake: Bitrix24Fake, deals: Bitrix24Deals, hits: Hits
) -> None:
    await deals.stages()
    first = next(row for row in fake.portal.statuses if row["STATUS_ID"] == "C5:PREPARATION")
    fake.portal.statuses.append(first | {"ID": 999, "STATUS_ID": "C5:UC_1", "NAME": "Звонок"})
    number = str(seed(fake, "shop:1", STAGE_ID="C5:UC_1"))
    assert (await deals.read([number]))[number].stage.name == "Звонок"
    fake.portal.tables[2][int(number)]["STAGE_ID"] = "C9:GONE"
    before = hits()
    assert [(await deals.read([number]))[number].stage.name for _ in range(3)] == ["C9:GONE"] * 3
    assert hits() - before == 4


async def test_deal_in_another_pipeline_keeps_its_stages_name(fake: Bitrix24Fake, deals: Bitrix24Deals) -> None:
    number = str(seed(fake, "shop:1", CATEGORY_ID=0, STAGE_ID="LOSE"))
    stage = (await deals.read([number]))[number].stage
    assert (stage.code, stage.ended) == ("LOSE", Finality.LOST)


async def test_s2_11_move_is_one_request_and_shows_where_the_deal_stands_then(
    fake: Bitrix24Fake, deals: Bitrix24Deals, hits: Hits
) -> None:
    number = seed(fake, "shop:1")
    await deals.stages()
    before = hits()
    deal = await deals.move(str(number), "C5:EXECUTING")
    assert hits() - before == 1
    assert (deal.stage.code, deal.stage.name) == ("C5:EXECUTING", "Отправка товара")
    assert fake.one("deal", number)["STAGE_ID"] == "C5:EXECUTING"


async def test_move_of_a_deleted_deal_and_to_a_foreign_stage(fake: Bitrix24Fake, deals: Bitrix24Deals) -> None:
    with pytest.raises(NotFound):
        await deals.move("999", "C5:WON")
    number = seed(fake, "shop:1")
    with pytest.raises(Rejected, match="Stage NEW is not valid"):
        await deals.move(str(number), "NEW")
    assert fake.one("deal", number)["STAGE_ID"] == "C5:NEW"


async def test_lost_answer_to_a_move_may_be_asked_again(fake: Bitrix24Fake, deals: Bitrix24Deals) -> None:
    number = seed(fake, "shop:1")
    await deals.stages()
    fake.break_down("lost", times=1)
    with pytest.raises(Temporary):
        await deals.move(str(number), "C5:WON")
    assert (await deals.move(str(number), "C5:WON")).stage.ended is Finality.WON


async def test_s2_12_stages_are_those_of_the_pipeline_in_their_order(deals: Bitrix24Deals) -> None:
    stages = await deals.stages()
    assert [stage.name for stage in stages][:4] == [
        "Новый заказ",
        "Взять в работу",
        "Получить оплату",
        "Отправка товара",
    ]
    assert [stage.code for stage in stages if stage.ended is Finality.WON] == ["C5:WON"]
    assert [stage.code for stage in stages if stage.ended is Finality.LOST] == ["C5:LOSE", "C5:APOLOGY"]


async def test_main_pipeline_of_the_portal_has_the_stages_without_prefix(open_deals: OpenDeals) -> None:
    stages = await open_deals(pipeline="общая").stages()
    assert [stage.code for stage in stages][:2] == ["NEW", "PREPARATION"]


def answers(fake: Bitrix24Fake, body: str) -> None:
    fake.faults.add(Fault("status", status=200, body=body, content_type="application/json"))


@pytest.mark.parametrize(
    "marked",
    ['{"items":[[]]}', '{"items":[{"id":"x"}]}', '{"items":""}', "[]", "null", '{"items":[{"originId":"shop:1"}]}'],
)
async def test_what_is_no_listing_is_not_taken_for_nothing_found(
    marked: str, fake: Bitrix24Fake, deals: Bitrix24Deals
) -> None:
    await deals.stages()
    answers(fake, f'{{"result":{{"result":{{"marked":{marked}}},"result_error":[],"result_next":[]}}}}')
    with pytest.raises(Temporary):
        await deals.find(["shop:1"])


async def test_batch_without_an_answer_is_asked_again(fake: Bitrix24Fake, deals: Bitrix24Deals) -> None:
    await deals.stages()
    answers(fake, '{"result":{"result":[],"result_error":[],"result_next":[],"result_total":[],"result_time":[]}}')
    with pytest.raises(Temporary, match="unanswered"):
        await deals.find(["shop:1"])


async def test_listing_with_holes_and_numbers_as_text_is_read_like_any_other(
    fake: Bitrix24Fake, deals: Bitrix24Deals
) -> None:
    """PHP turns a list with holes into a map."""
    await deals.stages()
    item = (
        '{"id":"7","stageId":"C5:WON","updatedTime":"2026-05-14T12:00:00+03:00","originId":"shop:1","assignedById":"2"}'
    )
    answers(fake, f'{{"result":{{"result":{{"marked":{{"items":{{"3":{item}}}}}}},"result_error":[]}}}}')
    (found,) = await deals.find(["shop:1"])
    assert (found.deal.id, found.deal.assignee, found.deal.changed_at.hour) == ("7", "2", 9)


async def test_link_to_a_deal_and_a_dead_webhook(fake: Bitrix24Fake, deals: Bitrix24Deals) -> None:
    assert deals.deal_url("7") == f"{fake.url}/crm/deal/details/7/"
    fake.close_webhook()
    with pytest.raises(Unauthorised):
        await deals.find(["shop:1"])
