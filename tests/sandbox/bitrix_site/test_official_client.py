"""The second witness: the vendor's own client, over TLS, understands the store without help.

https://github.com/bitrix24/b24pysdk
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from b24pysdk import BitrixWebhook
from b24pysdk.constants.sale import SaleStatusType
from b24pysdk.errors import BitrixAPIBadRequest, BitrixAPIInsufficientScope

from sandbox.bitrix_site.fake import BitrixSiteFake
from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from tests.sandbox.certificates import issue_certificate
from tests.serving import serve


@pytest.fixture
async def fake(clock: WorldClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[BitrixSiteFake]:
    """The site with a throw-away certificate that ``requests`` is told to trust."""
    async with serve(BitrixSiteFake(clock, History()), tls=issue_certificate(tmp_path, monkeypatch)) as site:
        yield site
    await asyncio.sleep(0.05)


@pytest.fixture
def sale(fake: BitrixSiteFake) -> Any:
    webhook = BitrixWebhook(domain=fake.url.removeprefix("https://"), webhook_token="1/sandboxsitesecret")
    return webhook.get_client().sale


async def test_orders_are_read_moved_paid_and_shipped(fake: BitrixSiteFake, sale: Any) -> None:
    number = fake.place(goods=(0,))

    def work() -> dict[str, Any]:
        order = sale.order.get(number).result["order"]
        payment, shipment = order["payments"][0], order["shipments"][0]
        sale.payment.update(payment["id"], {"paySystemId": payment["paySystemId"], "paid": "Y"}).call()
        kept = {name: shipment[name] for name in ("deliveryId", "statusId", "priceDelivery")}
        sale.shipment.update(shipment["id"], {"allowDelivery": "Y", "deducted": "Y", **kept}).call()
        moved = sale.order.update(number, {"statusId": "S"}).result["order"]
        found = sale.order.list(filter={">=dateUpdate": moved["dateUpdate"]}, select=["id", "statusId"]).result
        names = sale.statuslang.list(filter={"lid": "en", "statusId": "S"}).result["statusLangs"]
        statuses = sale.status.list(filter={"type": str(SaleStatusType.ORDER)}).result["statuses"]
        return {"moved": moved, "found": found["orders"], "names": names, "statuses": statuses}

    seen = await asyncio.to_thread(work)
    assert (seen["moved"]["payed"], seen["moved"]["deducted"], seen["moved"]["price"]) == ("Y", "Y", 13400)
    assert seen["found"] == [{"id": number, "statusId": "S"}]
    assert [row["name"] for row in seen["names"]] == ["Shipped"]
    assert len(seen["statuses"]) == 5


async def test_a_long_list_is_walked_whole(fake: BitrixSiteFake, sale: Any) -> None:
    numbers = [fake.place(goods=(0,)) for _ in range(120)]
    request = sale.order.list(select=["id"], order={"id": "asc"})
    pages = await asyncio.to_thread(lambda: [row["id"] for page in walk(request, sale) for row in page])
    assert pages == numbers


def walk(request: Any, sale: Any) -> list[list[dict[str, Any]]]:
    pages, following = [request.result["orders"]], request.response.next
    while following:
        request = sale.order.list(select=["id"], order={"id": "asc"}, start=following)
        pages.append(request.result["orders"])
        following = request.response.next
    return pages


async def test_refusals_are_understood(fake: BitrixSiteFake, sale: Any) -> None:
    with pytest.raises(BitrixAPIBadRequest, match="order does not exist"):
        await asyncio.to_thread(lambda: sale.order.get(9).result)
    fake.webhook.scopes = frozenset()
    with pytest.raises(BitrixAPIInsufficientScope):
        await asyncio.to_thread(lambda: sale.order.get(9).result)
