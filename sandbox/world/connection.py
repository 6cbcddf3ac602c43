"""How a desk is connected to this world: its settings, and the list of addresses for everybody else."""

from datetime import timedelta
from typing import Any

from sandbox.world import access, portal
from sandbox.world.town import Town

CALLER_ID = "74950000000"
LEAD_DELAY, DEAL_DELAY = timedelta(minutes=1), timedelta(minutes=30)  # of call tracking


def settings(town: Town, host: str, port: int, database_url: str) -> dict[str, Any]:
    """Plain values in the sections and keys of ``ringdesk.toml``."""
    return {
        "server": {"host": host, "port": port, "public_url": town.public_url, "api_token": access.API_TOKEN},
        "database": {"url": database_url},
        "telegram": _telegram(town),
        "shop": {"name": "Полдень", "timezone": "Europe/Moscow", "hours": "Mon-Sun 09:00-21:00", "country": "RU"},
        "sources": {access.SHOP_SOURCE: {"secret": access.SHOP_SECRET, "ref": "order_id"}},
        "crm": {"use": town.crm},
        "bitrix24": _bitrix24(town),
        **({"retailcrm": _retailcrm(town)} if town.retailcrm.url else {}),
        **({"calltouch": _calltouch(town)} if town.calltouch.url else {}),
        "calls": _calls(),
        "voximplant": _voximplant(town),
        "sms": {"use": "smsc"},
        "smsc": _smsc(town),
        "texts": {"campaign": "До воскресенья второй ремешок в подарок."},
        "jobs": {"first_pause": "5s", "longest_pause": "1m"},
        **(town.store.settings() if town.store else {}),
    }


def _telegram(town: Town) -> dict[str, Any]:
    return {
        "token": town.telegram.token,
        "api_url": town.telegram.url,
        "mode": "polling",
        "sellers_chat": town.staff.group.id,
        "topics": town.staff.group.is_forum,
        "admins": town.staff.owners,
        "language": "ru",
    }


def _bitrix24(town: Town) -> dict[str, Any]:
    """As an application: only its tokens can expire before the visitor's eyes. Every call issues a pair of its own."""
    return {
        "client_id": town.bitrix24.auth.client_id,
        "client_secret": town.bitrix24.auth.client_secret,
        "refresh_token": town.bitrix24.authorise()["refresh_token"],
        "auth_url": town.bitrix24.auth_url,
        "portal": town.bitrix24.url,
        "application_token": town.bitrix24.application_token,
        "partner": f"company:{portal.PARTNER_FIELD}",
        "fields": {name: template for name, (_, template) in portal.FIELDS.items()},
        "stages": {"calling": "IN_PROCESS", "reached": "PROCESSED", "won": "CONVERTED", "lost": "JUNK"},
    }


def _retailcrm(town: Town) -> dict[str, Any]:
    return {
        "url": town.retailcrm.url,
        "api_key": town.retailcrm.key,
        "statuses": {"calling": "availability-confirmed", "reached": "client-confirmed", "lost": "cancel-other"},
    }


def _calltouch(town: Town) -> dict[str, Any]:
    return {
        "api_url": town.calltouch.url,
        "site_id": town.calltouch.cabinet.site_id,
        "token": access.CALLTOUCH_TOKEN,
        "webhook_secret": access.CALLTOUCH_SECRET,
        "lead_delay": f"{LEAD_DELAY.seconds}s",
        "deal_update_delay": f"{DEAL_DELAY.seconds}s",
    }


def _calls() -> dict[str, Any]:
    return {
        "use": "voximplant",
        "max_attempts": 3,
        "retry_after": "30m",
        "result_timeout": "10m",
        "hours_of": "customer",
        "consent": "required",
        "key_wait": 5,
    }


def _voximplant(town: Town) -> dict[str, Any]:
    return {
        "api_url": town.voximplant.url,
        "account_id": town.voximplant.account.account_id,
        "api_key": town.voximplant.account.api_key,
        "rule_id": town.voximplant.rule.rule_id,
        "connect_rule_id": town.voximplant.connect_rule.rule_id,
        "caller_id": CALLER_ID,
        "callback_secret": access.CALLBACK_SECRET,
    }


def _smsc(town: Town) -> dict[str, Any]:
    return {
        "api_url": town.smsc.url,
        "login": access.SMSC_LOGIN,
        "password": access.SMSC_PASSWORD,
        "sender": access.SENDER,
        "callback_secret": access.SMSC_CALLBACK_SECRET,
    }


def describe(town: Town, desk_url: str, api_token: str) -> dict[str, Any]:
    """``url`` serves the page and the desk alike; ``desk.url`` is the desk's own port."""
    return {
        "url": town.public_url,
        "desk": {"url": desk_url, "api_token": api_token},
        "shop": {"source": access.SHOP_SOURCE, "secret": access.SHOP_SECRET},
        **(town.store.settings() if town.store else {}),
        "telegram": _telegram(town) | {"people": _people(town)},
        "bitrix24": _bitrix24(town) | {"webhook_url": town.bitrix24.webhook_url, "url": town.bitrix24.url},
        **({"retailcrm": _retailcrm(town)} if town.retailcrm.url else {}),
        **({"calltouch": _calltouch(town)} if town.calltouch.url else {}),
        "voximplant": _voximplant(town),
        "smsc": _smsc(town),
        "smsaero": {
            "api_url": town.smsaero.url,
            "email": access.SMSAERO_EMAIL,
            "api_key": access.SMSAERO_KEY,
            "sender": access.SENDER,
        },
        "twilio": {
            "api_url": town.twilio.url,
            "account_sid": access.TWILIO_SID,
            "auth_token": access.TWILIO_TOKEN,
            "from_number": access.TWILIO_NUMBER,
        },
    }


def _people(town: Town) -> list[dict[str, Any]]:
    return [{"id": it.user.id, "name": it.user.name, "part": it.part} for it in town.staff.people]
