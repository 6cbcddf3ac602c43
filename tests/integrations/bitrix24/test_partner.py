"""The partner behind a code, from a company or a contact."""

from collections.abc import Callable

import pytest

from desk.errors import Temporary, Unauthorised
from desk.model import Partner
from integrations.bitrix24 import Bitrix24Crm
from sandbox.bitrix24.fake import Bitrix24Fake

Open = Callable[..., Bitrix24Crm]
COMPANY = "company:UF_CRM_PARTNER_CODE"


async def test_s0_21_partner_is_the_company_with_that_code(fake: Bitrix24Fake, open_crm: Open) -> None:
    fake.seed_company(TITLE="Чужой", UF_CRM_PARTNER_CODE="p-777")
    number = fake.seed_company(TITLE="ООО Партнёр", UF_CRM_PARTNER_CODE="p-77")
    fake.seed_company(TITLE="Тёзка", UF_CRM_PARTNER_CODE="p-77")
    assert await open_crm(partner=COMPANY).find_partner("p-77") == Partner("p-77", str(number), "ООО Партнёр")


async def test_s0_21_partner_is_the_contact_with_that_code(fake: Bitrix24Fake, open_crm: Open) -> None:
    number = fake.seed_contact(NAME="Пётр", LAST_NAME="Ильин", UF_CRM_CODE="p-77")
    partner = await open_crm(partner="contact:UF_CRM_CODE").find_partner("p-77")
    assert partner == Partner("p-77", str(number), "Пётр Ильин")


async def test_s0_21_unknown_code_is_nobody(fake: Bitrix24Fake, open_crm: Open) -> None:
    fake.seed_company(TITLE="ООО Партнёр", UF_CRM_PARTNER_CODE="p-77")
    assert await open_crm(partner=COMPANY).find_partner("p-7") is None


async def test_field_that_does_not_exist_makes_nobody_a_partner(fake: Bitrix24Fake, open_crm: Open) -> None:
    fake.seed_company(TITLE="Первая попавшаяся")
    assert await open_crm(partner="company:UF_CRM_MISTYPED").find_partner("p-77") is None


async def test_without_settings_nobody_is_asked(
    fake: Bitrix24Fake, open_crm: Open, count: Callable[[str], int]
) -> None:
    assert await open_crm().find_partner("p-77") is None
    assert await open_crm(partner=COMPANY).find_partner(" ") is None
    assert fake.history.entries == []


async def test_s0_56_dead_webhook_is_unauthorised(fake: Bitrix24Fake, open_crm: Open) -> None:
    fake.close_webhook()
    with pytest.raises(Unauthorised) as refused:
        await open_crm(partner=COMPANY).find_partner("p-77")
    assert "sandboxsecret" not in str(refused.value)


@pytest.mark.parametrize(
    "kind", ["html", "unavailable", "forbidden", "internal", "ok_with_error", "drop", "cut", "overload"]
)
async def test_f07_a_question_is_temporary_whatever_went_wrong(kind: str, fake: Bitrix24Fake, open_crm: Open) -> None:
    fake.break_down(kind, times=1)
    crm = open_crm(partner=COMPANY)
    with pytest.raises(Temporary):
        await crm.find_partner("p-77")
    assert await crm.find_partner("p-77") is None
