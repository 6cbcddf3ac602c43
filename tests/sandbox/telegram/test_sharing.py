"""What people show the bot of others: contacts, chosen users, forwarded messages."""

import pytest
from aiogram import Bot
from aiogram.types import KeyboardButton, KeyboardButtonRequestUsers, MessageOriginUser, ReplyKeyboardMarkup

from sandbox.telegram.hand import ImpossibleError


def keys(**wanted: object) -> ReplyKeyboardMarkup:
    asked = KeyboardButtonRequestUsers.model_validate({"request_id": 1, **wanted})
    return ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Кто?", request_users=asked)]])


async def heard(bot: Bot):  # type: ignore[no-untyped-def]
    return (await bot.get_updates())[-1].message


async def test_users_are_shared_when_a_key_asks_and_no_more_than_it_asks_for(bot: Bot, fake, store) -> None:
    anna = store.anna.id
    fake.control.open_private(anna)
    with pytest.raises(ImpossibleError, match="no key"):
        fake.control.share_users(anna, store.boris)
    await bot.send_message(anna, "Выберите", reply_markup=keys(request_name=True))
    with pytest.raises(ImpossibleError, match="number of users"):
        fake.control.share_users(anna, store.boris, store.anna)
    fake.control.share_users(anna, store.boris)
    (shared,) = (await heard(bot)).users_shared.users
    assert (shared.user_id, shared.first_name, shared.username) == (store.boris.id, store.boris.first_name, None)


async def test_a_contact_of_nobodys_account_has_no_user(bot: Bot, fake, store) -> None:
    fake.control.open_private(store.anna)
    fake.control.share_card(store.anna, "+79161234567", "Мастер")
    contact = (await heard(bot)).contact
    assert (contact.first_name, contact.user_id) == ("Мастер", None)


async def test_a_forwarded_message_names_its_author_unless_they_hide(bot: Bot, fake, store) -> None:
    fake.control.open_private(store.anna)
    fake.control.forward(store.anna, store.boris, "Я тут")
    origin = (await heard(bot)).forward_origin
    assert isinstance(origin, MessageOriginUser)
    assert origin.sender_user.id == store.boris.id
    fake.control.forward(store.anna, store.boris, "Я тут", hidden=True)
    assert (await heard(bot)).forward_origin.type == "hidden_user"
