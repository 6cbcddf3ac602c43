"""Orders and what is done to them, by people and through the API."""

from typing import Any

import pytest

from sandbox.shopify.fake import ShopifyFake
from sandbox.shopify.order import Order

WRONG = "userErrors { field message }"


async def act(client: Any, mutation: str, **variables: Any) -> Any:
    kinds = {"id": "ID!", "tags": "[String!]!", "input": "OrderMarkAsPaidInput!", "fulfillment": "FulfillmentInput!"}
    declared = ", ".join(f"${name}: {kinds[name]}" for name in variables)
    given = ", ".join(f"{name}: ${name}" for name in variables)
    body = await client.run(f"mutation M({declared}) {{ {mutation}({given}) {{ {WRONG} }} }}", **variables)
    return [row["message"] for row in body["data"][mutation]["userErrors"]]


async def cancel(client: Any, order: Order) -> Any:
    arguments = f'orderId: "{order.gid}", reason: OTHER, restock: true'
    body = await client.run(
        f"mutation {{ orderCancel({arguments}) {{ job {{ done }} orderCancelUserErrors {{ message code }} }} }}"
    )
    return body["data"]["orderCancel"]


def events(fake: ShopifyFake) -> list[str]:
    return [str(it.data["event"]) for it in fake.history.find("shopify", "event")]


async def test_tags_are_kept_once_in_any_case_of_letters(client: Any, fake: ShopifyFake) -> None:
    order = fake.place(tags=["vip"])
    assert await act(client, "tagsAdd", id=order.gid, tags=["VIP", "new, newer"]) == []
    assert order.tags == ["vip", "new", "newer"]
    assert await act(client, "tagsRemove", id=order.gid, tags=["NEW", "unknown"]) == []
    assert order.tags == ["vip", "newer"]
    assert events(fake).count("orders/updated") == 3  # placed, added, removed
    await act(client, "tagsAdd", id=order.gid, tags=["vip"])
    assert events(fake).count("orders/updated") == 3
    assert await act(client, "tagsAdd", id=order.gid, tags=["x" * 256]) == ["Tag is too long"]
    assert await act(client, "tagsAdd", id="gid://shopify/Order/5", tags=["x"]) == ["Order does not exist"]


async def test_an_order_is_paid_once(client: Any, fake: ShopifyFake) -> None:
    order = fake.place()
    assert await act(client, "orderMarkAsPaid", input={"id": order.gid}) == []
    assert order.financial == "paid" and events(fake)[-2:] == ["orders/paid", "orders/updated"]
    assert await act(client, "orderMarkAsPaid", input={"id": order.gid})


async def test_parcels_are_sent_from_one_place_at_a_time(client: Any, fake: ShopifyFake) -> None:
    order = fake.place(parcels=2, financial="paid")
    ids = [f"gid://shopify/FulfillmentOrder/{parcel.id:012}" for parcel in order.parcels]

    async def send(*parcels: str) -> Any:
        rows = [{"fulfillmentOrderId": it} for it in parcels]
        return await act(client, "fulfillmentCreate", fulfillment={"lineItemsByFulfillmentOrder": rows})

    assert await send(*ids) == ["All fulfillment orders must be assigned to the same location."]
    assert await send(ids[0]) == [] and order.fulfillment == "partial"
    assert events(fake)[-2] == "orders/partially_fulfilled"
    assert await send(ids[0]) == ["Fulfillment order is not in a fulfillable state."]
    assert await send(ids[1]) == [] and order.fulfillment == "fulfilled"
    assert events(fake)[-2] == "orders/fulfilled" and order.closed_at
    assert await send("gid://shopify/FulfillmentOrder/99") == ["Fulfillment order does not exist."]


async def test_cancelling_is_a_job_and_cannot_be_undone(client: Any, fake: ShopifyFake) -> None:
    quick, slow, sent = fake.place(), fake.place(), fake.place()
    assert (await cancel(client, quick))["job"] == {"done": True}
    assert quick.cancelled_at and quick.lines[0].current == 0 and events(fake)[-2] == "orders/cancelled"
    fake.cancel_seconds = 30
    assert (await cancel(client, slow))["job"] == {"done": False} and slow.cancelled_at is None
    assert (await cancel(client, slow))["orderCancelUserErrors"][0]["code"] == "INVALID"
    fake.clock.jump(31)
    await fake.settle()
    assert slow.cancelled_at
    fake.send(sent)
    assert "fulfilled" in (await cancel(client, sent))["orderCancelUserErrors"][0]["message"]


async def test_money_and_messages_move_only_when_asked(client: Any, fake: ShopifyFake) -> None:
    order = fake.place(financial="paid")
    arguments = f'orderId: "{order.gid}", reason: OTHER, restock: true, refund: true, notifyCustomer: true'
    await client.run(f"mutation {{ orderCancel({arguments}) {{ job {{ done }} }} }}")
    assert order.financial == "refunded" and fake.shop.mailed == [order.id]


async def test_people_act_in_the_shop_and_everything_is_told(fake: ShopifyFake) -> None:
    order = fake.place(financial="paid")
    fake.edit_lines(order, {"W-SEVER-01": 0})
    fake.refund(order)
    fake.delete(order)
    fake.uninstall()
    assert events(fake) == [
        "orders/create",
        "orders/paid",
        "orders/updated",
        "orders/edited",
        "orders/updated",
        "refunds/create",
        "orders/updated",
        "orders/delete",
        "app/uninstalled",
    ]
    assert fake.listing() == []


async def test_the_list_of_orders_shows_where_each_stands(fake: ShopifyFake) -> None:
    fake.place()
    second = fake.place(tags=["b", "a"])
    fake.pay(second)
    rows = fake.listing()
    assert [row["name"] for row in rows] == ["#1002", "#1001"]
    assert rows[0] | {"id": 0} == {
        "id": 0,
        "name": "#1002",
        "customer": "Анна Смирнова",
        "total": "13250.00",
        "currency": "RUB",
        "financial": "paid",
        "fulfillment": "unfulfilled",
        "cancelled": False,
        "tags": ["a", "b"],
        "updated_at": "2026-11-20T13:00:00Z",
    }


@pytest.mark.parametrize("redacted", [False, True])
async def test_customers_can_be_held_back(client: Any, fake: ShopifyFake, redacted: bool) -> None:
    order = fake.place()
    fake.shop.redacted = redacted
    query = f'{{ order(id: "{order.gid}") {{ email phone shippingAddress {{ city }} }} }}'
    shown = (await client.run(query))["data"]["order"]
    assert (shown["email"] is None) == redacted
    assert (fake.payload(order)["shipping_address"] is None) == redacted
