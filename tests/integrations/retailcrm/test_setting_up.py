"""The key is tried, additional fields are made, stores and statuses are read, and what is wrong is said."""

import asyncio

import pytest

from desk.errors import Rejected, Temporary, Unauthorised
from desk.tracking.model import Status
from sandbox.kit.faults import Fault

FIELDS = {"calltouch_site_id": "ID сайта в Calltouch", "calltouch_call_id": "ID звонка в Calltouch"}


async def test_cr_03_a_good_pair_is_let_in(tracking, asked) -> None:
    await tracking.authorise()
    assert asked() == ["credentials"]


async def test_cr_03_a_wrong_key_is_named_in_the_crms_words_and_never_quoted(fake, open_tracking) -> None:
    """CR-07, T-51."""
    tracking = open_tracking(api_key="n0-such-key")
    with pytest.raises(Unauthorised, match='Wrong "apiKey" value') as found:
        await tracking.authorise()
    assert "HTTP 403" in found.value.reason
    assert "n0-such-key" not in str(found.value)


@pytest.mark.parametrize("key", ["ключ", "two\nlines", "with\x00zero"])
async def test_a_key_that_cannot_be_one_is_never_sent(open_tracking, asked, key: str) -> None:
    with pytest.raises(Unauthorised):
        await open_tracking(api_key=key).authorise()
    assert asked() == []


@pytest.mark.parametrize("kind", ["elsewhere", "page", "no_account"])
async def test_cr_03_an_address_where_no_account_answers_is_refused(fake, tracking, kind: str) -> None:
    fake.break_down(kind)
    with pytest.raises(Rejected, match="RetailCRM"):
        await tracking.authorise()


async def test_cr_03_an_address_that_leads_elsewhere_is_refused(fake, tracking) -> None:
    """The key is never carried along."""
    fake.faults.add(Fault("redirect", "credentials", None, status=301, to="https://www.example.com"))
    with pytest.raises(Rejected, match="address"):
        await tracking.authorise()


@pytest.mark.parametrize("kind", ["html", "unavailable", "forbidden", "drop", "cut"])
async def test_a_crm_that_stumbles_is_not_taken_for_a_wrong_address(fake, tracking, kind: str) -> None:
    fake.break_down(kind)
    with pytest.raises(Temporary):
        await tracking.authorise()


async def test_cr_08_missing_fields_are_made_and_present_ones_kept_as_they_are(fake, tracking, asked) -> None:
    """T-54: a second time makes nothing."""
    fake.make_field("calltouch_call_id", "Звонок", type="integer")
    assert await tracking.make_fields(FIELDS) == ["calltouch_site_id"]
    assert await tracking.make_fields(FIELDS) == []
    kept = fake.account.fields["order"]
    assert kept["calltouch_call_id"]["name"] == "Звонок"
    made = kept["calltouch_site_id"]
    assert (made["name"], made["type"], made["viewMode"]) == ("ID сайта в Calltouch", "string", "editable")
    assert (made["inFilter"], made["inList"], made["required"]) == (True, True, False)
    assert asked().count("custom-fields/create") == 1


async def test_cr_08_a_field_that_was_made_meanwhile_is_no_failure(fake, tracking) -> None:
    fake.break_down("lost", "custom-fields/create", times=1)
    with pytest.raises(Temporary):
        await tracking.make_fields(FIELDS)
    assert await tracking.make_fields(FIELDS) == ["calltouch_call_id"]
    body = '{"success":true,"customFields":[],"pagination":{"totalPageCount":0}}'
    fake.faults.add(Fault("status", "custom-fields", 1, status=200, body=body, content_type="application/json"))
    await tracking.make_fields(FIELDS)
    assert set(fake.account.fields["order"]) == set(FIELDS)


async def test_cr_08_an_account_with_many_fields_is_read_to_the_end(fake, tracking) -> None:
    for n in range(150):
        fake.make_field(f"own_{n}")
    fake.make_field("calltouch_site_id", "Kept")
    assert await tracking.make_fields(FIELDS) == ["calltouch_call_id"]


async def test_cr_07_a_right_that_is_missing_names_what_was_asked(fake, tracking) -> None:
    """T-53."""
    fake.keys[fake.key].scopes.discard("custom_fields_write")
    with pytest.raises(Unauthorised, match=r"custom-fields/create: Access denied \(HTTP 403\)"):
        await tracking.make_fields(FIELDS)


async def test_cr_40_stores_and_statuses_come_in_the_order_of_the_account(fake, tracking) -> None:
    """CR-41, A-8: the first status of the first group that is not closed."""
    found = await tracking.references()
    assert found.sites == ("main", "outlet")
    assert found.statuses[0] == Status("new", "Новый", "new")
    assert {it.code: it.group for it in found.statuses}["no-call"] == "cancel"
    assert [it.group for it in found.statuses][-1] == "cancel"
    assert next(it.group for it in found.statuses if it.code == "vip-check") == "control"


async def test_a_first_status_that_is_switched_off_is_not_the_first(fake, tracking) -> None:
    fake.account.statuses["new"]["active"] = False
    fake.account.groups["complete"]["ordering"] = 1
    fake.account.sites["outlet"] |= {"ordering": 10, "id": 99}
    del fake.account.sites["main"]["ordering"]
    found = await tracking.references()
    assert found.statuses[0].code == "availability-confirmed"
    assert found.sites == ("outlet", "main"), "a store without a place comes last"


async def test_cr_39_references_are_kept_and_asked_for_again_when_wanted(fake, tracking, asked, world) -> None:
    for _ in range(3):
        await tracking.references()
    assert asked().count("reference/statuses") == 1
    fake.account.statuses["fresh"] = {"code": "fresh", "name": "Свежий", "active": True, "ordering": 5, "group": "new"}
    world.jump(1)
    assert (await tracking.references(anew=True)).statuses[0].code == "fresh"
    world.jump(3601)
    await asyncio.gather(*(tracking.references() for _ in range(5)))
    assert asked().count("reference/statuses") == 3, "whoever comes meanwhile waits for the same answer"


async def test_a_key_of_one_store_sees_that_store_only(fake, tracking) -> None:
    fake.issue_key(fake.key, sites=("outlet",))
    fake.place(site="main")
    assert (await tracking.references()).sites == ("outlet",)
    health = await tracking.check()
    assert (health.ok, health.detail) == (True, f"{fake.url}: the key opens outlet")


async def test_the_check_says_what_is_wrong_and_what_there_is(fake, open_leads) -> None:
    leads = open_leads(
        site="nowhere",
        statuses={"reached": "phoned"},
        fields={"own": "{city}"},
        partner="code",
        order_method="pigeon",
    )
    health = await leads.check()
    assert not health.ok
    for told in ("no store nowhere", "main, outlet", "statuses: the CRM has no phoned", "additional field own"):
        assert told in health.detail
    assert "customers have no additional field code" in health.detail
    assert "order_method: the CRM has no pigeon" in health.detail
    fake.make_field("own")
    fake.make_field("code", entity="customer")
    good = open_leads(
        site="main", statuses={"reached": "assembling"}, fields={"own": "x"}, partner="code", order_method="phone"
    )
    assert (await good.check()).ok


async def test_the_check_of_a_refused_key_says_where_keys_are(fake, tracking) -> None:
    fake.revoke()
    health = await tracking.check()
    assert not health.ok
    assert 'Wrong "apiKey" value' in health.detail
    assert "API access keys" in health.detail
    assert fake.key not in health.detail
