"""A lead is added once, with everything the settings ask for."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from desk.crm import LeadDraft
from desk.errors import Rejected, Temporary, Unknown
from desk.model import OrderLine
from integrations.bitrix24 import Bitrix24Crm
from sandbox.bitrix24.fake import Bitrix24Fake

Open = Callable[..., Bitrix24Crm]


async def test_s0_03_lead_carries_customer_order_partner_and_marker(
    fake: Bitrix24Fake, open_crm: Open, draft: LeadDraft
) -> None:
    lead_id = await open_crm().add_lead(draft)
    lead = fake.lead(int(lead_id))
    assert lead["TITLE"] == "#17 · Иван Петров"
    assert lead["NAME"] == "Иван Петров"
    assert lead["PHONE"] == ["+79001234567"]
    assert lead["EMAIL"] == ["ivan@example.com"]
    assert lead["ADDRESS_CITY"] == "Казань"
    assert (lead["OPPORTUNITY"], lead["CURRENCY_ID"], lead["IS_MANUAL_OPPORTUNITY"]) == (3301.0, "RUB", "Y")
    assert (lead["UTM_SOURCE"], lead["UTM_MEDIUM"]) == ("p-77", "cpc")
    assert (lead["ORIGINATOR_ID"], lead["ORIGIN_ID"], lead["SOURCE_ID"]) == ("ringdesk", "desk-17", "WEB")
    for told in ("1042", "Europe/Moscow", "5.8.16.1", "ООО Партнёр", "Позвоните после 12", "Часы «Полёт» (W-1) × 2"):
        assert told in lead["COMMENTS"]


async def test_s0_03_order_lines_become_product_rows_in_the_same_request(
    fake: Bitrix24Fake, open_crm: Open, draft: LeadDraft, count: Callable[[str], int]
) -> None:
    lead_id = await open_crm().add_lead(draft)
    rows = fake.rows("lead", int(lead_id))
    assert [(row["PRODUCT_NAME"], row["PRICE"], row["QUANTITY"]) for row in rows] == [
        ("Часы «Полёт»", 1500.5, 2.0),
        ("Ремень", 0.0, 1.0),
    ]
    assert count("batch") == 1
    assert len(fake.history.find("bitrix24", "request")) == 1


async def test_order_with_very_many_lines_keeps_them_all(fake: Bitrix24Fake, open_crm: Open, draft: LeadDraft) -> None:
    lines = tuple(OrderLine(f"Товар {n}", price=Decimal(n)) for n in range(300))
    lead_id = await open_crm().add_lead(replace(draft, order=replace(draft.order, lines=lines, total=None)))
    assert len(fake.rows("lead", int(lead_id))) == 300
    assert fake.lead(int(lead_id))["OPPORTUNITY"] == sum(range(300))


async def test_lead_stands_when_its_rows_are_refused(
    fake: Bitrix24Fake, open_crm: Open, draft: LeadDraft, caplog: pytest.LogCaptureFixture
) -> None:
    del fake.rest.methods["crm.lead.productrows.set"]
    lead_id = await open_crm().add_lead(draft)
    assert "Часы" in fake.lead(int(lead_id))["COMMENTS"]
    assert "product rows" in caplog.text


async def test_s0_03_additional_fields_come_from_templates(
    fake: Bitrix24Fake, open_crm: Open, draft: LeadDraft
) -> None:
    for name in ("UF_CRM_ZONE", "UF_CRM_DELIVERY", "UF_CRM_MARK"):
        fake.seed_userfield("lead", name)
    fields = {
        "UF_CRM_ZONE": "{timezone} / {city} / {ip}",
        "UF_CRM_DELIVERY": "{delivery}",
        "UF_CRM_MARK": "{partner}:{utm_medium}:{cookies}{nobody}",
        "SOURCE_DESCRIPTION": "{comment.__class__}{order_id}",
    }
    crm = open_crm(fields=fields, title="Заказ {order_id}", stages={"new": "IN_PROCESS"}, assigned_by_id=2)
    lead = fake.lead(int(await crm.add_lead(draft)))
    assert lead["UF_CRM_ZONE"] == "Europe/Moscow / Казань / 5.8.16.1"
    assert lead["UF_CRM_DELIVERY"] == "курьер"
    assert lead["UF_CRM_MARK"] == "p-77:cpc:"
    assert lead["SOURCE_DESCRIPTION"] == "{comment.__class__}1042"
    assert (lead["TITLE"], lead["STATUS_ID"], lead["ASSIGNED_BY_ID"]) == ("Заказ 1042", "IN_PROCESS", 2)


async def test_s0_03_refusal_names_the_required_field(fake: Bitrix24Fake, open_crm: Open, draft: LeadDraft) -> None:
    fake.seed_userfield("lead", "UF_CRM_MUST", label="Канал продаж", MANDATORY="Y")
    with pytest.raises(Rejected) as refused:
        await open_crm().add_lead(draft)
    assert refused.value.reason == 'Bitrix24 refused crm.lead.add: The field "Канал продаж" is required.'
    assert fake.leads() == []


@pytest.mark.parametrize("kind", ["lost", "lost_html", "cut"])
async def test_f08_lead_whose_answer_was_lost_is_found_and_not_added_again(
    kind: str, fake: Bitrix24Fake, open_crm: Open, draft: LeadDraft
) -> None:
    crm = open_crm()
    fake.break_down(kind, times=1)
    with pytest.raises(Unknown):
        await crm.add_lead(draft)
    found = await crm.find_lead(draft.origin)
    assert found == str(fake.leads()[0]["ID"])
    assert len(fake.leads()) == 1


async def test_nobody_is_found_by_a_marker_of_another_lead_or_program(fake: Bitrix24Fake, open_crm: Open) -> None:
    fake.seed("lead", TITLE="foreign", ORIGINATOR_ID="shop", ORIGIN_ID="desk-17")
    fake.seed("lead", TITLE="other case", ORIGINATOR_ID="ringdesk", ORIGIN_ID="DESK-17")
    assert await open_crm().find_lead("desk-17") is None


async def test_the_lowest_of_copied_leads_is_ours(fake: Bitrix24Fake, open_crm: Open) -> None:
    first = fake.seed("lead", TITLE="1", ORIGINATOR_ID="ringdesk", ORIGIN_ID="desk-17")
    fake.seed("lead", TITLE="2", ORIGINATOR_ID="ringdesk", ORIGIN_ID="desk-17")
    assert await open_crm().find_lead("desk-17") == str(first)


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("html", Unknown),
        ("unavailable", Unknown),
        ("internal", Unknown),
        ("ok_with_error", Unknown),
        ("drop", Unknown),
        ("forbidden", Temporary),
        ("rate", Temporary),
        ("operating", Temporary),
        ("overload", Temporary),
    ],
)
async def test_f07_an_add_is_unknown_unless_the_portal_surely_did_nothing(
    kind: str, error: type[Exception], fake: Bitrix24Fake, open_crm: Open, draft: LeadDraft
) -> None:
    fake.break_down(kind, times=1)
    with pytest.raises(error):
        await open_crm().add_lead(draft)
    assert fake.leads() == []


HOSTILE = '<b>Ann</b> "[url=https://evil.example]click[/url]" $result[lead] & 100% + #1 \x00\ud800'


async def test_markup_and_references_of_a_customer_are_harmless(
    fake: Bitrix24Fake, open_crm: Open, draft: LeadDraft, with_customer: Callable[..., LeadDraft]
) -> None:
    hostile = with_customer(name=HOSTILE)
    hostile = replace(hostile, order=replace(hostile.order, comment=HOSTILE, lines=(OrderLine(HOSTILE),)))
    lead = fake.lead(int(await open_crm().add_lead(hostile)))
    assert lead["NAME"] == '<b>Ann</b> "[url=https://evil.example]click[/url]" ＄result[lead] & 100% + #1 ?'
    assert "[" not in lead["COMMENTS"]
    assert "<b" not in lead["COMMENTS"]
    assert "click(/url)" in lead["COMMENTS"]


async def test_mistyped_email_does_not_cost_the_lead(
    fake: Bitrix24Fake, open_crm: Open, with_customer: Callable[..., LeadDraft]
) -> None:
    lead = fake.lead(int(await open_crm().add_lead(with_customer(email="ivan @example"))))
    assert lead["EMAIL"] == []
    assert "ivan @example" in lead["COMMENTS"]


async def test_bare_minimum_makes_a_lead(fake: Bitrix24Fake, open_crm: Open, draft: LeadDraft) -> None:
    bare = replace(draft.order, lines=(), total=None, comment="", partner_code="", utm={}, extra={})
    lead = fake.lead(int(await open_crm(language="en").add_lead(replace(draft, order=bare, partner=None))))
    assert lead["UTM_SOURCE"] is None
    assert lead["COMMENTS"].startswith("Order: 1042")
    assert lead["OPPORTUNITY"] == 0.0
