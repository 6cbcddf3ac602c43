"""The section ``[shopify]`` of ``ringdesk.toml``."""

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, SecretStr

from desk.exchange.mapping import same
from integrations.neighbour import Section
from integrations.shopify.status import DEFAULTS, Action, State, after, word_of

NOTHING = SecretStr("")
# The same as in the vendor's own library: whoever could name another domain would be sent the token.
SHOP = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_-]*\.(myshopify\.com|shopify\.com|myshopify\.io|shop\.dev)")


def _address(url: str) -> str:
    if url and not url.startswith(("https://", "http://")):
        raise ValueError("must begin with https:// (or http:// on this machine)")
    return url.rstrip("/")


class Shopify(Section):
    """Either ``access_token``, or ``client_id`` with ``client_secret``: then tokens are asked for, one a day.

    ``webhook_secret``: one, or several with blanks between them while it is being changed; the ``client_secret`` signs
    too. Without any of them ``/hooks/shopify`` is closed.
    """

    # A mistyped secret must not be quoted by the error message.
    model_config = ConfigDict(hide_input_in_errors=True)

    shop: str = ""
    api_url: Annotated[str, AfterValidator(_address)] = ""
    api_version: Annotated[str, Field(pattern=r"^(\d{4}-(01|04|07|10)|unstable)$")] = "2026-10"
    access_token: SecretStr = NOTHING
    client_id: str = ""
    client_secret: SecretStr = NOTHING
    webhook_secret: SecretStr = NOTHING
    statuses: dict[str, tuple[Action, ...]] = Field(default_factory=dict)

    @property
    def base(self) -> str:
        return self.api_url or f"https://{self.shop}"

    @property
    def secrets(self) -> tuple[str, ...]:
        return tuple(f"{self.webhook_secret.get_secret_value()} {self.client_secret.get_secret_value()}".split())

    def actions_for(self, word: str) -> tuple[Action, ...]:
        """As the shop wants it, else as it usually is; any other word only becomes a tag."""
        known = [*self.statuses.items(), *DEFAULTS.items()]
        return next((actions for name, actions in known if same(name, word)), (Action.TAG,))


def find_mistakes(section: Shopify) -> list[tuple[str, str]]:
    """What is missing or contradictory; the messages quote no secrets."""
    return [*_shop_mistakes(section), *_access_mistakes(section), *_status_mistakes(section)]


def _shop_mistakes(section: Shopify) -> Iterator[tuple[str, str]]:
    if not section.shop:
        yield "shop", "missing: the shop's own domain, like acme.myshopify.com"
    elif not SHOP.fullmatch(section.shop):
        yield "shop", "expected the domain that Shopify gave the shop, like acme.myshopify.com"


def _access_mistakes(section: Shopify) -> Iterator[tuple[str, str]]:
    token, secret = section.access_token.get_secret_value(), section.client_secret.get_secret_value()
    if token and section.client_id:
        yield "access_token", "give either the token or client_id and client_secret, not both"
    elif not token and not section.client_id and not secret:
        yield "access_token", "missing: the token of a custom app, or client_id and client_secret of an app"
    elif not token and not section.client_id:
        yield "client_id", "missing beside client_secret"
    elif section.client_id and not secret:
        yield "client_secret", "missing beside client_id"


def _status_mistakes(section: Shopify) -> Iterator[tuple[str, str]]:
    """A word that an order would not show afterwards could never be agreed upon."""
    for word in section.statuses:
        if "," in word or not word.strip():
            yield "statuses", f"{word!r} can be no tag of Shopify: it is empty, or has a comma"
        elif not same(shown := word_of(after(State(), word, section.actions_for(word))), word):
            yield "statuses", f'the actions of "{word}" bring an order to "{shown}": use that word, or add "tag"'
