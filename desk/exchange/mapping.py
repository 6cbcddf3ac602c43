"""Which stage of a deal is which status of an order, both ways."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from desk.exchange.model import Finality, Stage, StoreOrder

ENDS = {"won": Finality.WON, "lost": Finality.LOST}  # keys that mean every stage of that end


@dataclass(frozen=True, slots=True)
class StageMap:
    """``statuses``: a stage's code, its name, or ``won`` and ``lost``, to the store's word (S2-11 … S2-13).

    ``stages`` are those of the pipeline, in their order.
    """

    statuses: Mapping[str, str]
    stages: tuple[Stage, ...] = ()
    _by_key: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_key", {_key(stage): status for stage, status in self.statuses.items()})

    def status_of(self, stage: Stage) -> str:
        """Its code counts before its name, and its name before how it ends (EX-20). Empty: it is mapped nowhere."""
        end = next((name for name, ended in ENDS.items() if ended is stage.ended), "")
        return next((self._by_key[key] for key in (_key(stage.code), _key(stage.name), end) if key in self._by_key), "")

    def stage_of(self, order: StoreOrder) -> Stage | None:
        """The first stage of the pipeline with the order's status; for one that has ended, any of that end (EX-24)."""
        fitting = (stage for stage in self.stages if is_at(order, self.status_of(stage)))
        ended = (it for it in self.stages if it.ended is order.ended and it.ended is not Finality.OPEN)
        return next(fitting, next(ended, None))

    def known(self, code: str) -> Stage | None:
        return next((stage for stage in self.stages if stage.code == code), None)

    def unknown_stages(self) -> list[str]:
        """Keys of the mapping that are no stage of the pipeline."""
        names = {_key(text) for stage in self.stages for text in (stage.code, stage.name)} | ENDS.keys()
        return [key for key in self.statuses if _key(key) not in names]

    def unmapped(self) -> list[Stage]:
        return [stage for stage in self.stages if not self.status_of(stage)]


def same(one: str, other: str) -> bool:
    """Two words of a store, as people write them. Nothing is not the same as nothing."""
    return bool(one) and _key(one) == _key(other)


def is_any(status: str, words: Iterable[str]) -> bool:
    return any(same(status, word) for word in words)


def is_at(order: StoreOrder, status: str) -> bool:
    """A status may be written by its code or by its name."""
    return same(status, order.status) or same(status, order.status_name)


def _key(text: str) -> str:
    return " ".join(text.casefold().split())
