"""What our scenarios post: the report at the end of a call, and how far one has got that joins two people."""

import hashlib
from decimal import Decimal
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from desk.errors import Rejected
from desk.model import InboundRequest
from desk.ports import CallReport, Disposition
from desk.telephony import CallProgress, Leg
from integrations.voximplant.numbers import mask
from integrations.voximplant.vocabulary import STATUSES

LONGEST_REASON = 300
M = TypeVar("M", bound=BaseModel)
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
    leg: Literal["seller", "customer", "talk"] | None = None

    @property
    def session(self) -> str:
        """Empty when the scenario died before it knew."""
        return str(self.session_id) if self.session_id else ""


class Progress(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    job: Word
    session_id: Annotated[int, Field(ge=0, lt=2**64)] | Word
    leg: Literal["seller", "customer", "talk"]


def read_result(body: bytes) -> Result:
    """Raises Rejected with the path of the first field that is wrong."""
    return _read(Result, body)


def read_progress(body: bytes) -> Progress:
    """Raises Rejected with the path of the first field that is wrong."""
    return _read(Progress, body)


def _read(shape: type[M], body: bytes) -> M:
    try:
        return shape.model_validate_json(body)
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
        leg=Leg(result.leg) if result.leg else None,
        priced=not result.talk_s,  # speech and machine detection are billed beside a call that somebody answered
    )


def identify_progress(request: InboundRequest) -> str:
    return f"progress:{hashlib.sha256(request.body).hexdigest()}"


def report_progress(progress: Progress) -> CallProgress:
    return CallProgress(progress.job, str(progress.session_id), Leg(progress.leg))


def _explain(result: Result) -> str:
    """The carrier's code and words, and what the status alone does not say."""
    parts = [f"{result.code or ''} {(result.reason or '')[:LONGEST_REASON]}".strip()]
    if result.status == "answered" and result.played is False and not result.dtmf:
        parts.append("the message was not heard to its end")
    if result.amd in ("TIMEOUT", "ERROR"):
        parts.append(f"machine detection: {result.amd}")
    return mask("; ".join(part for part in parts if part))
