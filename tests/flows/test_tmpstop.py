import random, time, asyncio
import pytest
@pytest.mark.parametrize("n", range(12))
async def test_stop(open_scene, n):
    scene = await open_scene(bitrix24={"requests_per_second": 100, "burst": 100})
    numbers = [await scene.order(f"A-{n}", phone=f"891600000{n:02}") for n in range(20)]
    for number in numbers:
        await scene.when(number, lambda lead: lead["status"] == "reached", 30)
    t=time.time(); await scene.desk.stop(); print("STOP", round(time.time()-t,2))
