"""What must hold for the card of every lead there can be: size, markup, and what a group does not get to see."""

import re
from dataclasses import replace
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.leads.events import OrderAttached
from desk.leads.view import PastEntry
from desk.model import Customer, OrderLine
from tests.bot.cards.conftest import Read
from tests.bot.cards.looking import card
from tests.bot.lives import NOW, Life, lives, make_order

# Function-scoped fixtures hand out a pure function here, so that sharing one between examples changes nothing.
ANY = settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_the_longest_card_there_can_be_fits(read: Read) -> None:
    long = "<&>" + "я@" * 3000
    order = make_order(
        customer=Customer(long, "89161234567", f"{long}@mail.ru", long),
        order_id=long,
        comment=long,
        partner_code=long,
        currency=long,
        lines=tuple(OrderLine(long, quantity=Decimal("1E+20")) for _ in range(50)),
    )
    life = Life().open(order).registered()
    for _ in range(20):
        life.tell(OrderAttached(order))
    life.history += [PastEntry(NOW, "call_postponed", "я" * 3000, long, {"number": n}) for n in range(300)]
    for options in ({}, {"full_phone": True}, {"crm_url": "https://x.ru/" + "a" * 2000}):
        text, _ = read(card(life, **options))
        assert text.startswith("🟡 #1042")
        assert text.splitlines()[-1].startswith("▶ ")


@ANY
@given(lives(words=st.text(max_size=60)), st.sampled_from(["ru", "en"]), st.booleans())
def test_f_21_whatever_is_typed_into_a_form_makes_a_card_that_telegram_takes(
    read: Read, life: Life, language: str, full: bool
) -> None:
    text, entities = read(card(life, language, full_phone=full))
    assert text.splitlines()[0].partition(" ")[2].startswith(f"#{life.number}")
    assert not [it for it in entities if it["type"] == "text_link"]
    if not full:
        assert not re.search(r"(?<!\w)[@/#][A-Za-zА-я]", text), "a mention, a command or a tag of a stranger's"


SPELLINGS = ["{0}", "8 ({1}) {2}-{3}", "+7{1}{2}{3}", "7 {1} {2} {3}", "{1}.{2}.{3}", "тел:{0}!", "+7-{1}-{2}-{3}\n"]


@ANY
@given(st.integers(9_000_000_000, 9_999_999_999), st.sampled_from(SPELLINGS), lives(longest=5))
def test_s0_04_no_card_of_a_group_tells_a_whole_number_or_mailbox(number: int, spelling: str, life: Life) -> None:
    """Wherever the customer wrote it: the name, the comment, a line of the order."""
    digits = str(number)
    typed = spelling.format(f"8{digits}", digits[:3], digits[3:6], digits[6:])
    mailbox = f"box{digits}@mail.ru"
    order = make_order(
        customer=Customer(f"Анна {typed}", f"8{digits}", mailbox, typed),
        comment=f"{typed} {mailbox}",
        order_id=f"8{digits}",
        partner_code=typed,
        lines=(OrderLine(typed),),
    )
    life.lead = replace(life.lead, order=order, city=typed, trouble_text=typed)
    shown = card(life)
    for text in (shown.html, shown.plain, repr(shown.rows)):
        digits_shown = re.sub(r"[\s\u2060().+-]", "", text)
        assert digits not in digits_shown
        assert mailbox not in text.replace("\u2060", "")
