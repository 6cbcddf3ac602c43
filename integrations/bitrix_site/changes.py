"""What an order lacks of what it should be, as commands. What it has already is not written again."""

from collections.abc import Iterator
from typing import Any

from integrations.bitrix_rest.client import Command, as_dict, as_list
from integrations.bitrix_site.client import Row
from integrations.bitrix_site.order import is_yes, own_shipments, text_of
from integrations.bitrix_site.vocabulary import Wish


def find_changes(row: Row, wish: Wish, cancel_reason: str) -> list[Command]:
    """The status comes last: paying and shipping may move it by the site's own rules."""
    ref, cancelled = text_of(row.get("id")), is_yes(row.get("canceled"))
    commands = [_update(ref, {"canceled": "N"})] if cancelled and not wish.cancelled else []
    if wish.paid:
        commands += _pay(row)
    if wish.shipped:
        commands += _ship(row)
    fields: dict[str, Any] = {}
    if wish.code and wish.code != row.get("statusId"):
        fields["statusId"] = wish.code
    if wish.cancelled and not cancelled:
        fields |= {"canceled": "Y", "reasonCanceled": cancel_reason}
    return [*commands, _update(ref, fields)] if fields else commands


def _update(ref: str, fields: dict[str, Any]) -> Command:
    return Command("sale.order.update", {"id": ref, "fields": fields})


def _pay(row: Row) -> Iterator[Command]:
    """https://apidocs.bitrix24.com/api-reference/sale/payment/sale-payment-update.html: paySystemId must be told."""
    for payment in map(as_dict, as_list(row.get("payments"))):
        if not is_yes(payment.get("paid")) and not is_yes(payment.get("isReturn")):
            fields = {"paySystemId": payment.get("paySystemId"), "paid": "Y"}
            yield Command("sale.payment.update", {"id": payment.get("id"), "fields": fields})


def _ship(row: Row) -> Iterator[Command]:
    """https://apidocs.bitrix24.com/api-reference/sale/shipment/sale-shipment-update.html

    What is not told falls back to its default there: the delivery would cost nothing, and be at its beginning.
    """
    for shipment in own_shipments(row):
        if is_yes(shipment.get("canceled")):
            continue
        if not (is_yes(shipment.get("allowDelivery")) and is_yes(shipment.get("deducted"))):
            fields = {"allowDelivery": "Y", "deducted": "Y"}
            kept = {name: shipment[name] for name in ("deliveryId", "statusId", "priceDelivery") if name in shipment}
            yield Command("sale.shipment.update", {"id": shipment.get("id"), "fields": fields | kept})
