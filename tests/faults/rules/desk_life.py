"""F-31: the life of a whole desk as a state machine of hypothesis: orders, neighbours, people, time, and its deaths."""

import contextlib
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from desk.errors import Conflict, DeskError, Ignored, NotFound, Temporary, Unknown
from desk.leads import events
from desk.leads.holding import held_for
from desk.leads.model import Lead, LeadStatus, Person
from desk.leads.policy import StaffRules
from desk.leads.work import PLACE_CALL
from desk.model import Consent, Customer, Order
from desk.ports import Disposition
from desk.staff.shift import UNTIL_BACK, Shift
from scheduler.audit import Audit
from storage.books import Books
from tests.clocks import TurnedClock
from tests.faults.rules.engine import Engine, run
from tests.faults.rules.judge import Judge, Shop, settled
from tests.faults.rules.memory import MemoryFile
from tests.faults.rules.paper import FINE, LOST, Session
from tests.faults.rules.shops import (
    ANNA,
    BORIS,
    CONSENTS,
    FATES,
    NEIGHBOURS,
    ORDERS,
    PHONES,
    PUT_OFF,
    RESULTS,
    STARTS,
    STEPS,
    STORMS,
    WEATHER,
    WISHES,
    ZONES,
    Agreed,
    Asked,
    Fates,
    Storms,
    shops,
)

IN_VAIN = 6  # moments of people's clocks
LONGEST_END = 60  # moments at which something is due; two zones may share an open hour in summer only


class DeskLife(RuleBasedStateMachine):
    """``file`` is set by the test. Every act may meet the death that was arranged; then a new process goes on."""

    file: ClassVar[MemoryFile]
    acts: ClassVar[int] = 0

    engine: Engine
    judge: Judge
    fates: deque[Disposition | None]
    rung: int = 0

    @initialize(shop=shops(), start=STARTS, order=ORDERS, storms=STORMS, fates=FATES)
    def open_the_shop(self, shop: Shop, start: datetime, order: Asked, storms: Storms, fates: Fates) -> None:
        self.engine = Engine(self.file, shop.rules, TurnedClock(start), shop.mode)
        self.judge = Judge(shop, self.engine)
        self._hire(ANNA, BORIS)
        self.fates = deque(fates)
        for who, coming in storms.items():
            self.bad_weather(who, coming)
        self.an_order_comes("A-1", *order)

    @contextlib.contextmanager
    def act(self, *, by_person: bool = False) -> Iterator[None]:
        type(self).acts += 1
        with self.engine.mortal(), contextlib.suppress(Ignored, Conflict, NotFound):
            yield
        self.judge.check(by_person=by_person)

    # --- orders and the passing of time ----------------------------------------------------------------------------

    @rule(ref=st.sampled_from(["A-1", "A-1", "A-2"]), phone=PHONES, zone=st.sampled_from(ZONES), consent=CONSENTS)
    def another_order_comes(self, ref: str, phone: str, zone: str, consent: Agreed) -> None:
        self.an_order_comes(ref, phone, zone, consent)

    def an_order_comes(self, ref: str, phone: str, zone: str, consent: Agreed) -> None:
        agreed = Consent(*consent)
        order = Order("site", ref, Customer("Анна", phone, timezone=zone), order_id=ref, consent=agreed)
        with self.act():
            self.engine.receive(order)
            self.engine.work()
        self._ring()

    @rule(seconds=STEPS)
    def time_passes(self, seconds: float) -> None:
        self.engine.clock.turn(seconds)
        with self.act():
            self.engine.work()
        self._ring()

    @rule(seconds=st.sampled_from([-1, 0, 1, 30]))
    def the_hours_end(self, seconds: int) -> None:
        """To the closing, give or take: what was planned while it was open is now too late."""
        clock, leads = self.engine.clock, self.engine.leads()
        closing = self.judge.shop.rules.hours.closing(leads[0].zone, clock.now()) if leads else None
        if not closing:
            return
        clock.turn(max(0.0, (closing - clock.now()).total_seconds() + seconds))
        for session in self.engine.telephony.sessions[-2:]:
            if session.dialled_at is None:
                self._dial(session)
        self.time_passes(0)

    @rule(result=RESULTS)
    def the_robot_goes_on(self, result: Disposition) -> None:
        self.life_goes_on([result])

    @rule(results=st.lists(RESULTS, min_size=2, max_size=4))
    def life_goes_on(self, results: list[Disposition]) -> None:
        """Up to the next moments at which something is due; who is rung up in between speaks."""
        for result in results:
            with self.act():
                self.engine.work()
            for session in self.engine.telephony.sessions[-2:]:
                if session.result is None:
                    self._dial(session)
                    self._end(session, result)
            if due := self.engine.next_due():
                self.engine.clock.turn_to(max(due, self.engine.clock.now()))

    # --- neighbours -------------------------------------------------------------------------------------------------

    @rule(who=st.sampled_from(NEIGHBOURS), coming=WEATHER)
    def bad_weather(self, who: str, coming: list[str]) -> None:
        weather = getattr(self.engine, who).weather
        weather.coming.clear()
        weather.coming.extend(coming)

    @rule(back=st.integers(1, 3), what=st.sampled_from(["dial", "end", "end silently", "repeat"]), result=RESULTS)
    @precondition(lambda self: self.engine.telephony.sessions)
    def a_session_goes_on(self, back: int, what: str, result: Disposition) -> None:
        session = self.engine.telephony.sessions[-back:][0]
        if what == "dial":
            self._dial(session)
        elif what == "end silently":
            session.result = session.result or result
        elif what == "end" or session.result:
            self._end(session, result)

    @rule()
    @precondition(lambda self: self.engine.telephony.sessions)
    def a_second_session_exists(self) -> None:
        """Telephony started one request twice."""
        old = self.engine.telephony.sessions[-1]
        self.engine.telephony.sessions.append(Session(f"{old.id}-twin", old.token))

    @rule(answer=st.sampled_from([FINE, FINE, LOST, "busy"]))
    @precondition(lambda self: self.engine.under_way)
    def a_late_answer_comes(self, answer: str) -> None:
        """Telephony may say that it is busy, and be at work all the same: asked again it is harmless."""
        said = {LOST: Unknown("a reset"), "busy": Temporary("busy")}.get(answer)
        if answer == "busy":
            if self.engine.under_way != PLACE_CALL:
                return
            self.judge.excused += 1
        with self.act():
            self.engine.answer(said)
            self.engine.work()

    def _ring(self) -> None:
        """New calls go as it was written for them."""
        for session in self.engine.telephony.sessions[self.rung :]:
            if fate := self.fates.popleft() if self.fates else None:
                self._dial(session)
                self._end(session, fate)
        self.rung = len(self.engine.telephony.sessions)

    def _dial(self, session: Session) -> None:
        """The session asks for its plan, and dials when it is given it."""
        lead = self.engine.lead(int(session.token.partition("-")[0]))
        if session.result or session.stopped:
            return
        with self.act():
            plan = self.engine.ask_plan(session.token, session.id)
            self.judge.hand_out(lead, session, plan)
            session.dialled_at = self.engine.clock.now()

    def _end(self, session: Session, result: Disposition) -> None:
        """A session without a plan can only say that it failed."""
        if session.dialled_at is None:
            result = Disposition.FAILED
        session.result = session.result or result
        lead_id = int(session.token.partition("-")[0])
        before = self.engine.lead(lead_id)
        with self.act():
            after = self.engine.report(session.report())
            current = bool(before.call and before.call.token == session.token)
            if current:
                self.judge.check_report(before, after, session.result, session.id)
            self.engine.work()

    # --- people -----------------------------------------------------------------------------------------------------

    @rule(name=st.sampled_from([*WISHES, "retry", "retry"]), by=st.sampled_from([ANNA, BORIS]), newest=st.booleans())
    def a_person_wishes(self, name: str, by: Person, newest: bool) -> None:
        leads = self.engine.leads()
        if not leads:  # the desk died before it kept the first order
            return
        lead = leads[0 if newest else -1]
        with self.act(by_person=True):
            try:
                wish = WISHES[name](by)
                after = self.engine.insist(lead.id, held_for(wish) or wish)
            except DeskError:
                self._refused(lead, name, by)
                raise
            self._granted(lead, after, name, by)
            if held := held_for(wish):
                self.judge.holds.grant(lead, held.deed, by)
        with self.act():
            self.engine.work()

    @rule(by=st.sampled_from([ANNA, BORIS]), to=st.sampled_from([ANNA, BORIS]), force=st.booleans())
    def a_lead_is_handed_on(self, by: Person, to: Person, force: bool) -> None:
        for lead in self.engine.leads()[:1]:
            with self.act(by_person=True):
                self.engine.insist(lead.id, events.HandedTo(to, by, by_force=force))
                assert force or lead.assignee in (None, by), f"{by.name} gave away what {lead.assignee} has"
                self.judge.owners[lead.id] = to.id
        self.time_passes(0)

    @rule(by=st.sampled_from([ANNA, BORIS]), wait=PUT_OFF)
    def a_lead_is_put_off(self, by: Person, wait: timedelta) -> None:
        for lead in self.engine.leads()[:1]:
            with self.act(by_person=True):
                self.engine.insist(lead.id, events.Postponed(by, self.engine.clock.now() + wait))
                assert lead.assignee in (None, by), f"{by.name} put off what {lead.assignee} has"
                self.judge.owners[lead.id] = by.id
        self.time_passes(0)

    @rule(who=st.sampled_from([ANNA, BORIS]), there=st.booleans())
    def somebody_comes_or_goes(self, who: Person, there: bool) -> None:
        self._set_presence(who, there=there)
        self.time_passes(0)

    @rule(seconds=st.sampled_from([-1, 0, 1]))
    def patience_runs_out(self, seconds: int) -> None:
        """To the next moment at which somebody is reminded, warned or relieved, give or take."""
        dues = [lead.patience.at for lead in self.engine.leads() if lead.patience and lead.patience.at]
        if dues:
            self.time_passes(max(0, (min(dues) - self.engine.clock.now()).total_seconds() + seconds))

    def _hire(self, *people: Person) -> None:
        now = self.engine.clock.now()

        def work(books: Books) -> None:
            for person in people:
                books.people.meet(person.id, person.name, "", now)
                books.people.change(person.id, now, role="seller")

        run(self.engine.store.write(work))
        self.judge.foreman.hire(*people)

    def _set_presence(self, who: Person, *, there: bool) -> None:
        now, shift = self.engine.clock.now(), Shift() if there else Shift(away_until=UNTIL_BACK)
        with self.act():
            run(self.engine.store.write(lambda books: books.people.set_shift(who.id, shift, now)))
        self.judge.foreman.away = {
            it.person.name
            for it in run(self.engine.store.read(lambda books: books.people.candidates()))
            if it.shift.away(now)
        }

    def _granted(self, before: Lead, after: Lead, name: str, by: Person) -> None:
        owner = before.assignee.id if before.assignee else None
        assert not before.held or name in ("note", "attend"), f"{name} by {by.name}, while {before.held}"
        assert name in ("force", "note") or owner in (None, by.id), f"{name} by {by.id}, and {owner} has it"
        if name in ("release", "force"):
            self.judge.owners[before.id] = None
        elif name in ("claim", "by hand"):
            self.judge.owners[before.id] = by.id
        if name == "retry" and not after.held:
            assert after.status is not LeadStatus.UNREACHABLE

    def _refused(self, lead: Lead, name: str, by: Person) -> None:
        """While something is held, everything else waits."""
        if lead.held:
            assert name != "note", f"{name} was refused, while {lead.held}"
            return
        mine = lead.assignee is None or lead.assignee.id == by.id
        assert not (name == "claim" and lead.assignee is None), "nobody has it, and it cannot be claimed"
        assert not (name == "release" and mine and lead.assignee), "its owner cannot give it back"

    # --- deaths -----------------------------------------------------------------------------------------------------

    @rule(points=st.integers(1, 12))
    def death_is_arranged(self, points: int) -> None:
        """At one of the coming commits or requests, before it or after it."""
        self.engine.fate.fatal = self.engine.fate.passed + points

    @rule()
    def the_desk_is_restarted(self) -> None:
        self.engine.restart()
        with self.act():
            self.engine.work()

    @rule()
    def the_audit_finds_nothing(self) -> None:
        with self.act():
            self.engine.work()
        engine = self.engine
        audit = Audit(engine.store, engine.service, engine.clock, frozenset)  # type: ignore[arg-type]
        with self.act():
            assert run(audit.run()) == 0, "a hint was lost"

    # --- the end ----------------------------------------------------------------------------------------------------

    def teardown(self) -> None:
        """Everything is well again and nobody speaks any more: each lead comes to its end or to a person."""
        if not hasattr(self, "engine"):
            return
        engine = self.engine
        engine.fate.fatal = 0
        for who in (engine.telephony, engine.gateway, engine.office):
            who.weather.coming.clear()
        engine.restart()
        self._wait_in_vain()
        for _ in range(LONGEST_END):
            engine.work()
            if all(settled(lead) and not lead.held for lead in engine.leads()):
                break
            if due := engine.next_due():
                engine.clock.turn_to(max(due, engine.clock.now()))
        self.judge.check()
        self.judge.holds.check_rest(engine.leads())
        waiting = [lead for lead in engine.leads() if not settled(lead)]
        assert all(lead.status is LeadStatus.WAITING_HOURS for lead in waiting), f"it waits for ever: {waiting}"

    def _wait_in_vain(self) -> None:
        """Nobody does anything with any lead; then nobody is hurried any more, or it would go round for ever."""
        engine = self.engine
        for who in (ANNA, BORIS):
            self._set_presence(who, there=True)
        for _ in range(IN_VAIN):
            engine.work()
            self.judge.check()
            self.judge.foreman.check_rest()
            dues = [lead.patience.at for lead in engine.leads() if lead.patience and lead.patience.at]
            if not dues:
                break
            engine.clock.turn_to(max(min(dues), engine.clock.now()))
        engine.rules = replace(engine.rules, staff=StaffRules())
