"""A script played with deaths in it, and whether what came of it may be so."""

import contextlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.faults.process.endings import Ending, compare, find_doubles, read_ending
from tests.faults.process.play import DivertedError, Play, until_heard
from tests.faults.process.scripts import Script
from tests.faults.process.stage import WEBHOOK, Stage, desk_of
from tests.flows.invariants import refused, said_again
from tests.flows.scene import Scene, describe

UNSURE = frozenset({"call_unsure", "sms_unsure"})
SEND, RENEW = "telegram sendMessage", "bitrix24-oauth oauth/token"
HISTORY = "provider's history says"  # the report met nobody, and the history does not know all that was in it
ONCE_ONLY = ("voximplant StartScenarios", "smsc send")
SPEED = 30.0
COMMITS_TO_NOTE_IT = 2  # the one under way when the answer came may not hold the note yet


@dataclass(frozen=True, slots=True)
class Played:
    """``deaths`` are the points of each life that was cut short; ``points`` those of the whole play."""

    ending: Ending
    lead: dict[str, Any]
    points: list[str]
    deaths: list[list[str]]
    told: bool  # that the CRM refuses us
    pressed: bool  # a lead that is not registered never gets as far as its seller
    faults: list[str] = field(default_factory=list)

    @property
    def unsure(self) -> bool:
        """The answer to a request that is not to be repeated was lost: the history says so, or the points do."""
        said = any(it["what"] in UNSURE or HISTORY in it["why"] for it in self.lead["history"])
        return said or any(lost(life, request) for life in self.deaths for request in ONCE_ONLY)

    @property
    def locked_out(self) -> bool:
        """A refresh token of the CRM is good for one use, and what it was exchanged for was never heard."""
        return any(lost(life, RENEW) and life[-1] != f"before {RENEW}" for life in self.deaths)

    @property
    def where(self) -> str:
        return " and ".join(f"{len(life)} ({life[-1]})" for life in self.deaths) or "nowhere"


async def perform(stage: Stage, folder: Path, script: Script, *kills: int) -> Played:
    """``kills``: the point of the play, then of each later life; without any it is played undisturbed."""
    async with stage.open(folder, script.at, SPEED, telegram=WEBHOOK, **script.changed) as scene:
        await scene.desk.start()
        play = Play(scene, recoveries=list(kills[1:]))
        async with play.kept_alive():
            await until_heard(play)
            if kills:
                desk_of(scene).lay_trap(kills[0])
            with contextlib.suppress(DivertedError):  # whether it may is seen by its end
                await script.play(play)
            await play.settle()
            lead = await play.see(1, lambda it: it)
        ending = read_ending(scene, lead)
        return Played(
            ending,
            lead,
            play.fresh_points(),
            play.deaths,
            play.is_told(),
            bool(play.presses),
            find_faults(scene, play.deaths),
        )


def find_faults(scene: Scene, deaths: list[list[str]]) -> list[str]:
    """What must hold wherever the desk died."""
    cards, unheard = len(scene.chat.cards(1)), sum(lost(life, SEND) for life in deaths)
    log = desk_of(scene).log.read_text("utf-8")
    return [
        *(f"doubled {it}" for it in find_doubles(scene)),
        *(f"the group read {it}" for it in scene.chat.leaks()),
        *(f"Telegram refused {it}" for it in refused(scene) if not said_again(it)),
        *([f"{cards} cards, and {unheard} answers to messages were lost"] if not 1 <= cards <= 1 + unheard else []),
        *(["the log shows a traceback"] if "Traceback" in log else []),
    ]


def lost(life: list[str], request: str) -> int:
    """Requests that a neighbour may have heard without the desk's having written the answer down."""
    sent = [n for n, point in enumerate(life) if point == f"before {request}"]
    answered = [n for n, point in enumerate(life) if point == f"after {request}"]
    late = [n for n in answered if life[n:].count("after commit") < COMMITS_TO_NOTE_IT]
    return len(sent) - len(answered) + len(late)


def judge(played: Played, script: Script, wanted: Ending) -> list[str]:
    """Violations. An ending of its own is allowed where an answer was lost that nobody can ask for again."""
    differences = compare(played.ending, wanted)
    # It died while it renewed its tokens, and may have written them down just before: then another lost answer counts.
    locked_out = played.locked_out and (played.told or not played.unsure)
    if differences and locked_out:
        possible = wanted if played.pressed else replace(wanted, owner=None)
        differences = [*overdone(played.ending, possible), *check_alarm(played)]
    elif differences and (played.unsure or script.stops):
        differences = [*overdone(played.ending, wanted), *([] if played.ending.crm else ["not in the CRM"])]
    if script.stops and not played.unsure and (1, "answered") in played.ending.calls:
        differences.append("the robot talked to its end, though a person had stopped it")
    return [f"killed at {played.where}: {it}\n{describe(played.lead)}" for it in (*played.faults, *differences)]


def overdone(got: Ending, wanted: Ending) -> list[str]:
    """Less may have happened, and then a person has the lead; more may not."""
    found = []
    if got.status not in (wanted.status, "manual"):
        found.append(f"status {got.status} instead of {wanted.status} or manual")
    if got.dialled > wanted.dialled or len(got.calls) > len(wanted.calls):
        found.append(f"{got.dialled} calls instead of {wanted.dialled}")
    if got.given_up:
        found.append(f"{got.given_up} jobs were given up")
    extra = [text for text in got.texted if text not in wanted.texted]
    if extra or len(got.texted) > len(wanted.texted):
        found.append(f"SMS that nobody ordered: {extra or got.texted}")
    if len(got.crm) > 1 or (wanted.owner and got.owner != wanted.owner):
        found.append(f"{len(got.crm)} CRM leads, owner {got.owner}")
    return found


def check_alarm(played: Played) -> list[str]:
    """Access to the CRM is lost: people hear of it, and a lead that was not registered goes to them."""
    got = played.ending
    found = [] if played.told else ["access to the CRM was lost, and nobody was told"]
    if not got.crm and (got.status, got.trouble) != ("manual", "crm_token"):
        found.append(f"not in the CRM, and {got.status}")
    return found
