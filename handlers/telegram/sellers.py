"""Commands of sellers: lists, one card, looking for somebody; and the right number, asked for by a press."""

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message, Update

from bot.cards.listing import Kind
from bot.cards.markup import Page, line
from bot.cards.notices import answer_refused
from bot.texts.catalogue import Speaker
from desk.errors import Conflict, Ignored, NotFound
from desk.staff.roles import Role
from handlers.telegram import phrases
from handlers.telegram.desk import Guest, Pages, SellersDesk, Spot, Voice
from handlers.telegram.rights import Allowed, spot_of

SELLERS, VIEWERS = Allowed(Role.SELLER), Allowed(Role.VIEWER)


def commands() -> Router:
    router = Router(name="sellers")
    router.message.register(list_open, Command("leads"), VIEWERS)
    router.message.register(list_mine, Command("mine"), SELLERS)
    router.message.register(show_lead, Command("lead"), VIEWERS)
    router.message.register(find, Command("find"), VIEWERS)
    router.message.register(list_errors, Command("errors"), VIEWERS)
    router.message.register(
        correct_number, F.reply_to_message.from_user.is_bot, F.text, ~F.text.startswith("/"), SELLERS
    )
    router.message.register(find_words, F.chat.type == "private", F.text, ~F.text.startswith("/"), VIEWERS)
    return router


async def list_open(message: Message, guest: Guest, pages: Pages, voice: Voice) -> None:
    await voice.say(spot_of(message), await pages.listing(Kind.OPEN, guest.person, guest.language))


async def list_mine(message: Message, guest: Guest, pages: Pages, voice: Voice) -> None:
    await voice.say(spot_of(message), await pages.listing(Kind.MINE, guest.person, guest.language))


async def list_errors(message: Message, guest: Guest, pages: Pages, voice: Voice) -> None:
    await voice.say(spot_of(message), await pages.errors(guest.language))


async def show_lead(message: Message, guest: Guest, command: CommandObject, voice: Voice) -> None:
    number = (command.args or "").strip().lstrip("#№")
    if not number.isdecimal() or len(number) > 15:
        await voice.say(spot_of(message), phrases.note(guest.language, phrases.WHICH_LEAD))
        return
    try:
        await voice.open(int(number), spot_of(message))
    except NotFound:
        await voice.say(spot_of(message), phrases.note(guest.language, phrases.UNKNOWN_LEAD, number=int(number)))


async def find(message: Message, guest: Guest, command: CommandObject, pages: Pages, voice: Voice) -> None:
    words = (command.args or "").strip()
    if not words:
        await voice.say(spot_of(message), phrases.note(guest.language, phrases.WHAT_TO_FIND))
        return
    await voice.say(spot_of(message), await pages.listing(Kind.FOUND, guest.person, guest.language, words))


async def find_words(message: Message, guest: Guest, pages: Pages, voice: Voice) -> None:
    """In the private chat plain words are looked for, as with /find."""
    words = (message.text or "").strip()[:100]
    await voice.say(spot_of(message), await pages.listing(Kind.FOUND, guest.person, guest.language, words))


async def correct_number(
    message: Message, guest: Guest, desk: SellersDesk, voice: Voice, pages: Pages, event_update: Update
) -> None:
    """The answer to *which number?*: the question stands in the message that was answered, so it survives restarts."""
    here = spot_of(message)
    asked = Spot(
        here.chat_id, here.thread_id, message.reply_to_message.message_id if message.reply_to_message else None
    )
    lead_id = await desk.prompted(asked)
    if lead_id is None:
        if here.private:
            await find_words(message, guest, pages, voice)
        return
    key = f"telegram:{event_update.update_id}"
    try:
        lead = await desk.correct_phone(guest, lead_id, message.text or "", key)
    except (Conflict, Ignored, NotFound) as error:
        await voice.say(here, Page([line(answer_refused(error.reason, language=guest.language))]).card())
        return
    await desk.forget_prompt(lead_id, asked)
    if not here.private:  # the number does not stay where everybody reads it
        await voice.remove(here)
        await voice.remove(asked)
    phone = Speaker(guest.language).phone(lead.phone, full=here.private)
    await voice.say(here, phrases.note(guest.language, phrases.CORRECTED, number=lead.id, phone=phone))
