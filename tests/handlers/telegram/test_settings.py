"""/settings: admins change hours, calls, times and texts; every change is an act, and one tap takes it back."""

from sandbox.telegram.view import Seen
from tests.bot.telegram_room import ANNA, GROUP, OLGA, Room, Town
from tests.handlers.telegram.test_commands import ask


async def turn(town: Town, message: Seen, button: str, words: str, who: int = OLGA) -> Seen:
    """The message after a press, once it has changed and says so."""
    press = town.control.press(who, OLGA, message.message_id, button)
    await press.wait_answer()

    def shown() -> Seen | None:
        there = (it for it in town.seen(OLGA) if it.message_id == message.message_id and it.text != message.text)
        return next((it for it in there if words in it.text), None)

    found: Seen = await town.see(shown)
    return found


async def answer(town: Town, message: Seen, button: str, typed: str, words: str) -> Seen:
    """Press *Change*, answer the question, and the message that says so."""
    before = len(town.seen(OLGA))
    await town.control.press(OLGA, OLGA, message.message_id, button).wait_answer()
    asked = await town.see(lambda: next((it for it in town.seen(OLGA)[before:] if "Ответьте на это" in it.text), None))
    town.control.say(town.olga, OLGA, typed, reply_to=asked.message_id)
    found: Seen = await town.see(
        lambda: next((it for it in reversed(town.seen(OLGA)) if it.from_bot and words in it.text), None)
    )
    return found


async def settled(room: Room, name: str) -> str | None:
    kept = await room.store.read(lambda books: books.vault.load("settings"))
    return (kept or {}).get(name)


async def test_a_value_is_chosen_by_a_button_and_taken_back_by_another(room: Room, town: Town) -> None:
    top = await ask(town, OLGA, "/settings")
    group = await turn(town, top, "Звонки робота", "Согласие на звонок робота")
    one = await turn(town, group, "Согласие на звонок робота", "обязательно")
    changed = await turn(town, one, "подразумевается", "изменил(а) Ольга")
    assert await settled(room, "calls.consent") == "assumed"
    back = await turn(town, changed, "Отменить изменение", "обязательно")
    assert await settled(room, "calls.consent") is None
    assert "« Назад" in [it.text for it in back.buttons]
    acts = await room.store.read(lambda books: books.acts.latest(10, what="set"))
    assert [(it.who_id, it.subject, it.data["after"]) for it in acts] == [
        (OLGA, "calls.consent", None),
        (OLGA, "calls.consent", "assumed"),
    ]


async def test_a_typed_value_is_checked_and_nonsense_is_asked_again(room: Room, town: Town) -> None:
    top = await ask(town, OLGA, "/settings")
    group = await turn(town, top, "Люди и сроки", "Лид берут за")
    one = await turn(town, group, "Лид берут за", "нет")
    refused = await answer(town, one, "Изменить", "скоро", "90s, 30m")
    assert await settled(room, "staff.answer_within") is None
    assert "скоро" not in refused.text
    await answer(town, one, "Изменить", "20m", "изменил(а) Ольга")
    assert await settled(room, "staff.answer_within") == "20m"


async def test_a_text_is_shown_as_a_customer_gets_it_with_its_parts(room: Room, town: Town) -> None:
    top = await ask(town, OLGA, "/settings")
    group = await turn(town, top, "Тексты", "SMS ночью")
    one = await turn(town, group, "SMS ночью", "готовый текст программы")
    assert "часть SMS" in one.text or "части SMS" in one.text
    shown = await answer(town, one, "Изменить", "{{ first_name }}, спим", "Анна, спим")
    assert "1 часть SMS" in shown.text
    refused = await answer(town, shown, "Изменить", "{{ ''.__class__ }}", "only values")
    assert refused
    assert await settled(room, "texts.night") == "{{ first_name }}, спим"


async def test_x_18_answers_are_added_changed_removed_and_taken_back(room: Room, town: Town) -> None:
    top = await ask(town, OLGA, "/settings")
    group = await turn(town, top, "Ответы клиентам", "Их пока нет")
    await answer(town, group, "Добавить ответ", "без знака равенства", "знак равенства и текст")
    await answer(town, group, "Добавить ответ", "Готов = {{ nam }}", "did you mean name")
    await answer(town, group, "Добавить ответ", f"{'х' * 25} = текст", "не больше 24 букв")
    one = await answer(town, group, "Добавить ответ", "Готов = {{ first_name }}, ждём вас", "Анна, ждём вас")
    assert "1 часть SMS" in one.text
    assert await settled(room, "answers.Готов") == "{{ first_name }}, ждём вас"
    one = await answer(town, one, "Изменить", "{{ first_name }}, приезжайте", "Анна, приезжайте")
    gone = await turn(town, one, "Удалить ответ", "нет")
    assert await settled(room, "answers.Готов") == ""
    await turn(town, gone, "Отменить изменение", "Анна, приезжайте")
    assert await settled(room, "answers.Готов") == "{{ first_name }}, приезжайте"
    acts = await room.store.read(lambda books: books.acts.latest(10, what="set"))
    assert [it.subject for it in acts] == ["answers.Готов"] * 4


async def test_sellers_neither_see_nor_change_settings(room: Room, town: Town) -> None:
    assert "Настройки" not in (await ask(town, ANNA, "/settings")).text
    card = await ask(town, OLGA, "/settings", GROUP)
    for data in ("r1:st:hours", "r1:sg:shop.hours", "r1:sc:calls.consent=assumed", "r1:sb:1"):
        pressed = town.control.press(town.anna, town.group, card.message_id, data, stale=True)
        assert "админ" in (await pressed.wait_answer()).text.lower()
    assert await settled(room, "calls.consent") is None


async def test_made_up_settings_are_answered_and_change_nothing(room: Room, town: Town) -> None:
    card = await ask(town, OLGA, "/settings")
    for data in (
        "r1:st:nothing",
        "r1:sg:telegram.token",
        "r1:sc:telegram.token=1",
        "r1:sc:calls.consent=maybe",
        "r1:sb:x",
    ):
        pressed = town.control.press(OLGA, OLGA, card.message_id, data, stale=True)
        assert (await pressed.wait_answer()).text, data
    assert await room.store.read(lambda books: books.vault.load("settings")) is None


async def test_what_was_changed_since_cannot_be_taken_back(room: Room, town: Town) -> None:
    top = await ask(town, OLGA, "/settings")
    group = await turn(town, top, "Звонки робота", "Звонков робота не больше")
    one = await turn(town, group, "Звонков робота не больше", "3")
    await answer(town, one, "Изменить", "4", "изменил(а) Ольга")
    (first,) = await room.store.read(lambda books: books.acts.latest(1, what="set"))
    await answer(town, one, "Изменить", "5", "5")
    await town.see(lambda: [it for it in town.seen(OLGA) if it.from_bot and it.text.splitlines()[1:2] == ["5"]])
    pressed = town.control.press(OLGA, OLGA, top.message_id, f"r1:sb:{first.id}", stale=True)
    assert "изменили ещё раз" in (await pressed.wait_answer()).text
    assert await settled(room, "calls.max_attempts") == "5"
