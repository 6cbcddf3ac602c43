"""One look around before a write: everything that has to be known is asked in a single request."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from desk.errors import Temporary
from desk.exchange.draft import DealDraft
from desk.exchange.model import Buyer, Line
from desk.parts import split
from integrations.bitrix24.config import Bitrix24
from integrations.bitrix24.contacts import Person, ask_contact, read_contact
from integrations.bitrix24.deals.book import ask_book, read_book
from integrations.bitrix24.deals.items import Item, items_of, list_deals
from integrations.bitrix24.deals.managers import ask_managers, read_managers
from integrations.bitrix24.deals.memory import Memory
from integrations.bitrix24.deals.products import articles_of, ask_products, key_of, read_products
from integrations.bitrix24.deals.words import remark
from integrations.bitrix_rest.client import BATCH_MAX, BatchAnswer, Client, Command

MARKED = "marked"
ROOM = BATCH_MAX - 5  # the book may come along


@dataclass(frozen=True, slots=True)
class Question:
    """What a write needs to know: who the buyer is, what the lines are, who is responsible, which deals are ours."""

    person: Person | None = None
    lines: tuple[Line, ...] = ()
    managers: tuple[str, ...] = ()
    origin: str = ""
    anew: bool = False  # the book, even if it was read this hour


@dataclass(frozen=True, slots=True)
class Found:
    contact_id: str = ""
    deals: tuple[Item, ...] = ()
    remarks: tuple[str, ...] = ()


def person_of(draft: DealDraft) -> Person:
    """A phone without a digit is none: nobody could be found by it again."""
    phone = draft.buyer.phone if any(sign.isdigit() for sign in draft.buyer.phone) else ""
    return Person(draft.origin, draft.buyer.name, phone, draft.buyer.email)


def same_reach(one: Buyer, other: Buyer) -> bool:
    return (one.phone, one.email) == (other.phone, other.email)


class Lookup:
    """Asks, and keeps in the memory what will be needed again."""

    def __init__(self, client: Client, config: Bitrix24, memory: Memory) -> None:
        self._client = client
        self._config = config
        self._memory = memory

    async def send(self, commands: Mapping[str, Command], *, anew: bool = False) -> BatchAnswer:
        """What may be repeated, and the book beside it when it is old. Nothing is sent when there is nothing to ask."""
        book = ask_book(catalogue=bool(self._config.article)) if anew or not self._memory.fresh else {}
        if book and len(commands) + len(book) > BATCH_MAX:
            await self.send({}, anew=True)
            book = {}
        asked = {**commands, **book}
        if not asked:
            return BatchAnswer({}, {}, {})
        answer = await self._client.batch(asked, halt=False, repeatable=True)
        if asked.keys() - answer.results.keys() - answer.errors.keys():
            raise Temporary("Bitrix24 left a part of a batch unanswered", code="batch")
        if book:
            self._memory.keep(await read_book(self._client, answer))
        return answer

    async def ask(self, question: Question) -> Found:
        """Raises what asking raises; nothing is sent when everything is known.

        One request. A second one where the articles do not fit into it, or wait for the catalogue's parts to be named.
        """
        self._memory.tidy()
        strangers = [it for it in question.managers if it not in self._memory.managers]
        first, asked = self._first(question, strangers), self._products(question.lines)
        if not (first or asked or question.anew or self._memory.empty):
            return Found()
        together = 0 < len(asked) <= ROOM - len(first)
        answer = await self.send(first | asked if together else first, anew=question.anew)
        self._memory.managers |= read_managers(strangers, answer)
        parts = [asked] if together else _parts(self._products(question.lines))
        answers = [(part, answer if together else await self.send(part)) for part in parts]
        remarks = [said for part, told in answers for said in self._learn_products(question.lines, part, told)]
        return Found(self._contact(question, answer), self._marked(question, answer), (*self._trouble(), *remarks))

    def _first(self, question: Question, strangers: Sequence[str]) -> dict[str, Command]:
        commands = ask_managers(strangers)
        if question.person:
            commands |= ask_contact(question.person)
        if question.origin:
            commands[MARKED] = find_marked(self._config, [question.origin])
        return commands

    def _products(self, lines: Sequence[Line]) -> dict[str, Command]:
        """Of articles that are not known yet."""
        if not self._config.article:
            return {}
        unknown = [sku for sku in articles_of(lines) if key_of(sku) not in self._memory.products]
        return dict(ask_products(self._config.article, self._memory.book.blocks, unknown))

    def _learn_products(
        self, lines: Sequence[Line], asked: Mapping[str, Command], answer: BatchAnswer
    ) -> Iterator[str]:
        found, trouble = read_products(self._config.article, asked, answer)
        self._memory.keep_products({sku: min(ids) for sku, ids in found.items() if len(ids) == 1})
        if trouble:
            yield from self._no_catalogue(trouble.reason)
        for sku in articles_of(lines):
            if len(found.get(key_of(sku), ())) > 1:
                yield remark(self._config.language, "several_products", sku=sku)

    def _trouble(self) -> Sequence[str]:
        trouble = self._memory.book.trouble
        return self._no_catalogue(trouble) if trouble else ()

    def _no_catalogue(self, reason: str) -> Sequence[str]:
        return self._memory.once("no_catalogue", lambda: remark(self._config.language, "no_catalogue", reason=reason))

    def _contact(self, question: Question, answer: BatchAnswer) -> str:
        return read_contact(question.person, answer) if question.person else ""

    def _marked(self, question: Question, answer: BatchAnswer) -> tuple[Item, ...]:
        if not question.origin:
            return ()
        return tuple(item for item in items_of(answer.take(MARKED)) if item.get("originId") == question.origin)


def find_marked(config: Bitrix24, origins: Sequence[str]) -> Command:
    """Our marker, the oldest deal first."""
    return list_deals({"=originatorId": config.originator, "@originId": list(origins)}, {"id": "ASC"})


def _parts(commands: Mapping[str, Command]) -> list[dict[str, Command]]:
    return [dict(part) for part in split(list(commands.items()), BATCH_MAX)]
