"""What an admin changes in the chat, or on the command line, holds for the next decision, and after a restart."""

import subprocess
import sys

from sandbox.voximplant.fate import Fate
from sandbox.world.staff import OLGA
from tests.flows.conftest import running
from tests.flows.orders import PHONE
from tests.flows.scene import Scene
from tests.flows.test_staff_clocks import say


async def press_private(scene: Scene, button: str, words: str) -> None:
    message = scene.chat.private(OLGA)[-1]
    await scene.chat.press_at(OLGA, OLGA, message.message_id, button)

    def turned() -> bool:
        text = scene.chat.private(OLGA)[-1].text
        return text != message.text and words in text

    await scene.until(turned, words)


async def test_d_10_a_setting_changed_in_the_chat_holds_for_the_next_call_and_after_a_restart(scene: Scene) -> None:
    scene.world.fates[PHONE] = Fate("busy", ring_s=1)
    await say(scene, OLGA, "/settings")
    await press_private(scene, "Звонки робота", "Звонков робота не больше")
    await press_private(scene, "Звонков робота не больше", "3")
    await scene.chat.press_at(OLGA, OLGA, scene.chat.private(OLGA)[-1].message_id, "Изменить")
    asked = await scene.until(
        lambda: next((it for it in reversed(scene.chat.private(OLGA)) if "Ответьте" in it.text), None)
    )
    scene.world.telegram.control.say(OLGA, OLGA, "1", reply_to=asked.message_id)
    await scene.until(lambda: running(scene).live.current.calls.max_attempts == 1)
    lead = await scene.reach(await scene.order(), "unreachable")
    assert len(lead["calls"]) == 1
    await scene.desk.stop()
    await scene.desk.start()
    lead = await scene.reach(await scene.order("A-2"), "unreachable")
    assert len(lead["calls"]) == 1


async def test_a_setting_changed_on_the_command_line_reaches_the_running_desk(scene: Scene) -> None:
    command = [sys.executable, "-m", "bot.cli", "--config", str(scene.config), "settings", "set", "calls.max_attempts"]
    done = subprocess.run([*command, "1"], capture_output=True, text=True, check=False, timeout=60)  # noqa: ASYNC221
    assert (done.returncode, done.stdout.strip()) == (0, "calls.max_attempts = 1"), done.stderr
    await running(scene).live.load()
    scene.world.fates[PHONE] = Fate("busy", ring_s=1)
    lead = await scene.reach(await scene.order(), "unreachable")
    assert len(lead["calls"]) == 1
    wrong = subprocess.run([*command, "0"], capture_output=True, text=True, check=False, timeout=60)  # noqa: ASYNC221
    assert wrong.returncode == 1
    assert "greater than or equal to 1" in wrong.stderr + wrong.stdout
