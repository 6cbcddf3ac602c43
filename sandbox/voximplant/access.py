"""Who is asking: an API key, or a service account's JWT.

https://voximplant.com/docs/guides/management-api/authorization
"""

import hmac
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from sandbox.voximplant.account import Account
from sandbox.voximplant.errors import ApiError
from sandbox.voximplant.params import Params

ROLES = {
    "StartScenarios": {"Admin", "Developer", "CallsSMS"},
    "GetCallHistory": {"Admin", "Developer", "Supervisor", "Support"},
    "SendSmsMessage": {"Admin", "Developer", "CallsSMS"},
    "A2PSendSms": {"CallsSMS"},
    "A2PGetSmsHistory": {"Admin", "CallsSMS"},
}
_OWN_CLOCK = dict.fromkeys(
    ("verify_exp", "verify_iat", "verify_nbf", "verify_aud", "verify_iss", "verify_sub", "verify_jti"), False
)


@dataclass(frozen=True, slots=True)
class ServiceKey:
    public_pem: bytes
    roles: frozenset[str]


@dataclass(slots=True)
class Access:
    """Checks credentials against the account and its service keys."""

    account: Account
    keys: dict[str, ServiceKey] = field(default_factory=dict)

    def issue(self, roles: tuple[str, ...]) -> dict[str, Any]:
        """A key file as the panel gives it; the private key is kept nowhere else."""
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        public = private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        key_id = str(uuid.uuid4())
        self.keys[key_id] = ServiceKey(public, frozenset(roles))
        return {
            "account_id": self.account.account_id,
            "account_email": self.account.email,
            "account_name": self.account.name,
            "key_id": key_id,
            "private_key": private.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            ).decode(),
        }

    def check(self, method: str, header: str, params: Params, now: datetime) -> None:
        """Raises ApiError 100, 104, 433, 447, 454, 455 or 456. ``now`` is world time."""
        roles = self._read_jwt(header, now) if header else self._read_key(params)
        allowed = ROLES.get(method)
        if allowed and not roles & (allowed | {"Owner"}):
            raise ApiError(104)

    def _read_key(self, params: Params) -> frozenset[str]:
        account = self.account
        named = (
            params.text("account_id") == str(account.account_id)
            or params.text("account_name") == account.name
            or params.text("account_email") == account.email
        )
        if not (named and hmac.compare_digest(params.text("api_key").encode(), account.api_key.encode())):
            raise ApiError(100)
        return frozenset({"Owner"})

    def _read_jwt(self, header: str, now: datetime) -> frozenset[str]:
        scheme, _, token = header.partition(" ")
        if scheme != "Bearer":
            raise ApiError(447)
        key = self._find_key(token)
        try:
            claims = jwt.decode(token, key.public_pem, algorithms=["RS256"], options=_OWN_CLOCK)  # type: ignore[arg-type]
        except jwt.PyJWTError as error:
            raise ApiError(447) from error
        self._check_claims(claims, int(now.timestamp()))
        return key.roles

    def _find_key(self, token: str) -> ServiceKey:
        try:
            head = jwt.get_unverified_header(token)
        except jwt.PyJWTError as error:
            raise ApiError(447) from error
        if head.get("alg") != "RS256":
            raise ApiError(447)
        if head.get("kid") not in self.keys:
            raise ApiError(433)
        return self.keys[head["kid"]]

    def _check_claims(self, claims: dict[str, Any], now: int) -> None:
        issued, expires = claims.get("iat"), claims.get("exp")
        if not isinstance(issued, int) or not isinstance(expires, int):
            raise ApiError(447)
        if expires - issued > 3600:
            raise ApiError(454)
        if issued > now:
            raise ApiError(455)
        if expires <= now:
            raise ApiError(456)
        if str(claims.get("iss", "")) != str(self.account.account_id):
            raise ApiError(100)
