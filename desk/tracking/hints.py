"""What an event of the call tracker says."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from desk.tracking.model import Touch


@dataclass(frozen=True, slots=True)
class TouchHint:
    """What an event of the tracker says. ``touch`` where it says enough; else the lists are asked for it.

    ``site_id`` and ``id`` as in Touch; an empty ``id``: the event names nobody, whatever is new is in the lists.
    ``fields``: what else was said, by our names and without placeholders.
    """

    kind: str
    site_id: str
    id: str
    touch: Touch | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
