"""The shop's Bitrix24 portal: its own fields, its partners, its names of stages."""

from sandbox.bitrix24.fake import Bitrix24Fake

PARTNER_FIELD = "UF_CRM_PARTNER_CODE"
FIELDS = {
    "UF_CRM_CITY": ("Город", "{city}"),
    "UF_CRM_TIMEZONE": ("Часовой пояс", "{timezone}"),
    "UF_CRM_ORDER_ID": ("Номер заказа", "{order_id}"),
    "UF_CRM_CLIENT_IP": ("IP клиента", "{ip}"),
}
ORDER_FIELD = "UF_CRM_RINGDESK_ORDER_ID"  # of deals; the desk's own name for it
PIPELINE = 5  # «Интернет-магазин», whose stages are statuses of the store
PARTNERS = {
    "partner42": "ООО «Партнёр 42»",
    "blog-anna": "Блог Анны о часах",
    "watch-review": "Журнал «Обзор часов»",
    "vk-club": "Клуб любителей часов",
    "coupon-site": "Купоны и скидки",
}
STAGES = {
    "NEW": "Новый",
    "IN_PROCESS": "В работе",
    "PROCESSED": "Обработан",
    "CONVERTED": "Успех",
    "JUNK": "Отказ",
}
DEAL_STAGES = {"C5:APOLOGY": "Анализ причины провала"}


def furnish(bitrix24: Bitrix24Fake) -> None:
    """Partners are companies with a code; leads have fields of the shop's own, deals the number of their order."""
    bitrix24.seed_userfield("company", PARTNER_FIELD, label="Код партнёра")
    for code, title in PARTNERS.items():
        bitrix24.seed_company(TITLE=title, COMPANY_TYPE="PARTNER", **{PARTNER_FIELD: code})
    for name, (label, _) in FIELDS.items():
        bitrix24.seed_userfield("lead", name, label=label)
    bitrix24.seed_userfield("deal", ORDER_FIELD, label="Номер заказа")
    for row in bitrix24.portal.statuses:
        if row["ENTITY_ID"] == "STATUS":
            row["NAME"] = STAGES.get(row["STATUS_ID"], row["NAME"])
        row["NAME"] = DEAL_STAGES.get(row["STATUS_ID"], row["NAME"])
