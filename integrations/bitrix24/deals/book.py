"""What the portal's administrators have set up: pipelines with their stages, currencies, the catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from desk.errors import DeskError, Rejected, Temporary, Unauthorised
from desk.exchange.model import Finality, Stage
from integrations.bitrix24.deals.items import DEAL
from integrations.bitrix24.deals.pipeline import same_name
from integrations.bitrix24.vocabulary import SIMPLE_CRM
from integrations.bitrix_rest.client import BatchAnswer, Client, Command, as_dict, as_list, as_rows
from integrations.values import as_id

ENDS = {"S": Finality.WON, "F": Finality.LOST}  # SEMANTICS of a stage; anything else: it is worked on
CATEGORIES, STAGES, CURRENCIES, MODE, CATALOGUES = "categories", "stages", "currencies", "mode", "catalogues"
MAIN, OTHER = "DEAL_STAGE", "DEAL_STAGE_{}"  # dictionaries of stages; the pipeline 0 has a bare name


@dataclass(frozen=True, slots=True)
class Funnel:
    id: int
    name: str
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the catalogue: products, or their variations (``offers``)."""

    id: int
    offers: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """``currencies`` empty: the portal did not say. ``trouble``: why the catalogue cannot be asked."""

    funnels: tuple[Funnel, ...] = ()
    currencies: frozenset[str] = frozenset()
    leads: bool = True
    blocks: tuple[Block, ...] = ()
    trouble: str = ""
    _stages: dict[str, Stage] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_stages", {stage.code: stage for it in self.funnels for stage in it.stages})

    def funnel(self, name: str) -> Funnel | None:
        return next((it for it in self.funnels if same_name(it.name, name)), None)

    def stage(self, code: str) -> Stage | None:
        return self._stages.get(code)

    def has_currency(self, code: str) -> bool:
        """An order that names none is counted in the portal's own."""
        return not code or not self.currencies or code in self.currencies


def ask_book(*, catalogue: bool) -> Mapping[str, Command]:
    """Stages of all pipelines at once: which one is ours is not known before the answer."""
    commands = {
        CATEGORIES: Command("crm.category.list", {"entityTypeId": DEAL}),
        STAGES: Command("crm.status.list", {"order": {"SORT": "ASC"}}),
        CURRENCIES: Command("crm.currency.list"),
        MODE: Command("crm.settings.mode.get"),
    }
    return commands | ({CATALOGUES: Command("catalog.catalog.list")} if catalogue else {})


async def read_book(client: Client, answer: BatchAnswer) -> Book:
    """Raises what asking for pipelines and stages raised; the rest may be refused to us."""
    stages = as_rows(answer.take(STAGES))
    stages += await client.read_on("crm.status.list", {"order": {"SORT": "ASC"}}, answer.next.get(STAGES))
    currencies = as_list(_allowed(answer, CURRENCIES))
    catalogues = as_list(as_dict(_allowed(answer, CATALOGUES)).get("catalogs"))
    refused = answer.errors.get(CATALOGUES)
    return Book(
        funnels=tuple(_funnels(answer.take(CATEGORIES), stages)),
        currencies=frozenset(str(as_dict(row).get("CURRENCY")) for row in currencies),
        leads=str(_allowed(answer, MODE)) != str(SIMPLE_CRM),
        blocks=tuple(_block(row) for row in map(as_dict, catalogues) if as_id(row.get("iblockId"))),
        trouble=refused.reason if refused else "",
    )


def _allowed(answer: BatchAnswer, key: str) -> Any:
    """None when it was not asked, or we have no right to it."""
    error: DeskError | None = answer.errors.get(key)
    if error and not isinstance(error, Rejected | Unauthorised):
        raise error
    return answer.results.get(key)


def _funnels(result: Any, stages: list[dict[str, Any]]) -> list[Funnel]:
    rows = as_dict(result).get("categories")
    if not isinstance(rows, list | dict):
        raise Temporary("Bitrix24 names no pipelines", code="shape")
    return [_funnel(row, stages) for row in as_list(rows) if isinstance(row, dict)]


def _funnel(row: Mapping[str, Any], stages: list[dict[str, Any]]) -> Funnel:
    number = as_id(row.get("id"))
    dictionary = OTHER.format(number) if number else MAIN
    own = [stage for stage in stages if stage.get("ENTITY_ID") == dictionary]
    return Funnel(number, str(row.get("name") or ""), tuple(map(_stage, sorted(own, key=_sort))))


def _sort(row: Mapping[str, Any]) -> int:
    return as_id(row.get("SORT"))


def _stage(row: Mapping[str, Any]) -> Stage:
    code = str(row.get("STATUS_ID") or "")
    return Stage(code, str(row.get("NAME") or code), ENDS.get(str(row.get("SEMANTICS")), Finality.OPEN))


def _block(row: Mapping[str, Any]) -> Block:
    return Block(as_id(row.get("iblockId")), offers=bool(as_id(row.get("productIblockId"))))
