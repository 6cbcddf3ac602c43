"""The section ``[bitrix_site]`` of ``ringdesk.toml``."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, SecretStr

from integrations.bitrix_rest.address import find_webhook_fault
from integrations.neighbour import Section

Flag = Literal["paid", "shipped"]
FLAGS: dict[str, tuple[Flag, ...]] = {"P": ("paid",), "S": ("shipped",)}  # of the statuses that every store begins with


class BitrixSite(Section):
    """``article`` and ``category`` are codes of properties of a basket item. ``won``, ``lost`` and the keys of
    ``flags`` are statuses, by id or name. ``requests_per_second`` and ``burst`` are the site's own limits.
    """

    # A mistyped secret must not be quoted by the error message.
    model_config = ConfigDict(hide_input_in_errors=True)

    webhook_url: SecretStr = SecretStr("")
    application_token: SecretStr = SecretStr("")
    article: tuple[str, ...] = ("CML2_ARTICLE", "ARTNUMBER", "ARTICLE")
    category: str = ""
    won: tuple[str, ...] = ("F",)
    lost: tuple[str, ...] = ("D",)
    cancel_reason: str = "Отменён в CRM"
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] = "RU"
    language: Annotated[str, Field(pattern="^[a-z]{2}$")] = "ru"
    order_page: str = "/bitrix/admin/sale_order_view.php?ID={ref}"
    flags: dict[str, tuple[Flag, ...]] = Field(default_factory=FLAGS.copy)
    requests_per_second: Annotated[float, Field(gt=0)] = 2
    burst: Annotated[int, Field(ge=1)] = 50


def find_mistakes(section: BitrixSite) -> list[tuple[str, str]]:
    """What is missing or wrong, as (key, message); the messages quote no secrets."""
    hook = section.webhook_url.get_secret_value()
    found = {
        "webhook_url": find_webhook_fault(hook) if hook else "missing: the address of the site's incoming webhook",
        "won": "" if section.won else "missing: the status of an order that is completed",
    }
    return [(key, why) for key, why in found.items() if why]
