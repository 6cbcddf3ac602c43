"""What a fresh portal has: dictionaries, funnels, employees.

https://apidocs.bitrix24.com/api-reference/crm/status/crm-status-entity-types.html
"""

from typing import Any

Row = dict[str, Any]

_STATUSES: dict[str, str] = {
    "STATUS": "NEW IN_PROCESS PROCESSED CONVERTED+ JUNK-",
    "SOURCE": "CALL EMAIL WEB ADVERTISING PARTNER RECOMMENDATION TRADE_SHOW WEBFORM CALLBACK RC_GENERATOR STORE OTHER",
    "DEAL_STAGE": "NEW PREPARATION PREPAYMENT_INVOICE EXECUTING FINAL_INVOICE WON+ LOSE- APOLOGY-",
    "DEAL_STAGE_5": "C5:NEW C5:PREPARATION C5:PREPAYMENT_INVOICE C5:EXECUTING C5:WON+ C5:LOSE- C5:APOLOGY-",
    "DEAL_TYPE": "SALE COMPLEX GOODS SERVICES SERVICE",
    "CONTACT_TYPE": "CLIENT SUPPLIER PARTNER OTHER",
    "COMPANY_TYPE": "CUSTOMER SUPPLIER COMPETITOR PARTNER OTHER",
    "HONORIFIC": "HNR_RU_1 HNR_RU_2",
}

# Names as a shop would have given them; the rest keep names made of their codes.
_NAMES = {
    "C5:NEW": "Новый заказ",
    "C5:PREPARATION": "Взять в работу",
    "C5:PREPAYMENT_INVOICE": "Получить оплату",
    "C5:EXECUTING": "Отправка товара",
    "C5:WON": "Сделка успешна",
    "C5:LOSE": "Сделка провалена",
}


def _status(entity_id: str, code: str, number: int, sort: int) -> Row:
    """A code ends with ``+`` for success and ``-`` for failure."""
    bare = code.rstrip("+-")
    funnel = entity_id.removeprefix("DEAL_STAGE_") if entity_id.startswith("DEAL_STAGE_") else None
    name = bare.rpartition(":")[2].replace("_", " ").capitalize()
    return {
        "ID": number,
        "ENTITY_ID": entity_id,
        "STATUS_ID": bare,
        "NAME": _NAMES.get(bare, name),
        "SORT": sort,
        "SYSTEM": "Y",
        "CATEGORY_ID": funnel,
        "SEMANTICS": {"+": "S", "-": "F"}.get(code[-1]),
    }


def statuses() -> list[Row]:
    rows: list[Row] = []
    for entity_id, codes in _STATUSES.items():
        for n, code in enumerate(codes.split(), 1):
            rows.append(_status(entity_id, code, 101 + len(rows), n * 10))
    return rows


def funnel_stages(category: int, first: int) -> list[Row]:
    """What a new funnel begins with; ``first`` is the number of the first row."""
    codes = _STATUSES["DEAL_STAGE_5"].replace("C5:", f"C{category}:").split()
    return [_status(f"DEAL_STAGE_{category}", code, first + n, (n + 1) * 10) for n, code in enumerate(codes)]


def blocks() -> list[Row]:
    """Parts of the catalogue: products, and variations ``of`` them."""
    return [
        {"id": 23, "of": None, "name": "Товарный каталог CRM"},
        {"id": 24, "of": 23, "name": "Товарный каталог CRM (предложения)"},
    ]


def properties() -> list[Row]:
    return [
        {"id": 259, "iblockId": 23, "code": "ARTNUMBER", "name": "Артикул", "propertyType": "S"},
        {"id": 260, "iblockId": 24, "code": "ARTNUMBER", "name": "Артикул", "propertyType": "S"},
    ]


def categories() -> list[Row]:
    return [
        {"id": 5, "name": "Интернет-магазин", "sort": 200, "isDefault": "N"},
        {"id": 0, "name": "Общая", "sort": 300, "isDefault": "Y"},
    ]


def user_row(number: int, name: str, last_name: str, email: str) -> Row:
    return {
        "ID": number,
        "ACTIVE": True,
        "NAME": name,
        "LAST_NAME": last_name,
        "EMAIL": email,
        "PERSONAL_MOBILE": "",
        "WORK_PHONE": "",
        "UF_PHONE_INNER": "",
        "UF_DEPARTMENT": [1],
        "USER_TYPE": "employee",
    }


def users(owner: int) -> dict[int, Row]:
    second = owner + 1
    return {
        owner: user_row(owner, "Анна", "Смирнова", "anna@example.com"),
        second: user_row(second, "Борис", "Иванов", "boris@example.com"),
    }
