"""How a play ended: what the customer, the sellers, the CRM and the desk's own memory are left with."""

import re
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, fields
from typing import Any

from sandbox.world.staff import ANNA, BORIS, OLGA
from tests.flows.chat import plain
from tests.flows.scene import Scene

VARYING = re.compile(r"\d+(?::\d\d)+|\s*\(\d+ (?:с|мин)[^)]*\)|\d+ (?:с|мин|ч)\b|\s*\[ringdesk [^]]+\]")
PAST = re.compile(r"^(?:\d+ \w+ )?… ")


@dataclass(frozen=True, slots=True)
class Ending:
    """``calls`` and ``messages`` as the lead knows them, ``dialled`` and ``texted`` as the neighbours do."""

    status: str
    trouble: str | None
    owner: int | None
    next_action: str
    attached: int
    calls: tuple[tuple[int, str | None], ...]
    messages: tuple[tuple[str, str], ...]
    dialled: int
    texted: tuple[str, ...]
    crm: tuple[tuple[str, ...], ...]
    crm_calls: int
    card: tuple[str, ...]
    told: tuple[tuple[int, frozenset[str]], ...]
    given_up: int


def read_ending(scene: Scene, lead: dict[str, Any]) -> Ending:
    """``lead`` is what the desk's own API says of it."""
    return Ending(
        status=lead["status"],
        trouble=lead["trouble"],
        owner=lead["assignee"] and lead["assignee"]["id"],
        next_action=lead["next"]["action"],
        attached=len(lead["attached"]),
        calls=tuple((it["number"], it["result"]) for it in lead["calls"]),
        messages=tuple((it["kind"], it["status"]) for it in lead["messages"]),
        dialled=len(scene.world.history.find("voximplant", "dialled")),
        texted=tuple(same(it.text) for it in scene.world.smsc.messages),
        crm=tuple((_stage(it), *sorted(_comments(scene, it))) for it in scene.crm_leads),
        crm_calls=len(scene.world.bitrix24.activities),
        card=_card(scene, lead["id"]),
        told=tuple((person, frozenset(_told(scene, person))) for person in (ANNA, BORIS, OLGA)),
        given_up=_given_up(scene),
    )


def same(text: str) -> str:
    """Without moments and marks, which differ from run to run."""
    return VARYING.sub(lambda it: "" if it[0].strip()[0] in "[(" else "…", plain(text))


def compare(got: Ending, wanted: Ending) -> list[str]:
    return [
        f"{it.name} {getattr(got, it.name)!r} instead of {getattr(wanted, it.name)!r}"
        for it in fields(Ending)
        if getattr(got, it.name) != getattr(wanted, it.name)
    ]


def find_doubles(scene: Scene) -> list[str]:
    """What a neighbour was made to do twice; each effect carries a mark of ours."""
    world = scene.world
    done = Counter(f"call {it.data['token']}" for it in world.history.find("voximplant", "dialled"))
    done += Counter(f"SMS {it.key}" for it in world.smsc.messages)
    done += Counter(f"CRM lead {it['ORIGIN_ID']}" for it in scene.crm_leads)
    done += Counter(f"comment {it}" for lead in scene.crm_leads for it in _marked_comments(scene, lead))
    done += Counter(f"activity {it['ORIGIN_ID']}" for it in world.bitrix24.activities)
    return [f"{what} ×{n}" for what, n in done.items() if n > 1]


def _marked_comments(scene: Scene, lead: dict[str, Any]) -> list[str]:
    return [str(it["COMMENT"]) for it in scene.world.bitrix24.timeline("lead", int(lead["ID"]))]


def _stage(lead: dict[str, Any]) -> str:
    """A status that has no stage of its own leaves the lead where it was: that depends on who was slow."""
    return "open" if lead["STATUS_ID"] in ("NEW", "IN_PROCESS") else str(lead["STATUS_ID"])


def _comments(scene: Scene, lead: dict[str, Any]) -> list[str]:
    return [same(it) for it in _marked_comments(scene, lead)]


def _card(scene: Scene, lead_id: int) -> tuple[str, ...]:
    """The newest card without the history, whose lines tell of every interruption."""
    text = "\n".join(same(it.text) for it in scene.chat.cards(lead_id)[-1:])
    return tuple(line for line in text.splitlines() if not PAST.match(line))


def _told(scene: Scene, person: int) -> list[str]:
    """What only this person was told, once each: a private message whose answer was lost may come twice."""
    return [same(it.text) for it in (*scene.chat.private(person), *scene.chat.whispered(person))]


def _given_up(scene: Scene) -> int:
    with closing(sqlite3.connect(scene.database, timeout=5)) as db:
        return int(db.execute("SELECT count(*) FROM job WHERE status = 'failed'").fetchone()[0])
