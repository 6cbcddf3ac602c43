"""The shop's own code as a step: it sees what was sent, before anybody else, and returns what it should be."""

import copy
import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import structlog

from bot.settings.loading import BadSettings, Mistake
from handlers.web.desk import Step

FAILED = "step_failed"  # shown among the order's unknown fields
log = structlog.get_logger("step")


def load_step(setting: str, path: str) -> Step | None:
    """``file.py:function``. Raises BadSettings when there is no such function; ``path`` names the setting."""
    if not setting:
        return None
    file, _, name = setting.rpartition(":")
    try:
        found = getattr(_load(Path(file)), name)
    except (OSError, SyntaxError, ImportError, AttributeError) as error:
        raise BadSettings([Mistake(path, f"{setting} cannot be loaded: {error}")]) from error
    return _guard(found)


def _guard(step: Any) -> Step:
    """A mistake in the shop's code must not lose an order: it goes on as it came, and the card shows what happened."""

    def run(payload: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            changed = step(copy.deepcopy(dict(payload)))
            if not isinstance(changed, dict):
                raise TypeError(f"the step returned {type(changed).__name__}, not a dict")
        except Exception as error:
            log.exception("the shop's own step failed")
            return {**payload, FAILED: f"{type(error).__name__}: {error}"[:200]}
        return changed

    return run


def _load(file: Path) -> Any:
    spec = importlib.util.spec_from_file_location(f"ringdesk_step_{file.stem}", file)
    if spec is None or spec.loader is None:
        raise ImportError(f"{file} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
