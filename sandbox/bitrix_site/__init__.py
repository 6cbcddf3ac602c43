"""The store of a 1C-Bitrix site: the part of ``sale.*`` that keeps orders, statuses, payments and shipments in step.

https://apidocs.bitrix24.com/api-reference/sale/index.html

Faithful: an incoming webhook's address, batch, the leaky bucket and PHP manners (all as ``sandbox.bitrix24`` has them);
string ids of basket items in ``sale.order.get`` and numbers elsewhere; lists of 50 without nested collections; numeric
error codes; ``payed`` and ``deducted`` follow from payments and shipments; an update of a payment needs its payment
system, one of a shipment needs three fields, and what it does not name falls back (status ``DN``, a price of 0); events
with the application token, sent once, of payments and shipments with their own ids.

Left out: applications (OAuth), adding orders by REST, properties and baskets by themselves, reservations, taxes.

Decided without a source: a status that does not exist and the cancellation of a paid or shipped order are errors ``0``;
an unknown field in a filter is an error ``0``; unknown fields of an update are ignored; who is no administrator gets
``200040300010`` and ``200040300020``; every change of a payment or a shipment moves the order's ``dateUpdate``.
"""
