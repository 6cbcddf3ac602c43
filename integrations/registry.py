"""All neighbours, one line each."""

from integrations.bitrix24 import NEIGHBOUR as BITRIX24
from integrations.bitrix_site import NEIGHBOUR as BITRIX_SITE
from integrations.calltouch import NEIGHBOUR as CALLTOUCH
from integrations.neighbour import Neighbour
from integrations.retailcrm import NEIGHBOUR as RETAILCRM
from integrations.shopify import NEIGHBOUR as SHOPIFY
from integrations.smsaero import NEIGHBOUR as SMSAERO
from integrations.smsc import NEIGHBOUR as SMSC
from integrations.store_webhook import NEIGHBOUR as STORE_WEBHOOK
from integrations.twilio import NEIGHBOUR as TWILIO
from integrations.voximplant import NEIGHBOUR as VOXIMPLANT

ALL = (BITRIX24, BITRIX_SITE, CALLTOUCH, RETAILCRM, SHOPIFY, SMSAERO, SMSC, STORE_WEBHOOK, TWILIO, VOXIMPLANT)
NEIGHBOURS: dict[str, Neighbour] = {it.name: it for it in ALL}
