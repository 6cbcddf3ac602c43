"""The plan of a bridge names the seller's number as it is on record now; only who knows the token gets it."""

import pytest

from bot.app.bridges import connect
from bot.app.intake import CallManner, DeskIntake, read_token
from bot.settings.sections import Calls, Texts
from bot.texts.wording import Wording
from desk.errors import Conflict, NotFound
from desk.leads import events
from desk.leads.effects.kinds import BRIDGE, ROBOT_CALL
from desk.leads.model import Lead
from desk.ports import PlanAsked
from desk.staff.numbers import NO_NUMBER
from desk.telephony import BridgePlan
from scheduler.switches import KEY
from storage.books import Books, Store
from tests.clocks import MONDAY_NOON, TurnedClock
from tests.desk.leads.conftest import ANNA, make_order, make_rules
from tests.scheduler.conftest import make_service

PHONE = "+79161112233"
WORDING = Wording(Texts(call="Звонок робота"), Calls(recording="https://x/robot.mp3"), "Часы", "ru")


class Desk:
    def __init__(self, store: Store) -> None:
        self.store, self.clock = store, TurnedClock(MONDAY_NOON)
        self.service = make_service(make_rules(connects=True))
        self.intake = DeskIntake(store, self.service, self.clock, WORDING, CallManner(True, 5))
        self.lead_id = 0

    async def open(self, phone: str = PHONE) -> Lead:
        """A lead that Anna has; where telephony calls her."""

        def work(books: Books) -> Lead:
            books.people.meet(ANNA.id, ANNA.name, "", MONDAY_NOON)
            books.people.change(ANNA.id, MONDAY_NOON, phone=phone)
            self.lead_id = self.service.receive(books, make_order(name="Мария П."), MONDAY_NOON).lead_id
            return self.service.tell(books, self.lead_id, events.Claimed(ANNA), MONDAY_NOON)

        return await self.store.write(work)

    async def connect(self) -> Lead:
        wish = events.ConnectAsked(ANNA)
        return await self.store.write(lambda books: connect(books, self.service, self.lead_id, wish, MONDAY_NOON))

    async def lead(self) -> Lead:
        return await self.store.read(lambda books: books.leads.load(self.lead_id))


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def token_of(lead: Lead) -> str:
    assert lead.bridge
    return lead.bridge.call.token


async def test_the_plan_names_both_numbers_and_the_order(desk: Desk) -> None:
    await desk.open()
    token = token_of(await desk.connect())
    plan = await desk.intake.hand_out_plan(PlanAsked(token, "s1"))
    assert isinstance(plan, BridgePlan)
    assert (plan.token, plan.seller, plan.customer, plan.detect_machine) == (token, PHONE, "+79161234567", True)
    assert plan.speech.text == "Соединяю с покупателем: Мария П., заказ A-1."
    assert plan.speech.recording == "", "the robot's recording is for customers"
    with pytest.raises(Conflict):
        await desk.intake.hand_out_plan(PlanAsked(token, "s2"))


async def test_a_number_that_was_taken_back_meanwhile_is_not_called(desk: Desk) -> None:
    await desk.open()
    token = token_of(await desk.connect())
    await desk.store.write(lambda books: books.people.change(ANNA.id, MONDAY_NOON, phone=""))
    with pytest.raises(Conflict, match="not on record"):
        await desk.intake.hand_out_plan(PlanAsked(token, "s1"))
    bridge = (await desk.lead()).bridge
    assert bridge
    assert bridge.call.session == "", "nothing is kept of it"


async def test_without_a_number_on_record_nothing_is_kept(desk: Desk) -> None:
    await desk.open(phone="")
    with pytest.raises(Conflict) as refused:
        await desk.connect()
    assert refused.value.code == NO_NUMBER
    assert (await desk.lead()).bridges == ()


async def test_while_telephony_is_paused_nobody_is_connected(desk: Desk) -> None:
    await desk.open()
    await desk.store.write(lambda books: books.vault.keep(KEY, {"calls": "Ольга"}, MONDAY_NOON))
    with pytest.raises(Conflict, match="paused"):
        await desk.connect()


@pytest.mark.parametrize("change", [lambda it: it[:-1], lambda it: it + "0", lambda it: it.replace("-b1-", "-1-")])
async def test_a_token_that_was_made_up_gets_no_plan(desk: Desk, change) -> None:  # type: ignore[no-untyped-def]
    await desk.open()
    token = token_of(await desk.connect())
    with pytest.raises(NotFound):
        await desk.intake.hand_out_plan(PlanAsked(change(token), "s1"))


def test_a_token_says_which_call_it_is_about() -> None:
    robot, bridge = read_token("17-2-abc"), read_token("17-b3-abc")
    assert (robot.lead_id, robot.kind, robot.number) == (17, ROBOT_CALL, 2)
    assert (bridge.lead_id, bridge.kind, bridge.number) == (17, BRIDGE, 3)


NOBODYS = ["", "17", "17-b", "17-b-x", "17-bb1-x", "17-c1-x", "17-b1", "17-b1-", "17-b123456-x", "b1-17-x", "17-b²-x"]


@pytest.mark.parametrize("token", [*NOBODYS, "x" * 99])
def test_any_other_token_is_nobodys(token: str) -> None:
    with pytest.raises(NotFound):
        read_token(token)
