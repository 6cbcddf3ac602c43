import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sandbox.kit.clock import WorldClock
from sandbox.shop.cities import CITIES, find_city
from sandbox.shop.orders import OrderBook


def write_orders(seed: int, count: int = 100) -> list[object]:
    clock = WorldClock(datetime(2026, 12, 28, 12, 0, tzinfo=UTC), speed=0)
    book = OrderBook(clock, seed)
    return [book.write() for _ in range(count)]


def test_the_same_seed_writes_the_same_orders() -> None:
    assert write_orders(7) == write_orders(7)
    assert write_orders(7) != write_orders(8)


def test_order_ids_are_unique_and_people_are_invented() -> None:
    orders = write_orders(1)
    assert len({order.order_id for order in orders}) == 100
    numbers = [re.sub(r"\D", "", order.phone)[-10:] for order in orders]
    assert all(number.startswith("999000") for number in numbers)
    assert all(order.email.endswith("@example.com") for order in orders)


def test_orders_are_as_different_as_real_ones() -> None:
    orders = write_orders(1)
    assert {len(re.sub(r"\D", "", order.phone)) for order in orders} == {10, 11}
    assert {bool(order.utm) for order in orders} == {True, False}
    assert {len(order.items) for order in orders} == {1, 2}
    assert all(order.total >= 9900 for order in orders)


def test_every_address_belongs_to_its_city_and_every_zone_exists() -> None:
    for order in write_orders(2):
        assert find_city(order.ip) is order.city
    assert all(ZoneInfo(city.timezone) for city in CITIES)
    assert find_city("192.0.2.1") is None
    owners = [find_city(city.address(n)) for city in CITIES for n in range(16)]
    assert owners == [city for city in CITIES for _ in range(16)]
