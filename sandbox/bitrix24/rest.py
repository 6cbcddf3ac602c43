"""From a method name and parameters to an answer: existence, rights, operating time, the work itself."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.bitrix24 import errors, php
from sandbox.bitrix24.access import Caller
from sandbox.bitrix24.batch import Answer, Batch
from sandbox.bitrix24.dates import write_date
from sandbox.bitrix24.limits import Operating
from sandbox.bitrix24.listing import Page
from sandbox.bitrix24.method import Call, Method, Methods
from sandbox.bitrix24.methods import (
    activities,
    catalogue,
    dictionaries,
    entities,
    items,
    people,
    products,
    service,
    timeline,
    userfields,
)
from sandbox.bitrix24.params import Params
from sandbox.bitrix24.portal import Portal

_FAMILIES = (activities, catalogue, dictionaries, entities, items, people, products, service, timeline, userfields)


def _registry() -> Methods:
    methods: Methods = {}
    for family in _FAMILIES:
        methods |= family.METHODS
    return methods


@dataclass(slots=True)
class Rest:
    """``limited`` says whether the operating-time limit is on; ``costs`` overrides seconds per method.

    ``denied``: methods that the employee has no right to, whatever the scopes.
    """

    portal: Portal
    operating: Operating
    limited: Callable[[], bool]
    costs: dict[str, float] = field(default_factory=dict)
    denied: set[str] = field(default_factory=set)
    methods: Methods = field(default_factory=_registry)

    def answer(self, caller: Caller, name: str, params: Params) -> Answer:
        """Raises RestError for every refusal."""
        if name == "batch":
            return self._batch(caller, params)
        if name == "methods":
            return {"result": sorted([*self.methods, "batch", "methods"]), "time": self._time(caller, name, 0.0)}
        return self._single(caller, name, params)

    def _batch(self, caller: Caller, params: Params) -> Answer:
        def run(name: str, inner: Params) -> Answer:
            return self._single(caller, method_name(name), inner)

        commands = params.get("cmd", params.get("CMD"))
        if not isinstance(commands, (dict, list)):
            commands = {}
        result = Batch(run).play(php.as_map(commands), halt=php.truthy(params.get("halt")))
        return {"result": result, "time": self._time(caller, "batch", 0.0)}

    def _single(self, caller: Caller, name: str, params: Params) -> Answer:
        method = self._admitted(caller, name)
        cost = self.costs.get(name, method.cost)
        outcome = method.run(Call(self.portal, caller, params))
        self.operating.spend(caller.source, name, cost, self.portal.now())
        page = outcome if isinstance(outcome, Page) else Page(outcome)
        answer: Answer = {"result": page.result}
        if page.next is not None:
            answer["next"] = page.next
        if page.total is not None:
            answer["total"] = page.total
        return answer | {"time": self._time(caller, name, cost)}

    def _admitted(self, caller: Caller, name: str) -> Method:
        method = self.methods.get(name)
        if method is None:
            raise errors.unknown_method()
        if method.app and not caller.app:
            raise errors.wrong_auth_type()
        if method.scope and method.scope not in caller.scopes:
            raise errors.small_scope("access" if caller.app else "webhook")
        if name in self.denied:
            raise errors.no_right(item_api=name.startswith("crm.item."))
        if self.limited() and self.operating.blocks(caller.source, name, self.portal.now()):
            raise errors.operating_limit()
        return method

    def _time(self, caller: Caller, name: str, cost: float) -> dict[str, Any]:
        now = self.portal.now()
        start = now.timestamp()
        told = {
            "start": round(start, 6),
            "finish": round(start + cost, 6),
            "duration": cost,
            "processing": cost,
            "date_start": write_date(now, self.portal.zone),
            "date_finish": write_date(datetime.fromtimestamp(start + cost, self.portal.zone), self.portal.zone),
        }
        if name == "batch":  # not counted itself, its commands are
            return told
        return told | {
            "operating_reset_at": self.operating.reset_at(caller.source, name, now),
            "operating": round(self.operating.used(caller.source, name, now), 6),
        }


def method_name(path: str) -> str:
    """``CRM.Lead.Add.json/`` is ``crm.lead.add``."""
    return path.strip("/").lower().removesuffix(".json")
