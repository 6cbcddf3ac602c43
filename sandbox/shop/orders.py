"""Plausible orders, the same ones for the same seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sandbox.kit.clock import WorldClock
from sandbox.shop.cities import CITIES, City

HOSTILE_NAMES = (
    "Жанна д'Арк",
    'Пётр "Пит" Смирнов',
    "$(reboot) `id`",
    "Анна\nСмирнова",
    "Оля 🎁 ⌚",
    "<b>Иван</b> & Co",
    "'; DROP TABLE leads; --",
)

_MEN = ("Иван", "Пётр", "Сергей", "Алексей", "Дмитрий", "Михаил", "Тимур", "Артём")
_WOMEN = ("Анна", "Мария", "Елена", "Ольга", "Наталья", "Юлия", "Алина", "Дарья")
_SURNAMES = ("Смирнов", "Кузнецов", "Соколов", "Попов", "Лебедев", "Морозов", "Волков", "Зайцев")
_WATCHES = (
    ("W-SEVER-01", "Часы «Север»", 12900),
    ("W-SEVER-02", "Часы «Север» на браслете", 15400),
    ("W-POLET-01", "Часы «Полёт»", 18900),
    ("W-VOLNA-03", "Часы «Волна», дайверские", 24500),
    ("W-LADA-01", "Часы «Лада», женские", 9900),
    ("W-TAIGA-02", "Часы «Тайга», механика", 31900),
)
_STRAPS = (
    ("S-LEATHER-20", "Ремешок кожаный, 20 мм", 1900),
    ("S-NYLON-22", "Ремешок нейлоновый, 22 мм", 1200),
)
_PARTNERS = ("blog-anna", "watch-review", "vk-club", "coupon-site")
_COMMENTS = ("", "", "", "Позвоните, пожалуйста, после обеда", "Подарок, упакуйте красиво", "Нужен чек")


@dataclass(frozen=True, slots=True)
class Item:
    """``price`` is whole roubles of one piece."""

    sku: str
    name: str
    quantity: int
    price: int
    category: str


@dataclass(frozen=True, slots=True)
class ShopOrder:
    """One order as the shop knows it; ``utm`` is empty without a partner. ``at`` is ISO 8601, UTC."""

    order_id: str
    name: str
    phone: str
    email: str
    city: City
    ip: str
    items: tuple[Item, ...]
    at: str
    comment: str = ""
    utm: dict[str, str] = field(default_factory=dict)
    consent: dict[str, Any] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(item.price * item.quantity for item in self.items)


class OrderBook:
    """Writes one order after the other; ids start after ``last_id``."""

    def __init__(self, clock: WorldClock, seed: int = 1, last_id: int = 1026) -> None:
        self._clock = clock
        self._dice = random.Random(seed)
        self._last_id = last_id

    def write(self) -> ShopOrder:
        dice = self._dice
        self._last_id += 1
        city, at = dice.choice(CITIES), self._clock.now().isoformat(timespec="seconds")
        return ShopOrder(
            order_id=str(self._last_id),
            name=self._name(),
            phone=self._phone(),
            email=f"customer{self._last_id}@example.com",
            city=city,
            ip=city.address(dice.randrange(16)),
            items=tuple(self._items()),
            at=at,
            comment=dice.choice(_COMMENTS),
            utm=self._utm(),
            consent={
                "calls": True,
                "advertising": dice.random() < 0.5,
                "text": "Согласен на звонок и сообщения о заказе",
                "at": at,
            },
        )

    def _name(self) -> str:
        surname = self._dice.choice(_SURNAMES)
        if self._dice.random() < 0.5:
            return f"{self._dice.choice(_MEN)} {surname}"
        return f"{self._dice.choice(_WOMEN)} {surname}а"

    def _phone(self) -> str:
        """The ways people type a number: with 8, with +7, bare ten digits, with brackets."""
        n = f"{self._dice.randrange(10_000):04}"
        ways = (f"8999000{n}", f"+7 999 000-{n[:2]}-{n[2:]}", f"999000{n}", f"8 (999) 000-{n[:2]}-{n[2:]}")
        return self._dice.choice(ways)

    def _items(self) -> Iterator[Item]:
        sku, name, price = self._dice.choice(_WATCHES)
        yield Item(sku, name, 1, price, "watches")
        if self._dice.random() < 0.3:
            sku, name, price = self._dice.choice(_STRAPS)
            yield Item(sku, name, self._dice.randint(1, 2), price, "straps")

    def _utm(self) -> dict[str, str]:
        if self._dice.random() < 0.4:
            return {}
        partner = self._dice.choice(_PARTNERS)
        return {"utm_source": partner, "utm_medium": "partner", "utm_campaign": "watches-winter"}
