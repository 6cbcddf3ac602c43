"""What customers hear and read when the shop has not written texts of its own (S0-36, S0-43, S0-51, S0-52).

And what a seller hears before they are connected with a customer.
"""

from desk.leads.records import SmsKind

CALL = {
    "ru": "Здравствуйте{% if first_name %}, {{ first_name }}{% endif %}! "
    "Это автоматический звонок{% if shop %} магазина {{ shop }}{% endif %}. "
    "Мы получили ваш заказ{% if order_id %} {{ order_id }}{% endif %}{% if total %} на сумму {{ total }}{% endif %}. "
    "Спасибо! Менеджер скоро свяжется с вами, чтобы уточнить детали.",
    "en": "Hello{% if first_name %}, {{ first_name }}{% endif %}! "
    "This is an automatic call{% if shop %} from {{ shop }}{% endif %}. "
    "We have received your order{% if order_id %} {{ order_id }}{% endif %}{% if total %} for {{ total }}{% endif %}. "
    "Thank you! Our manager will contact you soon to settle the details.",
}
WHOSE = "{% if name %}: {{ name }}{% endif %}"
ANNOUNCEMENT = {
    "ru": "Соединяю с покупателем" + WHOSE + "{% if order_id %}, заказ {{ order_id }}{% endif %}.",
    "en": "Connecting you with the customer" + WHOSE + "{% if order_id %}, order {{ order_id }}{% endif %}.",
}
ORDER = {
    "ru": "Заказ{% if order_id %} {{ order_id }}{% endif %}",
    "en": "Order{% if order_id %} {{ order_id }}{% endif %}",
}
TAIL = "{% if shop %} {{ shop }}{% endif %}"
SMS = {
    "ru": {
        SmsKind.NIGHT: ORDER["ru"] + " принят. Позвоним в рабочее время{% if opens %}, {{ opens }}{% endif %}." + TAIL,
        SmsKind.RECEIVED: ORDER["ru"] + " принят, менеджер скоро свяжется с вами." + TAIL,
        SmsKind.REACHED: ORDER["ru"] + " принят{% if total %}, сумма {{ total }}{% endif %}. Спасибо!" + TAIL,
        SmsKind.VOICEMAIL: ORDER["ru"] + " принят. Не смогли дозвониться, менеджер свяжется с вами." + TAIL,
    },
    "en": {
        SmsKind.NIGHT: ORDER["en"]
        + " received. We will call in business hours{% if opens %}, {{ opens }}{% endif %}."
        + TAIL,
        SmsKind.RECEIVED: ORDER["en"] + " received, our manager will contact you soon." + TAIL,
        SmsKind.REACHED: ORDER["en"] + " received{% if total %}, total {{ total }}{% endif %}. Thank you!" + TAIL,
        SmsKind.VOICEMAIL: ORDER["en"] + " received. We could not get through, our manager will contact you." + TAIL,
    },
}
