"""The store's methods, as https://apidocs.bitrix24.com/api-reference/sale/index.html describes them."""

from typing import Any

import pytest

from sandbox.bitrix_site.fake import BitrixSiteFake
from sandbox.kit.clock import WorldClock
from sandbox.kit.listener import Listener
from tests.sandbox.bitrix_site.conftest import Call


async def test_an_order_is_told_whole_with_string_ids_in_its_basket_only(fake: BitrixSiteFake, call: Call) -> None:
    number = fake.place(goods=(1,))
    status, body = await call("sale.order.get", id=number)
    order = body["result"]["order"]
    assert (status, order["id"], order["accountNumber"], order["price"]) == (200, number, str(number + 156), 17510)
    item = order["basketItems"][0]
    assert (item["id"], item["orderId"], item["productId"], item["basePrice"]) == ("255", str(number), 349, 18900)
    assert (order["payments"][0]["id"], order["shipments"][0]["statusId"]) == (123, "DN")
    assert order["dateUpdate"] == "2026-05-14T12:00:00+03:00"
    assert {row["code"]: row["value"] for row in order["propertyValues"]}["CONTACT_ADDRESS"] is None
    assert (order["clients"], order["requisiteLink"]) == ([], [])


async def test_a_list_has_no_collections_and_fifty_rows_a_page(fake: BitrixSiteFake, call: Call) -> None:
    numbers = [fake.place(goods=(0,)) for _ in range(51)]
    _, body = await call("sale.order.list", order={"id": "asc"})
    assert ([row["id"] for row in body["result"]["orders"]], body["next"], body["total"]) == (numbers[:50], 50, 51)
    assert "basketItems" not in body["result"]["orders"][0]
    _, body = await call("sale.order.list", order={"id": "asc"}, start=50, select=["id", "statusId"])
    assert body["result"]["orders"] == [{"id": numbers[50], "statusId": "N"}]
    assert "next" not in body


async def test_orders_are_found_by_the_moment_of_change(fake: BitrixSiteFake, call: Call, clock: WorldClock) -> None:
    first, second = fake.place(), fake.place()
    clock.jump(60)
    fake.set_status(first, "P")
    wanted = {">dateUpdate": "2026-05-14T09:00:00+00:00"}
    _, body = await call("sale.order.list", filter=wanted, select=["id"])
    assert body["result"]["orders"] == [{"id": first}]
    _, body = await call("sale.order.list", filter={"@id": [second], "statusId": "N"}, select=["id"])
    assert body["result"]["orders"] == [{"id": second}]


async def test_an_update_answers_the_order_without_collections(fake: BitrixSiteFake, call: Call) -> None:
    number = fake.place()
    _, body = await call("sale.order.update", id=number, fields={"statusId": "P", "payed": "Y", "nonsense": 1})
    order = body["result"]["order"]
    assert (order["statusId"], order["payed"], "payments" in order) == ("P", "N", False)


async def test_a_payment_needs_its_system_and_pays_the_order(fake: BitrixSiteFake, call: Call) -> None:
    number = fake.place()
    payment = fake.order(number)["payments"][0]["id"]
    status, body = await call("sale.payment.update", id=payment, fields={"paid": "Y"})
    assert (status, body) == (400, {"error": 0, "error_description": "Required fields: paySystemId"})
    _, body = await call("sale.payment.update", id=payment, fields={"paid": "Y", "paySystemId": 48})
    assert (body["result"]["payment"]["paid"], fake.order(number)["payed"]) == ("Y", "Y")


async def test_a_shipment_falls_back_to_what_is_not_named(fake: BitrixSiteFake, call: Call) -> None:
    number = fake.place(goods=(0,))
    shipment = fake.order(number)["shipments"][0]["id"]
    flags = {"allowDelivery": "Y", "deducted": "Y"}
    _, body = await call("sale.shipment.update", id=shipment, fields=flags)
    assert body["error_description"] == "Required fields: deliveryId"
    fake.site.orders[number]["shipments"][0]["statusId"] = "DF"
    _, body = await call("sale.shipment.update", id=shipment, fields=flags | {"deliveryId": 1})
    told = body["result"]["shipment"]
    assert (told["statusId"], told["priceDelivery"], fake.order(number)["price"]) == ("DN", 0, 12900)
    assert fake.order(number)["deducted"] == "Y"
    fields = flags | {"deliveryId": 1, "statusId": "DF", "priceDelivery": 300}
    await call("sale.shipment.update", id=shipment, fields=fields)
    assert fake.order(number)["price"] == 13200


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("sale.order.get", {"id": 9}, 200540400001),
        ("sale.order.get", {}, "100"),
        ("sale.order.update", {"id": 9, "fields": {"statusId": "P"}}, 200540400001),
        ("sale.order.update", {"id": 236}, "100"),
        ("sale.order.update", {"id": 236, "fields": {"statusId": "DN"}}, 0),
        ("sale.payment.update", {"id": 9, "fields": {"paySystemId": 1}}, 200940400001),
        ("sale.shipment.update", {"id": 9, "fields": {"deducted": "Y"}}, 201140400001),
        ("sale.order.list", {"filter": {"nonsense": 1}}, 0),
    ],
)
async def test_refusals_have_numbers(
    fake: BitrixSiteFake, call: Call, method: str, params: dict[str, Any], code: object
) -> None:
    fake.place()
    status, body = await call(method, **params)
    assert (status, body["error"]) == (400, code)


async def test_a_paid_or_shipped_order_is_not_cancelled(fake: BitrixSiteFake, call: Call) -> None:
    paid, shipped = fake.place(), fake.place()
    fake.pay(paid)
    fake.ship(shipped)
    for number in (paid, shipped):
        status, body = await call("sale.order.update", id=number, fields={"canceled": "Y"})
        assert (status, body["error"], fake.order(number)["canceled"]) == (400, 0, "N")


async def test_statuses_and_their_names(call: Call) -> None:
    _, body = await call("sale.status.list", filter={"type": "O"}, order={"sort": "asc"})
    assert [row["id"] for row in body["result"]["statuses"]] == ["N", "P", "S", "F", "D"]
    _, body = await call("sale.statusLang.list", filter={"lid": "ru", "statusId": "F"})
    assert body["result"]["statusLangs"] == [{"statusId": "F", "lid": "ru", "name": "Выполнен", "description": ""}]


async def test_rights(fake: BitrixSiteFake, call: Call) -> None:
    number = fake.place()
    fake.site.admin = False
    assert (await call("sale.order.get", id=number))[1]["error"] == 200040300010
    assert (await call("sale.order.update", id=number, fields={"statusId": "P"}))[1]["error"] == 200040300020
    fake.webhook.scopes = frozenset()
    assert (await call("sale.order.get", id=number))[1]["error"] == "insufficient_scope"
    fake.rest.store = False
    assert (await call("sale.order.get", id=number))[0] == 404
    fake.close_webhook()
    assert await call("profile") == (
        401,
        {"error": "INVALID_CREDENTIALS", "error_description": "Invalid request credentials"},
    )


async def test_a_batch_halts_and_leaves_out_what_follows(fake: BitrixSiteFake, call: Call) -> None:
    number = fake.place()
    cmd = {
        "a": f"sale.order.update?id={number}&fields[statusId]=X",
        "b": f"sale.order.update?id={number}&fields[statusId]=P",
    }
    _, body = await call("batch", halt=1, cmd=cmd)
    result = body["result"]
    assert (result["result"], list(result["result_error"]), fake.order(number)["statusId"]) == ([], ["a"], "N")


async def test_the_bucket_is_the_portals(fake: BitrixSiteFake, call: Call) -> None:
    for _ in range(fake.bucket.size):
        await call("profile")
    assert (await call("profile"))[1]["error"] == "QUERY_LIMIT_EXCEEDED"


async def test_events_carry_the_id_of_what_they_are_about(fake: BitrixSiteFake, desk: Listener) -> None:
    events = ("ONSALEORDERSAVED", "ONPAYMENTENTITYSAVED", "ONORDERDELETED")
    for event in events:
        fake.bind(event, f"{desk.url}/hook")
    number = fake.place()
    fake.pay(number)
    fake.delete(number)
    await fake.settle()
    sent = {(event.payload["event"], event.payload["data"]["FIELDS"]["ID"]) for event in fake.events.sent}
    assert sent == {(events[0], number), (events[1], 123), (events[2], number)}
    assert {event.payload["auth"]["application_token"] for event in fake.events.sent} == {fake.application_token}
    assert fake.events.failed == []


async def test_lines_and_properties_are_edited_by_people(fake: BitrixSiteFake) -> None:
    number = fake.place(goods=(0,))
    fake.set_lines(number, (350, "Ремешок", "S-1", 1900, 1500, 2))
    fake.set_property(number, "PHONE", "+7 999 000-00-00")
    (order,) = fake.orders()
    assert (order["price"], order["basketItems"][0]["quantity"], order["version"]) == (3500, 2, 3)
    fake.cancel(number, "передумал")
    assert (fake.order(number)["canceled"], fake.order(number)["reasonCanceled"]) == ("Y", "передумал")
