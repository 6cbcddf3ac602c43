"""What people do in the chat, and how often it took effect."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from sandbox.telegram.callbacks import Press
from sandbox.voximplant.fate import Fate
from sandbox.world.staff import ANNA, OLGA
from tests.faults.process.play import Play
from tests.flows.chat import plain

FREE, BROKEN = 1, 2  # a lead that waits for a person; one whose calls always break
BAD_LINE = "+79160000002"


@dataclass
class Hands:
    """Taps of one person on two leads. ``told`` counts what the desk's own history says of each kind."""

    play: Play
    told: dict[str, int] = field(default_factory=dict)

    async def prepare(self) -> None:
        play = self.play
        play.scene.world.fates[BAD_LINE] = Fate("playback_error", ring_s=0)
        await play.order("A-1", consent={"calls": False})
        await play.order("A-2", phone=BAD_LINE)
        await play.see(BROKEN, lambda lead: lead["status"] == "manual")
        await play.settle()

    async def claim(self) -> str:
        return await self._tap(FREE, "Взять", "claimed", "ваш")

    async def release(self) -> str:
        return await self._tap(FREE, "Вернуть", "released", "свободен")

    async def by_hand(self) -> str:
        return await self._tap(FREE, "Вручную", "by_hand", "ваш")

    async def retry(self) -> str:
        """It rings once; where the desk died over asking for the call it may not ring at all, and a person is told.

        What became of that one has to be said before it is asked for once more (N-07).
        """
        if await self._is_asked():
            await self._settle()
        before, unsure = len(self.play.scene.dialled(BAD_LINE)), await self._unsure()
        wrong = await self._tap(BROKEN, "Повторить", "retry_asked", "следующий шаг")
        rung, doubted = len(self.play.scene.dialled(BAD_LINE)) - before, await self._unsure() > unsure
        return wrong or ("" if rung == 1 or (rung == 0 and doubted) else f"one tap on retry rang {rung} times")

    async def _unsure(self) -> int:
        lead = await self.play.see(BROKEN, lambda it: it)
        return [entry["what"] for entry in lead["history"]].count("call_unsure")

    async def _is_asked(self) -> bool:
        return bool((await self.play.see(BROKEN, lambda it: it))["unknown"])

    async def _settle(self) -> None:
        """Nobody kills the desk over it."""
        await self.play.press(ANNA, BROKEN, "Нет, не ушло")
        await self.play.settle()

    async def command(self) -> str:
        """An answer may come twice when its own answer was lost; it must come."""
        chat, control = self.play.scene.chat, self.play.scene.world.telegram.control
        before = len(chat.private(OLGA))
        control.say(OLGA, OLGA, "/leads")
        await self.play.settle()
        told = [plain(it.text) for it in chat.private(OLGA)[before:]]
        wrong = not 1 <= len(told) <= 1 + len(self.play.deaths) or not all("#1" in it for it in told)
        return f"/leads was answered with {told}" if wrong else ""

    async def _tap(self, lead_id: int, button: str, what: str, answer: str) -> str:
        press = await self.play.press(ANNA, lead_id, button)
        await self.play.settle()
        self.told[what] = self.told.get(what, 0) + 1
        lead = await self.play.see(lead_id, lambda it: it)
        times = [entry["what"] for entry in lead["history"]].count(what)
        if times != self.told[what]:
            return f"{self.told[what]} taps on {button!r} took effect {times} times"
        return _check_answer(press, button, answer)


def _check_answer(press: Press, button: str, wanted: str) -> str:
    said = plain(press.answer.text) if press.answer else None
    return "" if said is not None and wanted in said else f"{button!r} was answered with {said!r}"


Deed = Callable[[Hands], Awaitable[str]]
# Each leaves the leads as the next one needs them.
ROUND: Mapping[str, Deed] = {
    "claim": Hands.claim,
    "release": Hands.release,
    "retry": Hands.retry,
    "manual": Hands.by_hand,
    "release again": Hands.release,
    "/command": Hands.command,
}
