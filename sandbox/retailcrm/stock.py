"""What a fresh account has: two stores, the status groups, people, ways of ordering."""

from typing import Any

Row = dict[str, Any]

_GROUPS = {
    "new": ("Новый", 10, {"new": "Новый"}),
    "approval": (
        "Согласование",
        20,
        {
            "availability-confirmed": "Наличие подтверждено",
            "offer-analog": "Предложить замену",
            "client-confirmed": "Согласовано с клиентом",
            "prepayed": "Предоплата поступила",
        },
    ),
    "assembling": (
        "Комплектация",
        30,
        {
            "send-to-assembling": "Передано в комплектацию",
            "assembling": "Комплектуется",
            "assembling-complete": "Собран",
        },
    ),
    "delivery": (
        "Доставка",
        40,
        {
            "send-to-delivery": "Передан в доставку",
            "delivering": "Доставляется",
            "redirect": "Доставка перенесена",
            "delivered": "Доставлен",
        },
    ),
    "control": ("На контроле", 45, {"vip-check": "Проверка VIP"}),
    "complete": ("Выполнен", 50, {"complete": "Выполнен"}),
    "cancel": (
        "Отменен",
        60,
        {
            "no-call": "Недозвон",
            "no-product": "Нет в наличии",
            "already-buyed": "Купил в другом месте",
            "prices-did-not-suit": "Не устроила цена",
            "cancel-other": "Отменен",
        },
    ),
}
FINAL = ("new", "complete", "cancel")


def make_sites() -> dict[str, Row]:
    common = {"defaultForCrm": False, "currency": "RUB", "countryIso": "RU", "isDemo": False}
    return {
        "outlet": {"id": 101, "name": "Распродажа", "code": "outlet", "url": "https://outlet.example.com"}
        | {"ordering": 20, "catalogId": "2", **common},
        "main": {"id": 100, "name": "Полдень", "code": "main", "url": "https://example.com"}
        | {"ordering": 10, "catalogId": "1", **common},
    }


def make_groups() -> dict[str, Row]:
    return {
        code: {"name": name, "code": code, "active": True, "ordering": ordering, "process": code not in FINAL}
        | {"statuses": list(statuses)}
        for code, (name, ordering, statuses) in _GROUPS.items()
    }


def make_statuses() -> dict[str, Row]:
    """The last first: the order of an object is no promise."""
    rows = [
        {"name": name, "code": status, "active": True, "ordering": 10 * n, "group": code}
        for code, (_, _, statuses) in _GROUPS.items()
        for n, (status, name) in enumerate(statuses.items(), 1)
    ]
    return {str(row["code"]): row for row in reversed(rows)}


def make_users() -> dict[int, Row]:
    people = {
        19: ("Ольга", "Орлова", True),
        27: ("Борис", "Котов", False),
        28: ("Мария", "Петрова", False),
    }
    return {
        number: {"id": number, "createdAt": "2020-05-25 12:49:00", "active": True, "email": f"m{number}@example.com"}
        | {"firstName": first, "lastName": last, "patronymic": "", "status": "free", "online": True}
        | {"isAdmin": admin, "isManager": True, "groups": [{"id": 25, "name": "Менеджеры", "code": "manager"}]}
        for number, (first, last, admin) in people.items()
    }


ORDER_METHODS = {
    code: {"name": name, "code": code, "active": True, "defaultForCrm": False, "defaultForApi": code == "shopping-cart"}
    for code, name in {
        "phone": "По телефону",
        "shopping-cart": "Через корзину",
        "one-click": "В один клик",
        "live-chat": "Онлайн-консультант",
        "missed-call": "Пропущенный звонок",
        "messenger": "Мессенджер",
    }.items()
}
