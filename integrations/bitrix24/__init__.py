"""Bitrix24: the CRM that keeps leads, and deals of store orders. Set-up and quirks: README.md beside this file."""

from desk.model import InboundRequest
from integrations.bitrix24.access import OAuthAccess
from integrations.bitrix24.adapter import Bitrix24Crm
from integrations.bitrix24.client import open_client
from integrations.bitrix24.config import Bitrix24, mistakes
from integrations.bitrix24.deals import Bitrix24Deals, Pipeline
from integrations.bitrix24.tokens import App, Tokens
from integrations.bitrix24.webhook import Bitrix24Hook, installed
from integrations.bitrix_rest.access import Access, WebhookAccess
from integrations.bitrix_rest.client import Client
from integrations.neighbour import Adopt, Neighbour, Offer, Surroundings


def build(section: Bitrix24, around: Surroundings) -> Offer:
    access, adopt = _open_access(section, around)
    client = open_client(section, around, access)
    deals = open_deals(client, section, around)
    hook = Bitrix24Hook(section.application_token)
    return Offer(crm=Bitrix24Crm(client, section), deals=deals, installer=deals, hook=hook, adopt=adopt)


def _open_access(section: Bitrix24, around: Surroundings) -> tuple[Access, Adopt | None]:
    """A webhook's; or an application's, which takes the tokens that its installation brings."""
    if webhook := section.webhook_url.get_secret_value():
        return WebhookAccess(webhook), None
    tokens = open_tokens(section, around)

    async def adopt(request: InboundRequest) -> None:
        if pair := installed(request):
            await tokens.adopt(pair)

    return OAuthAccess(tokens, section.portal), adopt


def open_deals(client: Client, section: Bitrix24, around: Surroundings) -> Bitrix24Deals | None:
    """None while no pipeline is named. Leads and deals share one client, and with it the portal's allowance."""
    if not around.pipeline().strip():
        return None
    pipeline = Pipeline(around.pipeline, around.order_field)
    handler = f"{around.public_url}/hooks/bitrix24" if around.public_url else ""
    return Bitrix24Deals(client, section, pipeline, around.clock, handler=handler)


def open_tokens(section: Bitrix24, around: Surroundings) -> Tokens:
    app = App(
        section.auth_url,
        section.client_id,
        section.client_secret.get_secret_value(),
        section.refresh_token.get_secret_value(),
    )
    return Tokens(around.http.open("bitrix24-oauth"), around.vault, app)


NEIGHBOUR = Neighbour("bitrix24", Bitrix24, build, mistakes, roles=frozenset({"crm", "deals"}))

__all__ = [
    "NEIGHBOUR",
    "Bitrix24",
    "Bitrix24Crm",
    "Bitrix24Deals",
    "Pipeline",
    "Tokens",
    "installed",
    "open_client",
    "open_tokens",
]
