"""F-18: tokens that expire under fifty users, answers to a renewal that are lost, and deaths over it."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from desk.errors import Temporary, Unauthorised
from integrations import bitrix24
from integrations.bitrix24.tokens import KEY, Pair
from integrations.http import HttpFactory
from integrations.neighbour import Surroundings
from sandbox.bitrix24.fake import Bitrix24Fake
from sandbox.kit.clock import WorldClock
from sandbox.kit.faults import Fault
from sandbox.kit.history import History
from tests.clocks import TurnedClock
from tests.desk.leads.effects.conftest import DeathError, Fate
from tests.faults.line import Line
from tests.faults.neighbours.errands import START, draft

USERS = 50
LEADS = 4  # every so many-th call registers a lead, the others ask
PAUSE = 120.0  # seconds: breakers and pauses are over
TRIES = 8


@dataclass
class MortalVault:
    """``kept`` holds with every access token the length of the portal's history when it was stored."""

    fake: Bitrix24Fake
    fate: Fate = field(default_factory=Fate)
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)
    full: int = 0

    async def load(self, key: str) -> dict[str, Any] | None:
        await asyncio.sleep(0)
        return self.values.get(key)

    async def keep(self, key: str, value: Any) -> None:
        if key == KEY:
            self.fate.meet()
        await asyncio.sleep(0)
        if self.full:
            self.full -= 1
            raise Temporary("disk full")
        self.values[key] = dict(value)
        self.kept.setdefault(value.get("access_token", ""), len(self.fake.history.entries))
        if key == KEY:
            self.fate.meet()


class Life:
    """The desk's end of the portal, from one start of the process to its death."""

    def __init__(self, fake: Bitrix24Fake, vault: MortalVault, refresh_token: str) -> None:
        self.fake, self.vault = fake, vault
        self.clock = TurnedClock()
        self.http = HttpFactory(self.clock, self._pass)
        self.section = bitrix24.Bitrix24.model_validate(
            {
                "client_id": fake.auth.client_id,
                "client_secret": fake.auth.client_secret,
                "refresh_token": refresh_token,
                "auth_url": fake.auth_url,
                "partner": "company:UF_CRM_CODE",
                "requests_per_second": 100_000,
                "burst": 100_000,
            }
        )
        self.around = Surroundings(self.http, self.clock, vault, "https://desk.example.com")
        self.tokens = bitrix24.open_tokens(self.section, self.around)
        access = bitrix24.OAuthAccess(self.tokens, "")
        self.crm = bitrix24.Bitrix24Crm(bitrix24.open_client(self.section, self.around, access), self.section)

    async def _pass(self, point: str) -> None:
        if "oauth" in point:
            self.vault.fate.meet()

    async def register(self, number: int) -> None:
        """As the desk does: searched for, then added."""
        wanted = draft(number)

        async def do() -> None:
            if not await self.crm.find_lead(wanted.origin):
                await self.crm.add_lead(wanted)

        await self.insist(do)

    async def ask(self) -> None:
        await self.insist(lambda: self.crm.find_partner("nobody"))

    async def insist(self, do: Callable[[], Awaitable[object]]) -> None:
        """Once more while the trouble passes: even a fresh token may have expired before it is used."""
        for _ in range(TRIES):
            try:
                await do()
            except Temporary:
                self.clock.turn(PAUSE)
            else:
                return
        raise AssertionError(f"not done after {TRIES} tries")

    async def install(self) -> None:
        """A person installs the application anew; its event brings tokens."""
        await self.tokens.adopt(fresh_pair(self.fake))


def fresh_pair(fake: Bitrix24Fake) -> Pair:
    told = fake.authorise()
    return Pair(told["refresh_token"], told["access_token"], told["client_endpoint"])


@pytest.fixture
async def fake() -> AsyncIterator[Bitrix24Fake]:
    found = Bitrix24Fake(WorldClock(START, speed=0), History())
    found.limits_enabled = False
    found.seed_userfield("company", "UF_CRM_CODE")
    await found.start()
    yield found
    await found.stop()


def renewals(fake: Bitrix24Fake) -> int:
    return len(fake.history.find("bitrix24", "request", operation="oauth.token"))


def check_leads(line: Line, fake: Bitrix24Fake, expected: int, case: str) -> None:
    found = Counter(lead["ORIGIN_ID"] for lead in fake.leads())
    doubled = {origin: count for origin, count in found.items() if count > 1}
    line.expect(not doubled, f"{case}: doubled {doubled}")
    line.expect(len(found) == expected, f"{case}: {len(found)} of {expected} leads are there")


def check_kept_first(line: Line, fake: Bitrix24Fake, vault: MortalVault) -> None:
    """No token was shown to the portal before it was in the vault."""
    for entry in fake.history.find("bitrix24", "request"):
        if entry.data["operation"] == "oauth.token":
            continue
        token = json.loads(entry.data["body"])["auth"]
        line.expect(vault.kept.get(token, 10**9) <= entry.n, f"request {entry.n} used a token that was not kept")


async def test_f_18_one_renewal_for_each_expiry(line: Line, seed: int, fake: Bitrix24Fake) -> None:
    dice, numbers = random.Random(seed), iter(range(10**6))
    vault = MortalVault(fake)
    life = Life(fake, vault, fake.authorise()["refresh_token"])
    wanted, each = line.pick(6, 100), line.pick(20, 50)
    expiries = 0
    await life.register(10**6)

    async def use() -> None:
        nonlocal expiries
        while (number := next(numbers)) < wanted * each:
            if number // each >= expiries and any(map(fake.tokens.valid, fake.tokens.access.values())):
                expiries += 1
                fake.expire_tokens()
            if dice.random() < 0.2:
                await asyncio.sleep(dice.random() * 0.01)
            if number % LEADS == 0:
                await life.register(number)
            else:
                await life.ask()

    await asyncio.gather(*(use() for _ in range(USERS)))
    line.case(wanted * each)
    line.expect(expiries >= wanted - 1, f"the test brought about only {expiries} expiries")
    line.expect(renewals(fake) == expiries + 1, f"{renewals(fake)} renewals of {expiries} expiries")
    line.note("expiries", expiries)
    check_leads(line, fake, wanted * each // LEADS + 1, "fifty users")
    check_kept_first(line, fake, vault)
    await life.http.close()


HARMLESS = (
    Fault("drop", "oauth.token"),
    Fault("status", "oauth.token", status=502, body="<html>"),
    Fault("status", "oauth.token", status=200, body="<html>"),
    Fault("status", "oauth.token", status=200, body="{}", content_type="application/json"),
    Fault("status", "oauth.token", status=429, body="<html>", headers={"Retry-After": "7"}),
    Fault("status", "oauth.token", status=500, body='{"error":"server_error"}', content_type="application/json"),
    Fault("redirect", "oauth.token", status=302, to="http://localhost:9"),
    Fault("bomb", "oauth.token"),
)
FATAL = (
    Fault("accept_drop", "oauth.token"),
    Fault("accept_status", "oauth.token", status=500, body="<html>"),
    Fault("cut", "oauth.token"),
    Fault("twice", "oauth.token"),
)


def again(fault: Fault) -> Fault:
    return Fault(**{name: getattr(fault, name) for name in fault.__slots__} | {"times": 1})


async def test_f_18_an_answer_that_is_lost_is_asked_for_again_or_told_once(
    line: Line, seed: int, fake: Bitrix24Fake
) -> None:
    """A renewal that never happened is repeated. One that has spent the token parks all, once, until a person acts."""
    dice, number = random.Random(seed), 0
    for _ in range(line.pick(1, 4)):
        for fault in dice.sample(HARMLESS + FATAL, line.pick(6, len(HARMLESS + FATAL))):
            vault = MortalVault(fake)
            life = Life(fake, vault, fake.authorise()["refresh_token"])
            await life.register(number)
            fake.expire_tokens()
            fake.faults.add(again(fault))
            before = renewals(fake)
            users = [life.register(number + 1 + user) for user in range(10)]
            outcomes = await asyncio.gather(*users, return_exceptions=True)
            case = f"{fault.do} {fault.status} {fault.body}"
            await judge_loss(line, life, fault in FATAL, outcomes, renewals(fake) - before, case)
            for user in range(10):
                await life.register(number + 1 + user)
            number += 11
            check_leads(line, fake, number, case)
            line.case()
            await life.http.close()


async def judge_loss(line: Line, life: Life, fatal: bool, outcomes: list[Any], asked: int, case: str) -> None:
    failed = [it for it in outcomes if it is not None]
    line.expect(asked <= 2, f"{case}: asked {asked} times")
    if not fatal:
        line.expect(failed == [], f"{case}: {failed[:2]}")
        return
    line.expect(len(failed) == 10 and all(isinstance(it, Unauthorised) for it in failed), f"{case}: {failed[:2]}")
    before = renewals(life.fake)
    with pytest.raises(Unauthorised):
        await life.register(10**6)
    line.expect(renewals(life.fake) == before, f"{case}: a refused token is shown again")
    await life.install()


async def test_f_18_wherever_the_process_dies_over_a_renewal_no_lead_is_lost_or_doubled(
    line: Line, fake: Bitrix24Fake
) -> None:
    """Before and after the request, before and after the pair is kept; then a second death at every later point."""
    number = reconnected = 0
    for first in range(1, 6):
        for second in range(line.pick(1, 6)):
            vault = MortalVault(fake)
            chain = fake.authorise()["refresh_token"]
            life = Life(fake, vault, chain)
            await life.register(number)
            fake.expire_tokens()
            case = f"deaths at {first}, {second}"
            for fatal in (first, second, 0):
                vault.fate = Fate(fatal)
                outcomes = await asyncio.gather(
                    *(life.register(number + 1 + user) for user in range(5)), return_exceptions=True
                )
                strange = [it for it in outcomes if it and not isinstance(it, DeathError | Unauthorised)]
                line.expect(not strange, f"{case}: {strange[:1]}")
                await life.http.close()
                life = Life(fake, vault, chain)
                vault.fate = Fate()
                if any(isinstance(it, Unauthorised) for it in outcomes):
                    reconnected += 1
                    await life.install()
            for user in range(5):
                await life.register(number + 1 + user)
            number += 6
            check_leads(line, fake, number, case)
            check_kept_first(line, fake, vault) if number == 6 else None
            line.case()
            await life.http.close()
    line.expect(reconnected > 0, "no death has ever spent a token")
    line.note("reconnected after a death", reconnected)


async def test_f_18_an_installation_beats_whatever_was_under_way(line: Line, fake: Bitrix24Fake) -> None:
    """The old chain dies with it; the event is told twice; the disk is full when a pair comes."""
    for number, trouble in enumerate(("under way", "overtaken", "not kept", "told twice")):
        vault = MortalVault(fake)
        life = Life(fake, vault, fake.authorise()["refresh_token"])
        await life.register(number * 3)
        fake.expire_tokens()
        if trouble == "under way":
            fake.faults.add(Fault("delay", "oauth.token", seconds=0.1))
            renewal = asyncio.create_task(life.register(number * 3 + 1))
            await fake.history.wait_for(lambda: renewing(fake))
            pair = await install_anew(life)
            await renewal
        elif trouble == "overtaken":
            fake.faults.add(Fault("delay", "oauth.token", seconds=0.1))
            renewal = asyncio.create_task(life.register(10**6 + number))
            await fake.history.wait_for(lambda: renewing(fake))
            pair = fresh_pair(fake)
            await life.tokens.adopt(pair)
            await renewal
            forget_all_but(fake, pair)
            await life.register(number * 3 + 1)
        elif trouble == "not kept":
            vault.full = 1
            with pytest.raises(Temporary):
                await life.crm.find_lead("x")
            pair = await install_anew(life)
            await life.register(number * 3 + 1)
        else:
            pair = await install_anew(life)
            fake.expire_tokens()
            await life.register(number * 3 + 1)  # the pair of the event is spent
            await life.tokens.adopt(pair)
            life = Life(fake, vault, life.section.refresh_token.get_secret_value())
            await life.tokens.adopt(pair)
        fake.expire_tokens()
        await life.register(number * 3 + 2)
        check_leads(line, fake, number * 3 + 3 + (number > 0), trouble)
        line.case()
        await life.http.close()


def renewing(fake: Bitrix24Fake) -> bool:
    asked, told = (len(fake.history.find("bitrix24", what, operation="oauth.token")) for what in ("request", "answer"))
    return asked > told


async def install_anew(life: Life) -> Pair:
    """Whatever was given out before is worth nothing any more, and so is what a renewal still brings of it."""
    pair = fresh_pair(life.fake)
    await life.tokens.adopt(pair)
    forget_all_but(life.fake, pair)
    return pair


def forget_all_but(fake: Bitrix24Fake, pair: Pair) -> None:
    for kept, secret in ((fake.tokens.refresh, pair.refresh_token), (fake.tokens.access, pair.access_token)):
        for other in [it for it in kept if it != secret]:
            del kept[other]
