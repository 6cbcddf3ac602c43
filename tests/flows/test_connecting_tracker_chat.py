"""/calltouch: Calltouch and RetailCRM connected in the chat, by four answers (S1-05, S1-07, S1-08)."""

import pytest
from sqlalchemy import text

from bot.app.linking import load_draft
from sandbox.kit.faults import Fault
from sandbox.telegram.view import Seen
from sandbox.world import access
from sandbox.world.staff import ANNA, OLGA
from tests.flows.chat import plain
from tests.flows.conftest import OpenScene, running
from tests.flows.scene import Scene
from tests.flows.test_connecting_tracker import CONNECTED, NOT_CONNECTED, NOTHING, notices
from tests.flows.test_staff_clocks import say

URL, KEY, SITE, TOKEN = "Адрес вашей RetailCRM", "Ключ API RetailCRM", "Номер кабинета Calltouch", "Токен API Calltouch"


@pytest.fixture
async def scene(open_scene: OpenScene) -> Scene:
    return await open_scene(tracker=True, **NOTHING)


async def shows(scene: Scene, words: str, after: int = 0) -> Seen:
    """The newest message, once it says so."""

    def look() -> Seen | None:
        seen = scene.chat.private(OLGA)
        return seen[-1] if seen and words in plain(seen[-1].text) and seen[-1].message_id > after else None

    try:
        found: Seen = await scene.until(look)
    except AssertionError:
        raise AssertionError(f"{words!r} is not in:\n{scene.chat.private(OLGA)[-1:]}") from None
    return found


async def press(scene: Scene, button: str, words: str) -> Seen:
    await scene.chat.press_at(OLGA, OLGA, scene.chat.private(OLGA)[-1].message_id, button)
    return await shows(scene, words)


async def reply(scene: Scene, typed: str, words: str) -> Seen:
    """An answer to the newest question."""
    asked = scene.chat.private(OLGA)[-1].message_id
    scene.world.telegram.control.say(OLGA, OLGA, typed, reply_to=asked)
    return await shows(scene, words, asked)


async def begin(scene: Scene) -> None:
    await say(scene, OLGA, "/calltouch")
    await shows(scene, "Не подключено")
    await press(scene, "Подключить", URL)


async def test_s1_08_four_answers_connect_it_and_no_key_stays_in_the_chat(scene: Scene) -> None:
    """CR-01, CR-02, CR-04, CR-06: after a restart in the middle of an answer it is heard again, and nothing is asked
    twice; a wrong one is asked for again."""
    await begin(scene)
    await reply(scene, "two words", "Адрес")
    question = await reply(scene, f"{scene.world.retailcrm.url}/admin/orders?x=1#a", KEY)
    assert f"{scene.world.retailcrm.url}\n" in plain(question.text), "the cleaned address"
    await press(scene, "« Назад", URL)
    await reply(scene, scene.world.retailcrm.url, KEY)
    await scene.until(lambda: len(scene.chat.private(OLGA)) == 1, "the question alone")
    scene.world.telegram.faults.add(Fault("hang", "deleteMessage", skip=1))  # the answer goes, the question stays
    before = await reply(scene, scene.world.retailcrm.key, SITE)
    await scene.desk.stop()
    await scene.desk.start()
    await scene.until(lambda: scene.chat.private(OLGA) == [before], "the question that was asked, and no other")
    await reply(scene, "number", SITE)
    await reply(scene, str(scene.world.calltouch.cabinet.site_id), TOKEN)
    await reply(scene, access.CALLTOUCH_TOKEN, CONNECTED)
    await scene.until(lambda: running(scene).tracking, "built anew")
    await scene.until(lambda: len(notices(scene)) == 1, "what showed the progress goes away")
    left = " ".join(it.text for it in scene.world.telegram.control.transcript(OLGA, OLGA))
    store = running(scene).store
    kept = await store.read(lambda books: books.inbox._db.execute(text("SELECT body FROM inbox")).scalars().all())
    for secret in (scene.world.retailcrm.key, access.CALLTOUCH_TOKEN):
        assert secret not in left
        assert not any(secret in str(it) for it in kept)
    assert await store.read(lambda books: load_draft(books, OLGA)) == {}


async def test_s1_11_a_failure_is_tried_again_from_its_message_which_then_shows_how_far_it_is(scene: Scene) -> None:
    """CR-07, CR-12: and what works is let go of in the chat."""
    crm = scene.world.retailcrm
    crm.keys[crm.key].scopes.discard("custom_fields_write")
    await begin(scene)
    for typed, words in ((crm.url, KEY), (crm.key, SITE), ("12345", TOKEN), (access.CALLTOUCH_TOKEN, NOT_CONNECTED)):
        await reply(scene, typed, words)
    crm.issue_key(crm.key)
    failed = scene.chat.private(OLGA)[-1]
    await scene.chat.press_at(OLGA, OLGA, failed.message_id, "Повторить")
    await shows(scene, CONNECTED)
    await scene.until(lambda: not [it for it in notices(scene) if it.message_id == failed.message_id], "gone")
    await scene.until(lambda: running(scene).tracking, "connected")
    await say(scene, OLGA, "/calltouch")
    await shows(scene, "Подключено и работает")
    await press(scene, "Отключить", "Отключено")
    await scene.until(lambda: running(scene).tracking is None, "let go of")


async def test_cr_11_support_is_told_what_it_needs_and_only_admins_connect(scene: Scene) -> None:
    """S1-07: /connect leads there, too, and its own dialog stays."""
    await say(scene, OLGA, "/connect")
    dialog = await shows(scene, "Магазин и CRM")
    page = await press(scene, "Calltouch и RetailCRM", "Не подключено")
    assert page.message_id > dialog.message_id
    assert dialog in scene.chat.private(OLGA)
    told = await press(scene, "Через поддержку", "доступ администратора")
    for words in ("поля клиента и заказа", "кто отвечает", "магазин"):
        assert words in told.text
    await press(scene, "« Назад", "Не подключено")
    await press(scene, "Подключить", URL)
    await reply(scene, "shop", KEY)
    assert await running(scene).store.read(lambda books: load_draft(books, OLGA))
    scene.world.telegram.control.open_private(ANNA)
    answer = await scene.chat.press_at(ANNA, ANNA, 1, "r1:lv:url", stale=True)
    assert answer.text
    before = len(scene.chat.private(OLGA))
    await scene.chat.press_at(OLGA, OLGA, scene.chat.private(OLGA)[-1].message_id, "Отмена")
    await scene.until(lambda: len(scene.chat.private(OLGA)) < before)
    assert await running(scene).store.read(lambda books: load_draft(books, OLGA)) == {}
