"""A card: an HTML text in Telegram's own subset, and a keyboard."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What a button asks for. Codes live in messages for years: never reuse one for something else."""

    CLAIM = "cl"
    RELEASE = "rl"
    CALL_NOW = "cn"
    RETRY = "rt"
    BY_HAND = "bh"
    REACHED = "re"
    WON = "wo"
    LOST = "lo"
    CORRECT_NUMBER = "nr"
    WHY = "wy"
    RAW = "rw"  # the raw request, for admins
    MENDED = "md"  # ask a neighbour again whether it works (incident cards)
    OPEN = "op"  # show a lead's card here (lists)
    HAND_ON = "ho"  # ask to whom
    HAND_TO = "ht"  # 17.904: lead 17 to person 904
    POSTPONE = "pp"  # ask until when
    PUT_OFF = "po"  # 17.29384650: lead 17 until that minute since 1970
    NOTE = "no"  # ask for a note
    REASON = "rs"  # 17.price: why it was lost
    ATTEND = "at"  # its owner is at it
    CONNECT = "cc"  # telephony calls its owner, then the customer, and joins them
    PHONE = "ph"  # ask for one's own number
    SETTINGS = "st"  # a group of settings, or all groups
    SETTING = "sg"  # one setting
    CHANGE = "sc"  # its name: ask for a value; name=value: choose it; name=: as in the file
    TAKE_BACK = "sb"  # the number of the act that is taken back
    AWAY = "aw"  # whose shift, and until when (cards of shifts)
    BACK = "bk"  # whose shift
    JOBS = "jl"  # a page of the dead-letter list
    JOB_RETRY = "jr"
    JOB_DROP = "jd"
    JOB_NUMBER = "jn"  # a given-up job's lead has a wrong number
    JOBS_RETRY = "ja"
    JOBS_DROP = "jx"  # asks first
    JOBS_DROP_SURE = "jy"
    CHECK_ALL = "ck"  # every neighbour, on the page of their health
    BOARD = "ob"  # overviews: the board, in place
    SHELF = "os"  # leads of one status: its code, and below which number
    FLOW = "of"  # the picture of the process
    SPENDING = "mo"  # money: the page of it, in place
    SPEND_MORE = "mm"  # the stamp of what was looked at, and the amount: approve so much more for today
    SPEND_FREE = "mf"  # no limit today
    SPEND_STOP = "ms"  # nothing more before tomorrow
    UNDO = "ud"  # take back what is held
    WENT = "we"  # 17.2: call 2 of lead 17; 17.<ref>: a message
    WENT_NOT = "wn"
    RESEND = "sa"  # 17.<ref>: a message that did not go out
    WRITE = "wr"  # ask what to write to the customer
    ANSWER = "aa"  # 17: the list, in its place; 17.<stamp>: show one before it is sent; 17.other: ask for words
    SEND = "ab"  # 17.<draft>: what was shown; 17.<draft>.now: at any hour
    MACROS = "ac"  # ask which macro
    MACRO = "ad"  # 17.<stamp>.<list>: do all its steps
    STATS = "og"  # figures of a period: its name; as text when that is said behind it
    CREW = "yc"  # a page of the people of the shop
    FELLOW = "yf"  # one of them
    APPOINT = "ya"  # 111.seller
    DISMISS = "yd"  # asks first
    DISMISS_SURE = "yz"
    SPEAK = "ys"  # 111.en: their language; 111.auto: as their client
    DUTY = "yh"  # 111.hours: ask when they work, and what they take; 111.back: they are there again
    INVITE = "yi"  # new: ask for a role; seller: ask for a language; seller.en: a link
    INVITES = "yv"  # links that still work
    UNINVITE = "yu"  # a link's number
    PICK = "yp"  # somebody from the presser's own contacts
    CANCEL = "yx"  # a question, and who was asked
    PAUSES = "zl"  # what is paused
    PAUSE = "zp"  # calls: for how long; calls.60: so many minutes; calls.0: until somebody resumes it
    RESUME = "zr"  # calls
    FIX = "xf"  # the stamp of a comparison: put right what it found
    ORDERS = "xo"  # orders of the store and their deals
    STAGE = "xs"  # ask for a stage of the lead's deal
    MOVE = "xm"  # 17.C5:EXECUTING: the deal of lead 17 to that stage
    DEAL_RETRY = "xr"  # what the store or the CRM refused
    DEAL_ANEW = "xn"  # the deal was deleted
    MAKE_ORDER = "xe"  # in the store, for a lead that came another way
    TRACKING = "ka"  # call tracking: a page of touches, 17: below that number; deals, deals.linked, deals.linked.17
    TOUCH_RETRY = "kr"  # 17: a touch that failed; 17.page: pressed on the page
    TOUCH_BY_HAND = "kh"
    TOLD_RETRY = "ko"  # 17: an order that the tracker would not take
    TOLD_BY_HAND = "kd"
    LINK = "lk"  # a call tracker and its CRM; support: what to hand over; page: in a message of its own
    LINK_VALUE = "lv"  # url, key, site, token: ask for it
    UNLINK = "lx"  # the stamp of the wish: let go of what was connected
    LINK_AGAIN = "la"  # the stamp of the wish: connect call tracking once more, with the same keys
    SET_UP = "ua"  # the connection of store and CRM, as it was last looked at; look: ask both again
    SET_UP_VALUE = "uv"  # pipeline, field, manager: ask for it
    SET_UP_MAKE = "um"  # what is missing; asks first
    SET_UP_MAKE_SURE = "un"  # the stamp of what was shown as missing
    SET_UP_TRY = "ut"  # send a test order through, and remove it
    SET_UP_END = "ux"  # close the dialog, and call off what waits for its turn
    STAGES = "us"  # a page of the pipeline's stages with their statuses
    MAP_STAGE = "ug"  # <stage>.2: ask which status, second page
    MAP = "uh"  # <stage>.<status>, <stage>.nowhere, <stage>.file; <stage>.other: ask for a word
    MAP_BACK = "ub"  # the number of the act that is taken back


class Style(StrEnum):
    """Colours of buttons, https://core.telegram.org/bots/api#inlinekeyboardbutton"""

    PLAIN = ""
    PRIMARY = "primary"
    SUCCESS = "success"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """Exactly one of ``data``, ``url`` and ``copy`` is set. ``data`` has at most 64 bytes."""

    text: str
    data: str = ""
    url: str = ""
    copy: str = ""
    style: Style = Style.PLAIN
    disabled: bool = False


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """At most 4096 characters after parsing. ``plain`` is the same without markup, for when HTML is refused."""

    html: str
    plain: str
    rows: Rows = ()

    @property
    def digest(self) -> str:
        """Equal cards have equal digests: a card that is shown already is not sent again."""
        return hashlib.sha256(repr((self.html, self.rows)).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Press:
    """What a pressed button says: an action and what it is about (a lead's number, a cause, or nothing)."""

    action: Action
    subject: str = ""

    @property
    def lead_id(self) -> int | None:
        """None when the button is not about a lead."""
        number = self.subject.partition(".")[0]
        return int(number) if is_number(number) else None

    @property
    def detail(self) -> str:
        """What was chosen for the lead."""
        return self.subject.partition(".")[2]


LONGEST_NUMBER = 15  # digits
PREFIX = "r1"
CODES = {it.value: it for it in Action}


def is_number(text: str) -> bool:
    """As numbers stand in our own buttons."""
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER


def pack(action: Action, subject: int | str = "") -> str:
    """Raises ValueError above Telegram's 64 bytes."""
    data = f"{PREFIX}:{action.value}:{subject}"
    if len(data.encode()) > 64:
        raise ValueError("a button can carry 64 bytes")
    return data


def unpack(data: str) -> Press | None:
    """None for whatever is not one of our buttons."""
    prefix, _, rest = data.partition(":")
    code, colon, subject = rest.partition(":")
    action = CODES.get(code)
    return Press(action, subject) if prefix == PREFIX and colon and action else None
