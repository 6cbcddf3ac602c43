"""What a deal's comments and our remarks say, in the portal's language."""

LABELS: dict[str, dict[str, str]] = {
    "ru": {
        "order": "Заказ",
        "buyer": "Покупатель",
        "delivery": "Доставка",
        "address": "Адрес",
        "paid": "Оплата",
        "comment": "Комментарий",
        "total": "Сумма",
    },
    "en": {
        "order": "Order",
        "buyer": "Buyer",
        "delivery": "Delivery",
        "address": "Address",
        "paid": "Payment",
        "comment": "Comment",
        "total": "Total",
    },
}
PAID: dict[str, dict[bool, str]] = {
    "ru": {True: "получена", False: "не получена"},
    "en": {True: "received", False: "not received"},
}
REMARKS: dict[str, dict[str, str]] = {
    "ru": {
        "no_contact": "в заказе нет ни телефона, ни адреса почты: контакт не создан",
        "contact_refused": "контакт не создан: {reason}",
        "several_products": "в каталоге несколько товаров с артикулом {sku}: строка добавлена текстом",
        "no_catalogue": "каталог товаров недоступен, строки добавлены текстом: {reason}",
        "currency": "валюта {currency} не заведена в Битрикс24: сумма указана в комментарии",
        "manager": "сотрудник {manager} не найден в Битрикс24: назначен следующий по настройкам",
        "stage": "в воронке нет стадии {stage}: сделка создана на первой стадии",
        "order_field": "у сделки нет поля {field}: номер заказа указан в комментарии",
        "rows": "товары не записаны в сделку: {reason}",
    },
    "en": {
        "no_contact": "the order has neither phone nor e-mail: no contact was created",
        "contact_refused": "no contact was created: {reason}",
        "several_products": "the catalogue has several products with the article {sku}: the line is plain text",
        "no_catalogue": "the product catalogue cannot be asked, lines are plain text: {reason}",
        "currency": "Bitrix24 does not have the currency {currency}: the total stands in the comment",
        "manager": "Bitrix24 knows no employee {manager}: the next one of the settings is responsible",
        "stage": "the pipeline has no stage {stage}: the deal begins at the first one",
        "order_field": "the deal has no field {field}: the order's number stands in the comment",
        "rows": "the products were not written into the deal: {reason}",
    },
}


def remark(language: str, what: str, **values: str) -> str:
    return REMARKS[language][what].format(**values)
