"""Up to 50 commands in one request, one after another, with references to earlier answers.

https://apidocs.bitrix24.com/settings/how-to-call-rest-api/batch.html
"""

import re
from collections.abc import Callable
from typing import Any

from sandbox.bitrix24 import php
from sandbox.bitrix24.errors import RestError
from sandbox.bitrix24.params import Params

MOST = 50
_REFERENCE = re.compile(r"\$(result|total|next|time|error)((?:\[[^\]]*\])+)")
_MISSING = object()

Answer = dict[str, Any]  # result, perhaps total and next, time
Run = Callable[[str, Params], Answer]


class Batch:
    """Answers so far, by kind and key. Map keys stay strings until the end, as in PHP."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._kept: dict[str, dict[str, Any]] = {kind: {} for kind in ("result", "error", "total", "next", "time")}

    def play(self, commands: dict[str, Any], *, halt: bool) -> Answer:
        """A failed command stops the rest only when ``halt``; its followers are then simply missing."""
        texts = {key: text for key, text in commands.items() if isinstance(text, str)}
        for n, (key, text) in enumerate(texts.items()):
            if not self._step(key, text, n) and halt:
                break
        names = {"result": "result", "error": "result_error", "total": "result_total"}
        names |= {"next": "result_next", "time": "result_time"}
        return {name: php.array(self._kept[kind]) for kind, name in names.items()}

    def _step(self, key: str, text: str, n: int) -> bool:
        method, _, query = text.partition("?")
        try:
            if n >= MOST:
                raise RestError("Max batch length exceeded", "ERROR_BATCH_LENGTH_EXCEEDED")
            if method.strip("/").lower().removesuffix(".json") == "batch":
                raise RestError("Method is not allowed for batch usage", "ERROR_BATCH_METHOD_NOT_ALLOWED")
            # The string is a path with a query even inside JSON: values are percent-decoded here, and
            # references are put in afterwards, so they survive any encoding.
            params = self._filled(php.parse_query(query))
            answer = self._run(method, params)
        except RestError as refused:
            self._kept["error"][key] = refused.body()
            return False
        for kind in ("result", "total", "next", "time"):
            if kind in answer:
                self._kept[kind][key] = php.empty_to_list(answer[kind])
        return True

    def _filled(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._filled(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._filled(item) for item in value]
        return self._text(value) if isinstance(value, str) else value

    def _text(self, text: str) -> Any:
        whole = _REFERENCE.fullmatch(text)
        if whole:
            return self._look_up(whole)[0]
        return _REFERENCE.sub(self._inline, text)

    def _inline(self, found: "re.Match[str]") -> str:
        value, resolved = self._look_up(found)
        return php.text(value) if resolved and not isinstance(value, (dict, list)) else found[0]

    def _look_up(self, found: "re.Match[str]") -> tuple[Any, bool]:
        """The value and whether the path led to its end; else the last container that exists."""
        value: Any = self._kept[found[1]]
        for name in re.findall(r"\[([^\]]*)\]", found[2]):
            following = php.as_map(value).get(name, _MISSING)
            if following is _MISSING:
                return value, False
            value = following
        return value, True
