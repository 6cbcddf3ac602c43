"""The customer's contact is found or created, once."""

from collections.abc import Callable
from typing import Any

import pytest

from desk.crm import LeadDraft
from desk.errors import Unknown
from integrations.bitrix24 import Bitrix24Crm
from sandbox.bitrix24.fake import Bitrix24Fake

Open = Callable[..., Bitrix24Crm]


def phone(value: str) -> list[dict[str, Any]]:
    return [{"VALUE": value, "VALUE_TYPE": "WORK"}]


async def test_oldest_contact_with_the_phone_is_linked(fake: Bitrix24Fake, open_crm: Open, draft: LeadDraft) -> None:
    first = fake.seed_contact(NAME="Иван", PHONE=phone("8 (900) 123-45-67"))
    fake.seed_contact(NAME="Иван второй", PHONE=phone("+79001234567"))
    lead = fake.lead(int(await open_crm(contacts="find").add_lead(draft)))
    assert lead["CONTACT_ID"] == first


async def test_contact_is_found_by_email_when_the_phone_is_new(
    fake: Bitrix24Fake, open_crm: Open, draft: LeadDraft
) -> None:
    known = fake.seed_contact(NAME="Иван", EMAIL=[{"VALUE": "Ivan@Example.com"}])
    lead = fake.lead(int(await open_crm(contacts="create").add_lead(draft)))
    assert lead["CONTACT_ID"] == known
    assert len(fake.contacts()) == 1


async def test_unknown_customer_stays_without_contact_when_only_finding(
    fake: Bitrix24Fake, open_crm: Open, draft: LeadDraft
) -> None:
    lead = fake.lead(int(await open_crm(contacts="find").add_lead(draft)))
    assert lead["CONTACT_ID"] is None
    assert fake.contacts() == []


async def test_created_contact_carries_phone_email_and_marker(
    fake: Bitrix24Fake, open_crm: Open, draft: LeadDraft
) -> None:
    lead = fake.lead(int(await open_crm(contacts="create").add_lead(draft)))
    contact = fake.one("contact", lead["CONTACT_ID"])
    assert (contact["NAME"], contact["PHONE"], contact["EMAIL"]) == (
        "Иван Петров",
        ["+79001234567"],
        ["ivan@example.com"],
    )
    assert (contact["ORIGINATOR_ID"], contact["ORIGIN_ID"]) == ("ringdesk", "desk-17")


async def test_f08_contact_whose_answer_was_lost_is_not_created_twice(
    fake: Bitrix24Fake, open_crm: Open, with_customer: Callable[..., LeadDraft], draft: LeadDraft
) -> None:
    crm = open_crm(contacts="create")
    fake.break_down("lost", "crm.contact.add", times=1)
    with pytest.raises(Unknown):
        await crm.add_lead(draft)
    assert await crm.find_lead(draft.origin) is None
    lead = fake.lead(int(await crm.add_lead(draft)))
    assert [contact["ID"] for contact in fake.contacts()] == [lead["CONTACT_ID"]]


async def test_our_contact_is_known_by_its_marker_whatever_people_changed(
    fake: Bitrix24Fake, open_crm: Open, draft: LeadDraft
) -> None:
    ours = fake.seed_contact(NAME="Иван", ORIGINATOR_ID="ringdesk", ORIGIN_ID="desk-17", PHONE=phone("+79990000000"))
    fake.seed_contact(NAME="Чужой", ORIGINATOR_ID="shop", ORIGIN_ID="desk-17")
    lead = fake.lead(int(await open_crm(contacts="create").add_lead(draft)))
    assert lead["CONTACT_ID"] == ours
    assert len(fake.contacts()) == 2


async def test_refused_contact_does_not_cost_the_lead(fake: Bitrix24Fake, open_crm: Open, draft: LeadDraft) -> None:
    fake.seed_userfield("contact", "UF_CRM_MUST", label="Город", MANDATORY="Y")
    lead = fake.lead(int(await open_crm(contacts="create").add_lead(draft)))
    assert lead["CONTACT_ID"] is None
    assert 'Контакт не создан: Bitrix24 refused crm.contact.add: The field "Город" is required.' in lead["COMMENTS"]
