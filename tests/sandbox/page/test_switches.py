"""The world's switches and its time."""

from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from sandbox.page.moments import seconds_to
from tests.sandbox.page.conftest import NOON, Visit


async def status_of(visit: Visit, url: str) -> int:
    async with visit.client.get(url) as answer:
        return answer.status


async def test_the_crm_goes_down_and_comes_back(visit: Visit) -> None:
    url = visit.world.bitrix24.webhook_url + "crm.lead.list"
    await visit.post("switch", {"neighbour": "crm", "state": "down"})
    assert await status_of(visit, url) == 502
    await visit.post("switch", {"neighbour": "crm", "state": "works"})
    assert await status_of(visit, url) == 200


async def test_a_switch_leaves_faults_of_others_alone(visit: Visit) -> None:
    other = visit.world.bitrix24.break_down("html", match="crm.deal.*")
    await visit.post("switch", {"neighbour": "crm", "state": "down"})
    await visit.post("switch", {"neighbour": "crm", "state": "works"})
    assert visit.world.bitrix24.faults.rules == [other]


async def test_a_crm_that_loses_answers_has_done_the_work(visit: Visit) -> None:
    await visit.post("switch", {"neighbour": "crm", "state": "loses"})
    with pytest.raises(aiohttp.ClientConnectionError):
        await visit.crm("crm.lead.add", fields={"TITLE": "Лид"})
    assert [lead["TITLE"] for lead in await visit.crm("crm.lead.list")] == ["Лид"]


async def test_a_token_expires_and_is_revoked_and_trusted_again(visit: Visit) -> None:
    pair = visit.world.bitrix24.authorise()
    call = f"{visit.world.bitrix24.url}/rest/crm.lead.list?auth={pair['access_token']}"
    refresh = f"{visit.world.bitrix24.url}/oauth/token/?grant_type=refresh_token&client_id=local.sandbox"
    refresh += f"&client_secret=sandboxclientsecret&refresh_token={pair['refresh_token']}"
    assert await status_of(visit, call) == 200
    await visit.post("token")
    assert await status_of(visit, call) == 401
    await visit.post("switch", {"neighbour": "crm", "state": "revoked"})
    assert await status_of(visit, refresh) == 400
    await visit.post("switch", {"neighbour": "crm", "state": "works"})
    assert await status_of(visit, refresh) == 200


async def test_the_fate_of_the_next_call_is_used_up_and_the_usual_one_stays(visit: Visit) -> None:
    await visit.post("fate", {"outcome": "voicemail"})
    await visit.post("fate", {"outcome": "busy", "once": True})
    assert (await visit.state())["switches"]["once"] == "busy"
    taken = [visit.world.fates.take("+79990000001").outcome for _ in range(3)]
    assert taken == ["busy", "voicemail", "voicemail"]
    assert (await visit.state())["switches"]["once"] == ""


@pytest.mark.parametrize("body", [{"neighbour": "crm", "state": "sad"}, {"neighbour": "bank", "state": "down"}, {}])
async def test_a_switch_that_does_not_exist_is_refused(visit: Visit, body: dict[str, str]) -> None:
    await visit.post("switch", body, expect=400)


async def test_time_runs_faster_and_jumps(visit: Visit) -> None:
    await visit.post("time", {"speed": 60})
    assert (await visit.state())["clock"]["speed"] == 60
    await visit.post("time", {"speed": 0})
    before = visit.world.clock.now()
    await visit.post("time", {"jump": 1800})
    assert visit.world.clock.now() - before == timedelta(minutes=30)
    await visit.post("time", {"to": "night", "zone": "Asia/Omsk"})
    assert visit.world.clock.now() == datetime(2026, 3, 3, 17, 30, tzinfo=UTC)  # 23:30 in Omsk


@pytest.mark.parametrize(
    "body", [{"jump": -1}, {"speed": -1}, {"speed": 1e9}, {"to": "noon"}, {"to": "night", "zone": "Mars"}]
)
async def test_time_does_not_run_back_or_wild(visit: Visit, body: dict[str, object]) -> None:
    await visit.post("time", body, expect=400)
    assert visit.world.clock.now() - NOON < timedelta(minutes=1)


def test_morning_after_morning_is_tomorrow() -> None:
    nine = datetime(2026, 3, 3, 6, 0, tzinfo=UTC)  # 09:00 in Moscow
    assert seconds_to("morning", "Europe/Moscow", nine) == 86_400
    assert seconds_to("morning", "Europe/Moscow", nine - timedelta(seconds=1)) == 1


def test_a_night_that_is_shorter_by_an_hour_is_counted_so() -> None:
    evening = datetime(2026, 3, 28, 20, 0, tzinfo=UTC)  # 21:00 in Berlin, the clocks go forward at two
    assert seconds_to("morning", "Europe/Berlin", evening) == 11 * 3600
