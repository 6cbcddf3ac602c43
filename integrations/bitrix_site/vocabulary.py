"""The site's statuses: ids that its REST speaks, and the names that people read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desk.errors import Rejected
from desk.exchange.mapping import is_any, same
from desk.exchange.model import Finality
from integrations.bitrix_rest.client import Client, Command
from integrations.bitrix_site.client import read_rows
from integrations.bitrix_site.config import BitrixSite

CANCELLED = "cancelled"
CANCEL_WORDS = (CANCELLED, "canceled")
COMPLETED = "completed"
OF_ORDERS = "O"  # type of a status; D: of deliveries


@dataclass(frozen=True, slots=True)
class Statuses:
    """Ids with their names, in the order of the site."""

    names: Mapping[str, str]

    def code_of(self, word: str) -> str:
        """An id counts before a name. Empty: the site has no such status."""
        ids = (code for code in self.names if same(code, word))
        named = (code for code, name in self.names.items() if same(name, word))
        return next(ids, next(named, ""))

    @property
    def words(self) -> list[str]:
        """Everything that is understood, each status by its id and by its name."""
        known = [word for code, name in self.names.items() for word in (code, name) if word]
        return list(dict.fromkeys([*known, COMPLETED, CANCELLED]))

    def unknown(self, words: Iterable[str]) -> list[str]:
        return [word for word in words if not self.code_of(word)]


@dataclass(frozen=True, slots=True)
class Wish:
    """What an order should be. ``code`` empty: its status stays."""

    code: str
    cancelled: bool = False
    paid: bool = False
    shipped: bool = False


def read_wish(word: str, statuses: Statuses, section: BitrixSite) -> Wish:
    """Raises Rejected for a word that is no status here."""
    code = statuses.code_of(word)
    if not code and same(word, COMPLETED):
        code = next((found for it in section.won if (found := statuses.code_of(it))), "")
    if not code and not is_any(word, CANCEL_WORDS):
        raise Rejected(f"the site has no order status {word!r}", code="status", field="status")
    flags = {flag for key, names in section.flags.items() if code and statuses.code_of(key) == code for flag in names}
    lost = not code or code in {statuses.code_of(it) for it in section.lost}
    return Wish(code, lost, not lost and "paid" in flags, not lost and "shipped" in flags)


def judge(code: str, cancelled: bool, statuses: Statuses, section: BitrixSite) -> Finality:
    """What a status means. A cancelled order is lost, whatever its status says."""
    if cancelled or code in {statuses.code_of(it) for it in section.lost}:
        return Finality.LOST
    return Finality.WON if code in {statuses.code_of(it) for it in section.won} else Finality.OPEN


async def read_statuses(client: Client, language: str) -> Statuses:
    """https://apidocs.bitrix24.com/api-reference/sale/status/index.html"""
    commands = {
        "statuses": Command("sale.status.list", {"filter": {"type": OF_ORDERS}, "order": {"sort": "asc"}}),
        "names": Command("sale.statusLang.list", {"filter": {"lid": language}}),
    }
    answer = await client.batch(commands, halt=False, repeatable=True)
    langs = read_rows(answer.take("names"), "statusLangs")
    names = {str(row.get("statusId")): str(row.get("name") or "") for row in langs}
    rows = read_rows(answer.take("statuses"), "statuses")
    ids = [str(row.get("id")) for row in rows if row.get("type") == OF_ORDERS]
    return Statuses({code: names.get(code, "") for code in ids})
