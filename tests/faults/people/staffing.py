"""What people are shown of each other: who works here, who did what, who joins by which link, who paused what."""

from bot.cards.acts import render_acts
from bot.cards.card import Card
from bot.cards.crew import HOW_TO_APPOINT, crew_rows
from bot.cards.fellow import ask_dismissal, ask_duty, ask_language, render_fellow
from bot.cards.invitations import ask_role, ask_tongue, render_link, render_links, render_used
from bot.cards.pauses import ask_end, ask_length, render_pauses
from bot.cards.shift import render_shift
from bot.cards.state import render_sellers
from desk.leads.model import Person
from desk.staff.roles import Role
from desk.staff.wishes import Wish
from handlers.telegram import phrases
from tests.faults.people.drawing import Template, told
from tests.faults.people.samples import (
    SOON,
    acts_of,
    fellow_of,
    invitation_of,
    known_of,
    pauses_of,
    source_of,
)

MANY = 30
LINK = "https://t.me/ringdesk_bot?start=in_0123456789"
ROLES = tuple(it for it in Role if it)


def crew_of(text: str, language: str) -> Card:
    people = [known_of(text)] * MANY
    rows = crew_rows(people, 0, language=language, private=True)
    return render_sellers(people, (5,), **told(language), buttons=rows, hint=HOW_TO_APPOINT)


STAFF = (
    Template("who works here", crew_of),
    Template("who did what", lambda text, to: render_acts(acts_of(text), **told(to))),
    Template(
        "a shift",
        lambda text, to: render_shift(Person(7, text), known_of(text).shift, own=True, command="/shift", **told(to)),
    ),
    Template(
        "one of them", lambda text, to: render_fellow(fellow_of(text), ROLES, **told(to), private=True, own=False)
    ),
    Template("oneself", lambda text, to: render_fellow(fellow_of(text), (), **told(to), private=False, own=True)),
    Template("remove them?", lambda text, to: ask_dismissal(fellow_of(text), 3, language=to)),
    Template("their hours?", lambda text, to: ask_duty(fellow_of(text), Wish.HOURS, 7, language=to)),
    Template("away until when?", lambda text, to: ask_duty(fellow_of(text), Wish.AWAY, 7, language=to, again=True)),
    Template("one's own language?", lambda _text, to: ask_language(7, "ru", language=to)),
    Template("an appointment", lambda text, to: phrases.appointed(text, Role.SELLER, to)),
    Template("whom to invite?", lambda _text, to: ask_role(ROLES, language=to)),
    Template("in which language?", lambda _text, to: ask_tongue(Role.SELLER, language=to)),
    Template("a link", lambda text, to: render_link(invitation_of(text), LINK, **told(to))),
    Template("links that work", lambda text, to: render_links([invitation_of(text)] * MANY, **told(to))),
    Template("somebody joined", lambda text, to: render_used(text, 7, Role.SELLER, language=to)),
    Template("the pauses", lambda text, to: render_pauses(pauses_of(text), {text, text[:9], "site"}, **told(to))),
    Template("pause for how long?", lambda text, to: ask_length(source_of(text), **told(to))),
    Template("paused until when?", lambda text, to: ask_end(source_of(text), 7, language=to, again=True)),
    Template("it is paused", lambda text, to: phrases.paused(source_of(text), SOON, **told(to))),
    Template("it goes on", lambda text, to: phrases.resumed(source_of(text), to)),
    Template("what can be paused", lambda text, to: phrases.which_switch([text] * MANY, to)),
)
