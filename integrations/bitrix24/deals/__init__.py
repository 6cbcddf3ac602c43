"""Deals of store orders: one pipeline of the portal. The rules by number: docs/exchange.md."""

from integrations.bitrix24.deals.adapter import Bitrix24Deals
from integrations.bitrix24.deals.pipeline import Pipeline

__all__ = ["Bitrix24Deals", "Pipeline"]
