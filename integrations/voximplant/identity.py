"""Who we are to the Management API: an API key in the form, or a service account's signed token.

https://voximplant.com/docs/guides/management-api/authorization
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import jwt
from jwt.algorithms import RSAAlgorithm
from pydantic import BaseModel, ValidationError

LIFE = timedelta(minutes=30)  # of a token; more than an hour is refused with 454
RENEW_BEFORE = timedelta(minutes=5)
BACKDATED = timedelta(seconds=30)  # a token from the future is refused with 455, and clocks differ


@dataclass(frozen=True, slots=True)
class Papers:
    """What one request carries to be let in."""

    headers: dict[str, str]
    fields: dict[str, str]


class Identity(Protocol):
    @property
    def account_id(self) -> int: ...
    def show(self, now: datetime) -> Papers: ...


@dataclass(frozen=True, slots=True)
class ApiKey:
    """Full rights; the service calls it legacy, and it still works."""

    account_id: int
    key: str = field(repr=False)

    def show(self, _now: datetime) -> Papers:
        return Papers({}, {"account_id": str(self.account_id), "api_key": self.key})


class KeyFile(BaseModel):
    """The panel's key file; it holds more, which we do not need."""

    account_id: int
    key_id: str
    private_key: str


def read_service_account(text: str) -> KeyFile:
    """Raises ValueError, never quoting the text: it holds a private key."""
    try:
        found = KeyFile.model_validate_json(text)
    except ValidationError as error:
        wrong = ", ".join(sorted({".".join(map(str, one["loc"])) or "not JSON" for one in error.errors()}))
        raise ValueError(f"this is no key file of a service account: {wrong}") from None
    try:
        RSAAlgorithm(RSAAlgorithm.SHA256).prepare_key(found.private_key)
    except (ValueError, TypeError, jwt.InvalidKeyError):
        raise ValueError("the private key of the service account cannot be read") from None
    return found


class ServiceAccount:
    """Signs a token and shows it until shortly before its end."""

    def __init__(self, key: KeyFile) -> None:
        self._key = key
        self._token = ""
        self._issued: datetime | None = None

    @property
    def account_id(self) -> int:
        return self._key.account_id

    def show(self, now: datetime) -> Papers:
        if self._issued is None or not self._issued <= now < self._issued + LIFE - RENEW_BEFORE:
            self._issued = now - BACKDATED
            self._token = self._sign(self._issued)
        return Papers({"Authorization": f"Bearer {self._token}"}, {})

    def _sign(self, issued: datetime) -> str:
        claims = {
            "iss": str(self._key.account_id),
            "iat": int(issued.timestamp()),
            "exp": int((issued + LIFE).timestamp()),
        }
        return jwt.encode(claims, self._key.private_key, algorithm="RS256", headers={"kid": self._key.key_id})
