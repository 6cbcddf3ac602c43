"""Looks after a bridge until it is known how it ended. It is placed like any call, see ``calls``."""

from dataclasses import dataclass

from desk.errors import Ignored
from desk.leads.bridging import LOOK_AFTER, find_bridge
from desk.leads.effects.bench import Bench
from desk.leads.effects.outcome import Again, Done, Outcome
from desk.leads.events import BridgeHeard, CallEnded, CallOverdue
from desk.ports import Caller


@dataclass(frozen=True, slots=True)
class CheckBridge:
    """At growing intervals; where nobody reports and the provider knows nothing, the bridge is closed in the end."""

    bench: Bench
    caller: Caller

    async def __call__(self, lead_id: int, number: int) -> Outcome:
        bridge = find_bridge(await self.bench.load(lead_id), number)
        if bridge is None or bridge.call.result:
            return Done("the result is known")
        if bridge.call.session:
            report = await self.caller.find(bridge.call.token, bridge.begun_at)
            if report is not None:
                await self.bench.mention(lead_id, BridgeHeard(CallEnded(number, report, source="history")))
                return Done()
        try:
            await self.bench.tell(lead_id, BridgeHeard(CallOverdue(number)))
        except Ignored as ignored:
            now = self.bench.clock.now()
            following = next((at for pause in LOOK_AFTER if (at := bridge.begun_at + pause) > now), None)
            return Again(following) if following else Done(ignored.reason)
        return Done("nobody reports any more")

    async def give_up(self, lead_id: int, number: int, _error: str) -> None:
        await self.bench.mention(lead_id, BridgeHeard(CallOverdue(number, gave_up=True)))
