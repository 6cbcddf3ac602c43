"""From a method's name and parameters to an answer: existence, rights, the work itself."""

from dataclasses import dataclass
from typing import Any

from sandbox.bitrix24 import errors, php
from sandbox.bitrix24.access import Caller
from sandbox.bitrix24.batch import Answer, Batch
from sandbox.bitrix24.dates import write_date
from sandbox.bitrix24.errors import RestError
from sandbox.bitrix24.listing import Page
from sandbox.bitrix24.params import Params
from sandbox.bitrix24.rest import method_name
from sandbox.bitrix_site.methods import READING, WRITING
from sandbox.bitrix_site.site import Site

SCOPE = "sale"


@dataclass(slots=True)
class Rest:
    """``store``: whether the site has the methods of a store at all."""

    site: Site
    store: bool = True

    def answer(self, caller: Caller, name: str, params: Params) -> Answer:
        """Raises RestError for every refusal."""
        if name != "batch":
            return self._single(caller, name, params)

        def run(inner: str, given: Params) -> Answer:
            return self._single(caller, method_name(inner), given)

        commands = php.as_map(params.get("cmd"))
        result = Batch(run).play(commands, halt=php.truthy(params.get("halt")))
        return {"result": result, "time": self._time()}

    def _single(self, caller: Caller, name: str, params: Params) -> Answer:
        outcome = self._run(caller, name, params)
        page = outcome if isinstance(outcome, Page) else Page(outcome)
        told = {"result": page.result, "next": page.next, "total": page.total}
        return {key: value for key, value in told.items() if value is not None} | {"time": self._time()}

    def _run(self, caller: Caller, name: str, params: Params) -> Any:
        if name == "scope":
            return sorted(caller.scopes)
        if name == "profile":
            return {"ID": str(caller.user_id), "ADMIN": self.site.admin, "NAME": "Анна", "LAST_NAME": "Смирнова"}
        method = (READING | WRITING).get(name) if self.store else None
        if method is None:
            raise errors.unknown_method()
        if SCOPE not in caller.scopes:
            raise errors.small_scope("webhook")
        if not self.site.admin:
            raise RestError("Access Denied", 200040300020 if name in WRITING else 200040300010)
        return method(self.site, params)

    def _time(self) -> dict[str, Any]:
        now = self.site.now()
        moment = write_date(now, self.site.zone)
        told = {"start": now.timestamp(), "finish": now.timestamp(), "duration": 0.0, "processing": 0.0}
        return told | {"date_start": moment, "date_finish": moment}
