"""What the store's staff changes, and how the desk hears of it."""

import json
from typing import Any

import pytest

from sandbox.cms.fake import CmsFake
from sandbox.cms.verification import verify
from sandbox.kit.listener import Listener


def last(desk: Listener) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(desk.received[-1].body)
    return told


async def test_the_whole_order_is_posted_with_its_status_and_version(cms: CmsFake, desk: Listener) -> None:
    placed, _ = await cms.place()
    answer = await cms.change(placed.number, status="shipped", paid=True)
    told = last(desk)
    assert answer.status == 202
    assert (told["order_id"], told["status"], told["paid"]) == (placed.number, "shipped", True)
    assert told["updated_at"] == cms.clock.now().isoformat()
    assert told["items"]
    kept = cms.orders.find(placed.number)
    assert kept and (kept.status, kept.paid) == ("shipped", True)


async def test_other_lines_make_another_total_and_leave_the_rest(cms: CmsFake, desk: Listener) -> None:
    placed, _ = await cms.place()
    await cms.change(placed.number, paid=True)
    await cms.change(placed.number, items=placed.order.items[:1] * 2)
    assert last(desk)["total"] == placed.order.items[0].price * placed.order.items[0].quantity * 2
    assert (last(desk)["status"], last(desk)["paid"]) == ("new", True)


async def test_changes_are_signed_and_each_is_a_message_of_its_own(cms: CmsFake, desk: Listener) -> None:
    placed, _ = await cms.place()
    await cms.change(placed.number, paid=True)
    cms.clock.jump(1)
    await cms.change(placed.number, paid=False)
    ids = [verify(cms.shop.secret, it.headers, it.body, cms.clock.now()) for it in desk.received]
    assert len(set(ids)) == 3


async def test_a_plain_secret_is_sent_as_bearer_token(cms: CmsFake, desk: Listener) -> None:
    cms.shop.secret = "plain"
    placed = cms.keep(cms.shop.orders.write())
    await cms.change(placed.number, status="processing")
    assert desk.received[-1].headers["authorization"] == "Bearer plain"


async def test_what_is_not_there_is_not_changed(cms: CmsFake, desk: Listener) -> None:
    placed = cms.keep(cms.shop.orders.write())
    with pytest.raises(KeyError):
        await cms.change("0", status="shipped")
    with pytest.raises(ValueError, match="no status"):
        await cms.change(placed.number, status="beautiful")
    assert placed.status == "new"
    assert desk.received == []


def test_an_order_that_is_sent_again_keeps_its_status(cms: CmsFake) -> None:
    order = cms.shop.orders.write()
    cms.keep(order).status = "shipped"
    assert cms.keep(order).status == "shipped"
    assert len(cms.orders.all()) == 1
