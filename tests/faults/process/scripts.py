"""One scripted lead of each kind: what the world does, and nothing about what the desk makes of it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.voximplant.fate import Fate
from sandbox.world.staff import ANNA, BORIS
from tests.faults.process.play import Play
from tests.flows.conftest import MOSCOW, NOON
from tests.flows.orders import PHONE

LATE = datetime(2026, 11, 23, 22, 30, tzinfo=MOSCOW)


@dataclass(frozen=True, slots=True)
class Script:
    """``end``: status and trouble of the lead in an undisturbed run.

    ``since``: the first point at which it can be told from the lead that is simply reached; empty: from the start on.
    ``stops``: a person ends the call, sooner or later; how far it has come by then is not the desk's to say.
    """

    play: Callable[[Play], Awaitable[None]]
    end: tuple[str, str | None]
    since: str = ""
    at: datetime = NOON
    changed: Mapping[str, Any] = field(default_factory=dict)
    stops: bool = False


async def reach(play: Play) -> None:
    """By day, the customer answers."""
    await play.order(utm_source="vk-club")


async def ring_in_vain(play: Play) -> None:
    play.scene.world.fates[PHONE] = [Fate("no_answer", ring_s=2), Fate("busy", ring_s=1), Fate("no_answer", ring_s=2)]
    await play.order()


async def meet_a_machine(play: Play) -> None:
    play.scene.world.fates[PHONE] = Fate("voicemail", ring_s=2)
    await play.order()


async def dial_nobody(play: Play) -> None:
    play.scene.world.fates[PHONE] = Fate("bad_number", ring_s=0)
    await play.order()


async def sleep_over(play: Play) -> None:
    """At night: one SMS, then a call in the morning."""
    await play.order()


async def lose_a_token(play: Play) -> None:
    """The CRM's token runs out between the lead and what is shown on it."""
    lead_id = await play.order()
    await play.see(lead_id, lambda lead: lead["crm"]["id"])
    play.scene.world.bitrix24.expire_tokens()


async def take(play: Play) -> None:
    """A seller takes the lead while the phone rings."""
    play.scene.world.fates[PHONE] = Fate(ring_s=30, talk_s=1200)
    lead_id = await play.order()
    await play.see(lead_id, lambda lead: lead["calls"])
    await play.press(ANNA, lead_id, "Взять")
    await play.see(lead_id, lambda lead: lead["assignee"])


async def give_back(play: Play) -> None:
    """A seller takes a lead that waits for a person and gives it back; another one takes it."""
    lead_id = await play.order(consent={"calls": False})
    await play.see(lead_id, lambda lead: lead["status"] == "manual")
    await play.press(ANNA, lead_id, "Взять")
    await play.settle()
    await play.press(ANNA, lead_id, "Вернуть")
    await play.settle()
    await play.press(BORIS, lead_id, "Взять")


async def outlast_the_crm(play: Play) -> None:
    play.scene.world.bitrix24.break_down("unavailable", "batch", times=4)
    await play.order()


async def order_twice(play: Play) -> None:
    """The same reference with one more watch, while the first order is in progress."""
    play.scene.world.fates[PHONE] = Fate("no_answer", ring_s=2)
    lead_id = await play.order()
    await play.see(lead_id, lambda lead: lead["calls"])
    await play.order(total=22800)


async def decide(play: Play) -> None:
    """The robot's call broke; a seller has it repeated, another one takes the lead."""
    play.scene.world.fates[PHONE] = [Fate("playback_error", ring_s=1), Fate(ring_s=1, talk_s=3)]
    lead_id = await play.order()
    await play.press(BORIS, lead_id, "Повторить")
    await play.settle()
    await play.press(ANNA, lead_id, "Взять")


async def undo(play: Play) -> None:
    """A seller ends a lead by a slip of the thumb, and takes it back in time (N-08)."""
    world = play.scene.world
    lead_id = await play.order(consent={"calls": False})
    await play.see(lead_id, lambda lead: lead["status"] == "manual")
    await play.press(ANNA, lead_id, "Взять")
    await play.settle()
    speed = world.clock.speed
    world.set_speed(1)  # whatever happens to the desk, a person is quick enough
    await play.press(ANNA, lead_id, "Отказ")
    await play.press(ANNA, lead_id, "Отменить")
    await play.see(lead_id, lambda lead: lead["next"]["action"] != "carry_out")
    world.set_speed(speed)


REGISTERED = "after bitrix24 batch crm.lead.add"
UNDO: Mapping[str, Any] = {"staff": {"undo": "1m"}}
CALLED = "after voximplant StartScenarios"

SCRIPTS: Mapping[str, Script] = {
    "reached": Script(reach, ("reached", None)),
    "no answer": Script(ring_in_vain, ("unreachable", None), CALLED),
    "machine": Script(meet_a_machine, ("voicemail", None), CALLED),
    "invalid": Script(dial_nobody, ("invalid_number", None), CALLED),
    "night": Script(sleep_over, ("reached", None), REGISTERED, at=LATE),
    "token": Script(lose_a_token, ("reached", None), REGISTERED),
    "claim": Script(take, ("manual", None), CALLED, stops=True),
    "release": Script(give_back, ("manual", "no_consent"), REGISTERED),
    "CRM down": Script(outlast_the_crm, ("reached", None)),
    "doubled order": Script(order_twice, ("unreachable", None), CALLED),
    "retry": Script(decide, ("reached", None), CALLED),
    "held": Script(decide, ("reached", None), CALLED, changed=UNDO),
    "undo": Script(undo, ("manual", "no_consent"), REGISTERED, changed=UNDO),
}
