"""Reads the settings and reports all mistakes together, each with its path and the nearest right name."""

import difflib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel, Field, ValidationError, create_model
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from bot.settings.sections import OWN, Calls, Database, Jobs, Server, Shop, Source, Telegram, Texts, Use

PREFIX = "RINGDESK_"
DEFAULT = "ringdesk.toml"


@dataclass(frozen=True, slots=True)
class Mistake:
    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


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
    texts: Texts
    jobs: Jobs
    neighbours: dict[str, BaseModel]
    given: frozenset[str]
    path: Path | None = field(default=None)


def load_settings(
    neighbours: Mapping[str, type[BaseModel]],
    path: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """Raises BadSettings. Without ``path``: ``RINGDESK_CONFIG``, else ``ringdesk.toml`` here, if it exists."""
    environment = os.environ if environment is None else environment
    chosen = path or Path(environment.get(f"{PREFIX}CONFIG", DEFAULT))
    if not chosen.is_file():
        if path or f"{PREFIX}CONFIG" in environment:
            raise BadSettings([Mistake(str(chosen), "there is no such file")])
        chosen_file = None
    else:
        chosen_file = chosen
    sections: dict[str, Any] = {**OWN, **neighbours}
    fields: dict[str, Any] = {name: (model, Field(default_factory=model)) for name, model in sections.items()}
    fields["sources"] = (dict[str, Source], Field(default_factory=dict))
    model = create_model("RingdeskSettings", __base__=_base(chosen_file), **fields)
    try:
        loaded = model()
    except ValidationError as error:
        raise BadSettings(list(_explain(error, {**sections, "sources": None}))) from None
    except ValueError as error:  # a broken TOML file
        raise BadSettings([Mistake(str(chosen), str(error))]) from None
    own = {name: getattr(loaded, name) for name in OWN}
    return Settings(
        **own,
        sources=loaded.sources,  # type: ignore[attr-defined]
        neighbours={name: getattr(loaded, name) for name in neighbours},
        given=frozenset(loaded.model_fields_set),
        path=chosen_file,
    )


class _Environment(EnvSettingsSource):
    """The environment, where ``RINGDESK_<SECTION>__<KEY>_FILE`` names a file that holds the value."""

    def _load_env_vars(self) -> Mapping[str, str | None]:
        return dict(self._read(name, value) for name, value in super()._load_env_vars().items())

    @staticmethod
    def _read(name: str, value: str | None) -> tuple[str, str | None]:
        if not (name.startswith(PREFIX.lower()) and "__" in name and name.endswith("_file")):
            return name, value
        place = Path(value or "")
        if not place.is_file():
            raise ValueError(f"{name.upper()} names no readable file")
        return name.removesuffix("_file"), place.read_text("utf-8").strip()


def _base(toml: Path | None) -> type[BaseSettings]:
    class Base(BaseSettings):
        model_config = SettingsConfigDict(
            env_prefix=PREFIX,
            env_nested_delimiter="__",
            env_file=".env",
            env_file_encoding="utf-8",
            toml_file=toml,
            extra="forbid",
            frozen=True,
        )

        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            toml_source = TomlConfigSettingsSource(settings_cls) if toml else init_settings
            return _Environment(settings_cls), dotenv_settings, toml_source

    return Base


def _explain(error: ValidationError, sections: Mapping[str, Any]) -> Iterator[Mistake]:
    for it in error.errors(include_url=False, include_input=False):
        place = [str(part) for part in it["loc"]]
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
