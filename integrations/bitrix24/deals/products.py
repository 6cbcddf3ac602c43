"""Articles of the store and products of the catalogue (S2-08, EX-07).

https://apidocs.bitrix24.com/api-reference/catalog/product/catalog-product-list.html
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from desk.errors import DeskError, Rejected, Temporary, Unauthorised
from desk.exchange.model import Line
from desk.parts import split
from integrations.bitrix24.deals.book import Block
from integrations.bitrix_rest.client import BatchAnswer, Command, as_dict, as_list
from integrations.values import as_id

GROUP = 20  # articles in one question: one page of 50 then holds them even when some stand for several products
KEY = "products"


def articles_of(lines: Iterable[Line]) -> list[str]:
    return list(dict.fromkeys(sku for line in lines if (sku := line.sku.strip())))


def ask_products(article: str, blocks: Sequence[Block], skus: Sequence[str]) -> Mapping[str, Command]:
    """``article`` as in ``[bitrix24] article``."""
    return {
        f"{KEY}{block.id}_{n}": _command(field_of(article), block, group)
        for n, group in enumerate(split(skus, GROUP))
        for block in blocks
    }


def read_products(
    article: str, commands: Mapping[str, Command], answer: BatchAnswer
) -> tuple[Mapping[str, set[int]], DeskError | None]:
    """Products by article, and why nobody could be asked.

    Compared once more on our side: how a portal filters by a property is not documented. A group of articles that
    fills more than a page tells nothing of any of them.
    """
    found: dict[str, set[int]] = defaultdict(set)
    errors = [answer.errors[key] for key in commands if key in answer.errors]
    for error in errors:
        if not isinstance(error, Rejected | Unauthorised):
            raise error
    for key in commands:
        if key not in answer.errors and key not in answer.next:
            for number, sku in _rows(field_of(article), answer.take(key)):
                found[sku].add(number)
    return found, errors[0] if errors and len(errors) == len(commands) else None


def field_of(article: str) -> str:
    """``property:259`` is ``property259`` of a product."""
    return article.replace(":", "")


def key_of(sku: str) -> str:
    """The portal's database compares without regard to case."""
    return sku.strip().casefold()


def _command(field: str, block: Block, skus: Sequence[str]) -> Command:
    method = "catalog.product.offer.list" if block.offers else "catalog.product.list"
    params = {"select": ["id", "iblockId", field], "filter": {"iblockId": block.id, field: list(skus)}}
    return Command(method, params | {"order": {"id": "asc"}})


def _rows(field: str, result: Any) -> Iterator[tuple[int, str]]:
    rows = as_dict(result).get("products", as_dict(result).get("offers"))
    if not isinstance(rows, list | dict):
        raise Temporary("Bitrix24 answers with something that is no list of products", code="shape")
    for row in map(as_dict, as_list(rows)):
        for value in _values(row.get(field)):
            if number := as_id(row.get("id")):
                yield number, key_of(value)


def _values(stored: Any) -> Iterator[str]:
    """A plain value, ``{value, valueId}``, or a list of those."""
    if isinstance(stored, list):
        for one in stored:
            yield from _values(one)
    elif isinstance(stored, dict):
        yield from _values(stored.get("value"))
    elif stored not in (None, ""):
        yield str(stored)
