"""Reads the settings and reports all mistakes together, each with its path and the nearest right name."""

import difflib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from dotenv import dotenv_values
from pydantic import BaseModel, Field, ValidationError, create_model
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from bot.settings.answers import Answers, Macros
from bot.settings.environment import PREFIX, Mistake, read_environment
from bot.settings.sections import (
    OWN,
    Alarms,
    Calls,
    Database,
    Jobs,
    OrderSync,
    Server,
    Shop,
    Source,
    Spending,
    Staff,
    Telegram,
    Texts,
    Use,
)

__all__ = ["BadSettings", "Mistake", "Settings", "load_settings"]

CHOICE = f"{PREFIX}CONFIG"
# What stands in these has names of the shop's own.
NAMED: dict[str, Any] = {"sources": dict[str, Source], "answers": Answers, "macros": Macros}
DEFAULT = "ringdesk.toml"


class BadSettings(Exception):
    """Everything that is wrong, at once."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("\n".join(map(str, mistakes)))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True)
class Settings:
    """``neighbours`` holds the sections of the neighbours by name; ``given`` those that were written."""

    server: Server
    database: Database
    telegram: Telegram
    shop: Shop
    sources: dict[str, Source]
    crm: Use
    calls: Calls
    sms: Use
    staff: Staff
    texts: Texts
    answers: Answers
    macros: Macros
    jobs: Jobs
    alarms: Alarms
    spending: Spending
    store: Use
    order_sync: OrderSync
    neighbours: dict[str, BaseModel]
    given: frozenset[str]
    path: Path | None = field(default=None)


def load_settings(
    neighbours: Mapping[str, type[BaseModel]],
    path: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """Raises BadSettings. Without ``path``: ``RINGDESK_CONFIG``, else ``ringdesk.toml`` here, if it exists.

    The environment beats ``.env`` in the working folder, and that beats the file.
    """
    environment = os.environ if environment is None else environment
    file = _find_file(path, environment)
    sections: dict[str, Any] = {**OWN, **neighbours, **NAMED}
    spoken, mistakes = read_environment(environment, sections)
    noted, more = read_environment(dotenv_values(".env"), sections)
    mistakes += more
    fields: dict[str, Any] = {
        name: (kind, Field(default_factory=dict if name in NAMED else kind)) for name, kind in sections.items()
    }
    model = create_model("RingdeskSettings", __base__=_base(file, (spoken, noted)), **fields)
    try:
        loaded = model()
    except ValidationError as error:
        mistakes += _explain(error, sections)
    except ValueError as error:  # a broken TOML file
        mistakes.append(Mistake(str(file), str(error)))
    if mistakes:
        raise BadSettings(mistakes)
    own = {name: getattr(loaded, name) for name in OWN}
    return Settings(
        **own,
        **{name: getattr(loaded, name) for name in NAMED},
        neighbours={name: getattr(loaded, name) for name in neighbours},
        given=frozenset(loaded.model_fields_set),
        path=file,
    )


def _find_file(path: Path | None, environment: Mapping[str, str]) -> Path | None:
    chosen = path or Path(environment.get(CHOICE, DEFAULT))
    if chosen.is_file():
        return chosen
    if path or CHOICE in environment:
        raise BadSettings([Mistake(str(chosen), "there is no such file")])
    return None


def _base(toml: Path | None, trees: Iterable[dict[str, Any]]) -> type[BaseSettings]:
    """Where a value is found in several places, the earlier tree wins, and any of them beats the file."""

    class Base(BaseSettings):
        model_config = SettingsConfigDict(toml_file=toml, extra="forbid", frozen=True)

        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            written = (TomlConfigSettingsSource(settings_cls),) if toml else ()
            return *(InitSettingsSource(settings_cls, tree) for tree in trees), *written

    return Base


def _explain(error: ValidationError, sections: Mapping[str, Any]) -> Iterator[Mistake]:
    for it in error.errors(include_url=False, include_input=False):
        place = [str(part) for part in it["loc"] if "[" not in str(part)]  # without the names of types
        message = it["msg"].removeprefix("Value error, ")
        if it["type"] == "extra_forbidden":
            message = "there is no such setting" + _nearest(place, sections)
        yield Mistake(".".join(place), message)


def _nearest(place: list[str], sections: Mapping[str, Any]) -> str:
    known: list[str] = list(sections)
    if len(place) > 1:
        model = Source if place[0] == "sources" else sections.get(place[0])
        known = list(cast(type[BaseModel], model).model_fields) if model else []
    close = difflib.get_close_matches(place[-1], known, n=1, cutoff=0.5)
    return f"; did you mean {close[0]}?" if close else ""
