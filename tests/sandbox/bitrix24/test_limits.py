"""Rate and operating time, both in world time."""

import asyncio


async def test_the_fifty_first_request_in_a_burst_is_503_and_the_bucket_leaks_two_a_second(fake, clock, call):
    answers = await asyncio.gather(*(call("server.time") for _ in range(50)))
    assert {status for status, _ in answers} == {200}
    status, body = await call("server.time")
    assert (status, body["error"]) == (503, "QUERY_LIMIT_EXCEEDED")
    clock.jump(1)
    assert [(await call("server.time"))[0] for _ in range(2)] == [200, 503]


async def test_a_batch_is_one_hit(fake, call):
    for _ in range(50):
        assert (await call("batch", cmd={str(n): "server.time" for n in range(10)}))[0] == 200
    assert (await call("batch"))[0] == 503


async def test_limits_can_be_switched_off(fake, call):
    fake.limits_enabled = False
    assert {(await call("server.time"))[0] for _ in range(60)} == {200}


async def test_a_method_over_its_operating_time_is_429_until_its_baskets_leave(fake, clock, call):
    fake.rest.costs["crm.lead.list"] = 200
    for _ in range(3):
        assert (await call("crm.lead.list"))[0] == 200
        clock.jump(60)
    status, body = await call("crm.lead.list")
    assert (status, body["error"]) == (429, "OPERATION_TIME_LIMIT")
    assert (await call("crm.lead.fields"))[0] == 200, "other methods go on working"
    fake.operating_enabled = False
    assert (await call("crm.lead.list"))[0] == 200
    fake.operating_enabled = True
    clock.jump(600)
    assert (await call("crm.lead.list"))[0] == 200


async def test_operating_time_is_told_and_counts_commands_of_a_batch(fake, call):
    fake.rest.costs["crm.lead.list"] = 300
    await call("batch", cmd={"a": "crm.lead.list", "b": "crm.lead.list", "c": "crm.lead.list"})
    _, body = await call("batch", cmd={"a": "crm.lead.list", "b": "crm.lead.fields"})
    assert body["result"]["result_error"]["a"]["error"] == "OPERATION_TIME_LIMIT"
    assert "b" in body["result"]["result"]
