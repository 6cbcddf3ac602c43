"""The report that our scenario posts at the end of a call attempt."""

import hashlib
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from desk.errors import Rejected
from desk.model import InboundRequest
from desk.ports import CallReport, Disposition
from integrations.voximplant.numbers import mask
from integrations.voximplant.vocabulary import STATUSES

LONGEST_REASON = 300
Word = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[\x21-\x7e]+$")]
Seconds = Annotated[float, Field(ge=0, lt=86_400, allow_inf_nan=False)]
Money = Annotated[float, Field(ge=0, lt=1_000_000, allow_inf_nan=False)]


class Result(BaseModel):
    """Strict: a number is no text. Fields we do not know are left alone."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    job: Word
    status: Word
    session_id: Annotated[int, Field(ge=0, lt=2**64)] | Annotated[str, Field(max_length=64)] | None = None
    code: Annotated[int, Field(ge=-999, le=9999)] | None = None
    reason: str | None = None
    amd: Annotated[str, Field(max_length=32)] | None = None
    dtmf: Annotated[str, Field(max_length=64, pattern=r"^[0-9*#]*$")] | None = None
    played: bool | None = None
    talk_s: Seconds | None = None
    cost: Money | None = None

    @property
    def session(self) -> str:
        """Empty when the scenario died before it knew."""
        return str(self.session_id) if self.session_id else ""


def read_result(body: bytes) -> Result:
    """Raises Rejected with the path of the first field that is wrong."""
    try:
        return Result.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        path = ".".join(str(step) for step in first["loc"][:1]) or "body"
        raise Rejected(f"{path}: {first['msg']}", field=path) from None


def identify_result(request: InboundRequest) -> str:
    """The scenario repeats a report byte for byte until it is answered, with a new ``X-Ts``."""
    digest = hashlib.sha256(request.body).hexdigest()
    try:
        result = read_result(request.body)
    except Rejected:
        return f"result:{digest}"
    return f"result:{result.job}:{result.session}:{digest}"


def report_call(result: Result) -> CallReport:
    return CallReport(
        token=result.job,
        session=result.session,
        disposition=STATUSES.get(result.status, Disposition.UNKNOWN),
        raw=result.status,
        reason=_explain(result),
        talk_seconds=int(result.talk_s or 0),
        key=result.dtmf or "",
        cost=None if result.cost is None else Decimal(str(result.cost)),
        priced=not result.talk_s,  # speech and machine detection are billed beside a call that somebody answered
    )


def _explain(result: Result) -> str:
    """The carrier's code and words, and what the status alone does not say."""
    parts = [f"{result.code or ''} {(result.reason or '')[:LONGEST_REASON]}".strip()]
    if result.status == "answered" and result.played is False and not result.dtmf:
        parts.append("the message was not heard to its end")
    if result.amd in ("TIMEOUT", "ERROR"):
        parts.append(f"machine detection: {result.amd}")
    return mask("; ".join(part for part in parts if part))
