"""The sellers' chat."""

import asyncio

import aiohttp

from tests.sandbox.page.conftest import Visit

ANNA, BORIS, OLGA = 111, 222, 904


async def test_a_card_is_shown_with_its_buttons_and_colours(visit: Visit) -> None:
    number = await visit.post_card()
    [message] = (await visit.state())["chat/group"]["messages"]
    assert (message["id"], message["html"], message["bot"]) == (number, "<b>Лид №7</b>", True)
    [[button]] = message["rows"]
    assert (button["text"], button["style"]) == ("Взять", "success")


async def test_a_pressed_button_reaches_the_bot_and_shows_its_answer(visit: Visit) -> None:
    number = await visit.post_card()
    press = {"as": BORIS, "chat": visit.world.staff.group.id, "message": number, "data": "r1:cl:7"}
    told, query = await asyncio.gather(
        visit.post("press", press), visit.answer_next_press(text="Лид ваш", show_alert=True)
    )
    assert told["answer"] == {"text": "Лид ваш", "alert": True, "url": ""}
    assert (query["from"]["first_name"], query["data"]) == ("Борис", "r1:cl:7")


async def test_a_button_that_is_not_there_cannot_be_pressed(visit: Visit) -> None:
    number = await visit.post_card()
    press = {"as": ANNA, "chat": visit.world.staff.group.id, "message": number, "data": "r1:zz:7"}
    told = await visit.post("press", press, expect=409)
    assert "no button" in told["error"]


async def test_text_of_customers_is_never_markup(visit: Visit) -> None:
    await visit.post_card(text="&lt;img src=x onerror=alert(1)&gt;")
    visit.world.telegram.control.say(ANNA, visit.world.staff.group, "<script>alert(1)</script>")
    shown = "".join(one["html"] for one in (await visit.state())["chat/group"]["messages"])
    assert "<img" not in shown and "<script" not in shown
    assert "&lt;script&gt;" in shown


async def test_the_private_chat_opens_with_start(visit: Visit) -> None:
    assert (await visit.state(ANNA))["chat/111"]["closed"] is True
    assert (await visit.state(OLGA))["chat/904"]["closed"] is False
    await visit.post("start", {"as": ANNA})
    private = (await visit.state(ANNA))["chat/111"]
    assert private["closed"] is False
    assert [one["html"] for one in private["messages"]] == ['<span class="tg-command">/start</span>']


async def test_a_question_of_the_bot_is_offered_as_an_answer(visit: Visit) -> None:
    ask = {"force_reply": True, "input_field_placeholder": "+7 …"}
    await visit.bot("sendMessage", chat_id=OLGA, text="Новый номер?", reply_markup=ask)
    [question] = (await visit.state(OLGA))["chat/904"]["messages"]
    assert question["ask"] == "+7 …"
    await visit.post("say", {"as": OLGA, "chat": OLGA, "text": "+7 999 000-11-22", "reply_to": question["id"]})
    [update] = await visit.bot("getUpdates", timeout=5)
    assert update["message"]["reply_to_message"]["message_id"] == question["id"]


async def test_nobody_writes_into_a_chat_that_is_not_open_to_them(visit: Visit) -> None:
    await visit.post("say", {"as": ANNA, "chat": OLGA, "text": "привет"}, expect=409)


async def test_commands_of_the_bot_are_offered(visit: Visit) -> None:
    await visit.bot("setMyCommands", commands=[{"command": "today", "description": "Итоги дня"}])
    assert (await visit.state())["chat/group"]["menu"] == [{"command": "today", "description": "Итоги дня"}]


async def test_a_document_of_the_bot_can_be_downloaded(visit: Visit) -> None:
    stored = visit.world.telegram.control.send_file(ANNA, visit.world.staff.group, "лиды.csv", b"a;b")
    [message] = (await visit.state())["chat/group"]["messages"]
    async with visit.client.get(f"{visit.url}/demo/file/{message['file']['id']}") as answer:
        assert await answer.read() == b"a;b"
        assert answer.headers["Content-Disposition"].startswith("attachment")
    assert message["file"]["name"] == "лиды.csv" and stored.id == message["id"]


async def test_a_photo_of_the_bot_is_shown_and_nothing_else_is(visit: Visit) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(8) + (8).to_bytes(4) + (6).to_bytes(4) + bytes(9)
    form = aiohttp.FormData({"chat_id": str(visit.world.staff.group.id), "caption": "Схема"})
    form.add_field("photo", picture, filename="picture.png")
    async with visit.client.post(
        f"{visit.world.telegram.url}/bot{visit.world.telegram.token}/sendPhoto", data=form
    ) as it:
        assert it.status == 200, await it.text()
    [message] = (await visit.state())["chat/group"]["messages"]
    assert (message["media"], message["html"]) == ("photo", "Схема")
    assert (message["file"]["width"], message["file"]["height"]) == (8, 6)
    async with visit.client.get(f"{visit.url}/demo/photo/{message['file']['id']}") as answer:
        assert (answer.content_type, await answer.read()) == ("image/png", picture)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    visit.world.telegram.control.send_file(ANNA, visit.world.staff.group, "evil.html", b"<script>")
    document = (await visit.state())["chat/group"]["messages"][-1]
    async with visit.client.get(f"{visit.url}/demo/photo/{document['file']['id']}") as answer:
        assert answer.status == 404


async def test_the_group_is_told_in_its_topics(team: Visit) -> None:
    control, group = team.world.telegram.control, team.world.staff.group
    leads = await team.bot("createForumTopic", chat_id=group.id, name="Лиды", icon_color=7322096)
    thread = leads["message_thread_id"]
    await team.bot("sendMessage", chat_id=group.id, text="Лид №7", message_thread_id=thread)
    await team.post("say", {"as": ANNA, "chat": group.id, "text": "беру", "thread": thread})
    control.say(BORIS, group, "всем привет")
    told = (await team.state())["chat/group"]
    assert [(it["id"], it["name"]) for it in told["topics"]] == [(0, ""), (thread, "Лиды")]
    assert [it["html"] for it in told["messages"] if it["thread"] == thread and not it["service"]] == ["Лид №7", "беру"]
    assert [it["html"] for it in told["messages"] if not it["thread"]] == ["всем привет"]
    await team.post("say", {"as": ANNA, "chat": group.id, "text": "куда?", "thread": 5000}, expect=409)


async def test_a_busy_topic_takes_no_room_from_the_others(team: Visit) -> None:
    control, group = team.world.telegram.control, team.world.staff.group
    calm, busy = (control.add_topic(ANNA, group, name) for name in ("Сводки", "Лиды"))
    control.say(ANNA, group, "редкая весть", thread=calm.id)
    for number in range(80):
        control.say(BORIS, group, f"весть {number}", thread=busy.id)
    told = (await team.state())["chat/group"]["messages"]
    assert "редкая весть" in [it["html"] for it in told]
    assert len([it for it in told if it["thread"] == busy.id]) == 60


async def test_everybodys_private_chat_is_told_whoever_looks(team: Visit) -> None:
    await team.post("start", {"as": ANNA})
    await team.bot("sendMessage", chat_id=ANNA, text="только Анне")
    for viewer in (ANNA, BORIS, OLGA):
        state = await team.state(viewer)
        assert state["chat/111"]["messages"][-1]["html"] == "только Анне"
        assert state["chat/222"]["closed"] is True
    assert [it["part"] for it in state["people"]] == ["seller", "seller", "member", "admin", "owner"]


async def test_a_key_that_asks_for_a_contact_shares_ones_own_number(visit: Visit) -> None:
    keys = {"keyboard": [[{"text": "Мой номер", "request_contact": True}, "Не сейчас"]]}
    await visit.bot("sendMessage", chat_id=OLGA, text="Ваш номер?", reply_markup=keys)
    shown = (await visit.state())["chat/904"]["keyboard"]
    assert shown == [[{"text": "Мой номер", "contact": True}, {"text": "Не сейчас", "contact": False}]]
    await visit.post("contact", {"as": OLGA})
    [update] = await visit.bot("getUpdates", timeout=5)
    assert (update["message"]["contact"]["user_id"], update["message"]["contact"]["phone_number"]) == (
        OLGA,
        "+79990000904",
    )
    await visit.bot("sendMessage", chat_id=OLGA, text="Спасибо", reply_markup={"remove_keyboard": True})
    assert (await visit.state())["chat/904"]["keyboard"] == []
    await visit.post("contact", {"as": ANNA}, expect=409)


async def test_a_link_into_the_private_chat_carries_its_payload(visit: Visit) -> None:
    await visit.post("start", {"as": ANNA, "payload": "join_7"})
    [update] = await visit.bot("getUpdates", timeout=5)
    assert update["message"]["text"] == "/start join_7"
