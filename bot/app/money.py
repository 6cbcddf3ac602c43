"""From the settings to the rules about money."""

from bot.settings.loading import Settings
from desk.leads.charges import Kind
from desk.spending.brake import Policy
from desk.spending.purse import Money


def make_policy(settings: Settings) -> Policy:
    told = settings.spending
    prices = {Kind.CALL: told.call_price, Kind.SMS: told.sms_price}
    money = Money(told.currency, told.rates, {kind: price for kind, price in prices.items() if price is not None})
    return Policy(told.daily_limit, told.warn_at, money)
