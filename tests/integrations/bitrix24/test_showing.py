"""A picture may be shown any number of times and is written once."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from desk.crm import CrmNote, CrmPicture
from desk.errors import Rejected, Temporary, Unknown
from integrations.bitrix24 import Bitrix24Crm
from sandbox.bitrix24.fake import Bitrix24Fake

Open = Callable[..., Bitrix24Crm]


@pytest.fixture
def lead(fake: Bitrix24Fake) -> int:
    return fake.seed("lead", TITLE="Заказ", ORIGINATOR_ID="ringdesk", ORIGIN_ID="desk-17")


async def test_s0_55_picture_shown_three_times_is_written_once(
    fake: Bitrix24Fake, open_crm: Open, lead: int, picture: CrmPicture, count: Callable[[str], int]
) -> None:
    crm = open_crm()
    for _ in range(3):
        await crm.show(str(lead), picture)
    comments = [row["COMMENT"] for row in fake.timeline("lead", lead)]
    assert comments == ["Робот не дозвонился\n[ringdesk desk-17/3]", "SMS отправлено\n[ringdesk desk-17/4]"]
    (call,) = fake.activities
    assert (call["TYPE_ID"], call["DIRECTION"], call["COMPLETED"], call["OWNER_ID"]) == (2, 2, "Y", lead)
    assert call["SUBJECT"] == "Звонок робота: не ответили"
    assert (call["ORIGINATOR_ID"], call["ORIGIN_ID"]) == ("ringdesk", f"{lead}:desk-17/call1")
    assert call["START_TIME"].isoformat() == "2026-05-14T09:05:00+00:00"
    assert call["COMMUNICATIONS"][0]["VALUE"] == "+79001234567"
    assert fake.lead(lead)["STATUS_DESCRIPTION"] == "Перезвоним в 12:35"
    assert len(fake.history.find("bitrix24", "request")) == count("batch") == 4


async def test_s0_55_only_what_is_new_is_added(
    fake: Bitrix24Fake, open_crm: Open, lead: int, picture: CrmPicture
) -> None:
    crm = open_crm()
    await crm.show(str(lead), picture)
    more = replace(picture, status_text="Дозвонились", notes=(*picture.notes, CrmNote("desk-17/33", "Готово")))
    await crm.show(str(lead), more)
    assert len(fake.timeline("lead", lead)) == 3
    assert len(fake.activities) == 1
    assert fake.lead(lead)["STATUS_DESCRIPTION"] == "Дозвонились"


async def test_f08_notes_and_calls_whose_answer_was_lost_are_found_by_their_markers(
    fake: Bitrix24Fake, open_crm: Open, lead: int, picture: CrmPicture
) -> None:
    crm = open_crm()
    fake.break_down("lost", "batch", times=1).skip = 1  # the reading passes
    with pytest.raises(Unknown):
        await crm.show(str(lead), picture)
    await crm.show(str(lead), picture)
    assert len(fake.timeline("lead", lead)) == 2
    assert len(fake.activities) == 1


async def test_f08_single_note_whose_answer_was_lost_is_found_by_its_marker(
    fake: Bitrix24Fake, open_crm: Open, lead: int
) -> None:
    crm = open_crm(status_field="")
    shown = CrmPicture("calling", "", (CrmNote("desk-17/1", "Звоним"),))
    fake.break_down("lost", "crm.timeline.comment.add", times=1)
    with pytest.raises(Unknown):
        await crm.show(str(lead), shown)
    await crm.show(str(lead), shown)
    assert len(fake.timeline("lead", lead)) == 1


async def test_old_notes_are_seen_behind_many_comments(fake: Bitrix24Fake, open_crm: Open, lead: int) -> None:
    crm = open_crm()
    notes = tuple(CrmNote(f"desk-17/{n}", f"Запись {n}") for n in range(120))
    await crm.show(str(lead), CrmPicture("calling", "Звоним", notes))
    await crm.show(str(lead), CrmPicture("calling", "Звоним", notes))
    assert len(fake.timeline("lead", lead)) == 120


async def test_stage_follows_the_status_until_a_person_moves_the_lead(
    fake: Bitrix24Fake, open_crm: Open, lead: int
) -> None:
    crm = open_crm(stages={"calling": "IN_PROCESS", "reached": "NEW"})
    await crm.show(str(lead), CrmPicture("calling", "Звоним"))
    assert fake.lead(lead)["STATUS_ID"] == "IN_PROCESS"
    await crm.show(str(lead), CrmPicture("waiting_retry", "Ждём"))
    assert fake.lead(lead)["STATUS_ID"] == "IN_PROCESS"
    fake.edit("lead", lead, STATUS_ID="PROCESSED")
    await crm.show(str(lead), CrmPicture("reached", "Дозвонились"))
    assert fake.lead(lead)["STATUS_ID"] == "PROCESSED"


async def test_closed_lead_is_not_opened_again(fake: Bitrix24Fake, open_crm: Open, lead: int) -> None:
    fake.edit("lead", lead, STATUS_ID="JUNK")
    await open_crm(stages={"calling": "IN_PROCESS", "lost": "JUNK"}).show(str(lead), CrmPicture("calling", "Звоним"))
    assert fake.lead(lead)["STATUS_ID"] == "JUNK"


async def test_deleted_lead_is_told_in_plain_words(fake: Bitrix24Fake, open_crm: Open, picture: CrmPicture) -> None:
    with pytest.raises(Rejected, match="lead 99 was deleted in Bitrix24"):
        await open_crm().show("99", picture)
    assert fake.activities == []


async def test_call_of_a_converted_lead_is_not_logged_again(
    fake: Bitrix24Fake, open_crm: Open, lead: int, picture: CrmPicture
) -> None:
    crm = open_crm()
    await crm.show(str(lead), picture)
    deal = fake.seed("deal", TITLE="Сделка")
    fake.activities[0].update(OWNER_TYPE_ID=2, OWNER_ID=deal)
    await crm.show(str(lead), picture)
    assert len(fake.activities) == 1


async def test_calls_can_be_left_out(fake: Bitrix24Fake, open_crm: Open, lead: int, picture: CrmPicture) -> None:
    await open_crm(call_activity=False).show(str(lead), picture)
    assert fake.activities == []
    assert len(fake.timeline("lead", lead)) == 2


async def test_portal_without_comment_lists_gets_no_notes_but_the_rest(
    fake: Bitrix24Fake, open_crm: Open, lead: int, picture: CrmPicture
) -> None:
    del fake.rest.methods["crm.timeline.comment.list"]
    await open_crm().show(str(lead), picture)
    assert fake.timeline("lead", lead) == []
    assert len(fake.activities) == 1


async def test_one_blocked_method_does_not_hold_up_the_rest(
    fake: Bitrix24Fake, open_crm: Open, lead: int, picture: CrmPicture
) -> None:
    fake.operating.spend("webhook 1", "crm.activity.add", 1000, fake.clock.now())
    with pytest.raises(Temporary) as blocked:
        await open_crm().show(str(lead), picture)
    assert blocked.value.code == "operation_time_limit"
    assert len(fake.timeline("lead", lead)) == 2


async def test_bb_codes_and_forged_markers_in_a_note_are_harmless(
    fake: Bitrix24Fake, open_crm: Open, lead: int
) -> None:
    forged = CrmNote("desk-17/1", "[b]жирно[/b] [ringdesk desk-17/2] <script>")
    shown = CrmPicture("calling", "", (forged, CrmNote("desk-17/2", "настоящая")))
    crm = open_crm()
    await crm.show(str(lead), CrmPicture("calling", "", (forged,)))
    await crm.show(str(lead), shown)
    first, second = (row["COMMENT"] for row in fake.timeline("lead", lead))
    assert first == "(b)жирно(/b) (ringdesk desk-17/2) < script>\n[ringdesk desk-17/1]"
    assert second.startswith("настоящая")
