"""What must hold after every scene, whatever went wrong in it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from tests.flows.scene import Scene

# A private chat that was never opened; the poll of a desk that has gone; a limit of the chat.
REFUSED_KINDLY = (403, 409, 429)
# It was said, or taken away, just before the desk was stopped.
SAID_AGAIN = ("query is too old", "message is not modified", "message to delete not found")
LATE = "query is too old"  # a quarter of a second at the usual speed of these worlds: a busy machine misses it
PROBE = "editEphemeralMessageText"  # asked for a message that cannot be there, to learn whether the server knows it


def find_faults(scene: Scene, logged: Sequence[Mapping[str, Any]], *, restarted: bool = False) -> list[str]:
    return [
        *(f"doubled {it}" for it in doubled(scene)),
        *(f"the group read {it}" for it in scene.chat.leaks()),
        *(f"Telegram refused {it}" for it in refused(scene) if LATE not in it and not (restarted and said_again(it))),
        *(f"broken: {it}" for it in logged if it.get("exc_info") or it["event"] == "a job broke"),
    ]


def doubled(scene: Scene) -> list[str]:
    """Nobody is called twice for one attempt, texted twice for one message, or registered twice."""
    world = scene.world
    calls = world.history.find("voximplant", "dialled")
    dialled = Counter(f"{it.data['token']} to {it.data['number'][-4:]}" for it in calls)
    texted = Counter(message.key for message in world.smsc.messages)
    orders = [(it["customFields"] or {}).get("ringdesk_lead") for it in scene.crm_orders]
    registered = Counter([lead["ORIGIN_ID"] for lead in scene.crm_leads] + [it for it in orders if it])
    return [f"{it} ×{n}" for it, n in (dialled + texted + registered).items() if n > 1]


def refused(scene: Scene) -> list[str]:
    """Requests that Telegram could not make sense of, where no fault was ordered."""
    answers = scene.world.history.find("telegram", "answer", fault=None)
    return [
        f"{entry.data['operation']} {asked_in(scene, entry.data['to'])}: {entry.data['body']}"
        for entry in answers
        if entry.data["status"] >= 400
        and entry.data["status"] not in REFUSED_KINDLY
        and entry.data["operation"] != PROBE
    ]


def said_again(refusal: str) -> bool:
    return any(words in refusal for words in SAID_AGAIN)


def asked_in(scene: Scene, number: int) -> str:
    return str(scene.world.history.entries[number].data["body"])
