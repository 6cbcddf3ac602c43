"""The store's HTTP: one address, found anew for every message, and connected to as it was found."""

from desk.errors import DeskError, Rejected, Temporary
from integrations.http import REDIRECTS, SERVER_ERROR, TOO_MANY, Answer, Http, HttpFactory, Limits, refuse, retry_after
from integrations.store_webhook.address import LookUp, Target, look_up, read_target
from integrations.store_webhook.config import StoreWebhook

# The specification recommends to wait for 15 to 30 seconds. What a store says beside its status is for people to read.
LIMITS = Limits(parallel=5, read_seconds=15, body=16 * 1024, cut=True)
TAKEN = range(200, 300)
GONE = 410
REFUSED_SIGNATURE = (401, 403)
PASSING = (408, 425, TOO_MANY)


class StoreClient:
    """``look_up`` finds the addresses of a name."""

    def __init__(self, http: Http, section: StoreWebhook, look_up: LookUp) -> None:
        self._http = http
        self._section = section
        self._look_up = look_up

    async def tell(self, headers: dict[str, str], body: bytes) -> None:
        """Returns when the store has taken it. A repetition does no harm: the message's id stays the same."""
        answer = await self._ask("POST", "order.status", headers, body)
        if answer.status not in TAKEN:
            raise explain(answer)

    async def look(self) -> Answer:
        """A glance at the address that changes nothing: whoever answers, with whatever status, can be reached."""
        return await self._ask("HEAD", "look", {}, None)

    async def _ask(self, method: str, operation: str, headers: dict[str, str], body: bytes | None) -> Answer:
        address = await self._target().settle(self._look_up)
        return await self._http.request(
            method,
            self._section.url,
            operation=operation,
            repeatable=True,
            headers=headers,
            content=body,
            sound=is_up,
            pinned=address,
        )

    def _target(self) -> Target:
        try:
            return read_target(self._section.url, private=self._section.allow_private)
        except ValueError as error:
            raise Rejected(f"[store_webhook] url: {error}", code="address") from None


def open_client(factory: HttpFactory, section: StoreWebhook, look_up: LookUp = look_up) -> StoreClient:
    return StoreClient(factory.open("store_webhook", limits=LIMITS), section, look_up)


def is_up(answer: Answer) -> bool:
    """A refusal of one message says nothing about the next: the store is well."""
    return answer.status < SERVER_ERROR and answer.status != TOO_MANY


def explain(answer: Answer) -> DeskError:
    """The error that a status stands for: https://www.standardwebhooks.com, "Delivery success and failure"."""
    code = str(answer.status)
    if answer.status in REDIRECTS:
        return refuse(answer, repeatable=True)
    if answer.status >= SERVER_ERROR or answer.status in PASSING:
        return Temporary(f"the store answers HTTP {code}{_said(answer)}", code=code, retry_after=retry_after(answer))
    if answer.status == GONE:
        return Rejected("the store wants no messages at this address any more (410 Gone)", code=code)
    hint = "; is the secret the same on both sides?" if answer.status in REFUSED_SIGNATURE else ""
    return Rejected(f"the store refuses it: HTTP {code}{_said(answer)}{hint}", code=code)


def _said(answer: Answer) -> str:
    """The store's own words, but no page of HTML."""
    words = answer.excerpt
    return f": {words}" if words and "<" not in words else ""
