"""How far the orders were looked through: by their time of change, and within one listing by Shopify's own mark."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from desk.errors import Rejected
from desk.values import replace

# Times of change are whole seconds, and the index of the search is behind them by some more.
OVERLAP = timedelta(minutes=1)
SIGN = "|"


@dataclass(frozen=True, slots=True)
class Cursor:
    """``since``: where the listing under way began. ``seen``: the latest change in it. ``after``: its next page."""

    since: datetime
    seen: datetime
    after: str = ""

    @classmethod
    def begin(cls, now: datetime) -> "Cursor":
        return cls(now, now)

    @classmethod
    def read(cls, written: str) -> "Cursor":
        """Raises Rejected for a text that is no cursor of ours."""
        since, _, rest = written.partition(SIGN)
        seen, _, after = rest.partition(SIGN)
        try:
            return cls(datetime.fromisoformat(since), datetime.fromisoformat(seen or since), after)
        except ValueError:
            raise Rejected("this is no place in Shopify's orders", code="cursor") from None

    def __str__(self) -> str:
        return SIGN.join((_write(self.since), _write(self.seen), self.after))

    @property
    def query(self) -> str:
        return f"updated_at:>='{_write(self.since - OVERLAP)}' status:any"

    def restart(self) -> "Cursor":
        return replace(self, after="")

    def move(self, seen: datetime | None, after: str) -> "Cursor":
        """On to the page that begins ``after``; empty: the next listing begins where this one ended."""
        latest = max(self.seen, seen or self.seen)
        return Cursor(self.since if after else latest, latest, after)


def _write(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
