"""Outgoing events: forms, sent once, in any order, perhaps never."""

from typing import Any


async def test_a_write_tells_the_bound_handler_only_the_id(fake, result, handler):
    fake.bind("ONCRMLEADADD", handler.url)
    await result("crm.lead.add", fields={"TITLE": "x"})
    await fake.settle()
    (form,) = handler.forms
    assert (form["event"], form["data[FIELDS][ID]"]) == ("ONCRMLEADADD", "1")
    assert form["auth[application_token]"] == "sandboxapplicationtoken"
    assert form["auth[client_endpoint]"] == f"{fake.url}/rest/"
    assert not any("access_token" in key or "TITLE" in key for key in form)
    assert handler.agents == ["Bitrix24 Webhook Engine"]


async def test_own_writes_and_a_persons_edit_fire_update_and_delete(fake, result, handler):
    for event in ("ONCRMDEALADD", "ONCRMDEALUPDATE", "ONCRMDEALDELETE"):
        fake.bind(event, handler.url)
    number = fake.create("deal", TITLE="x", CATEGORY_ID=5)
    fake.edit("deal", number, STAGE_ID="C5:WON")
    await result("crm.deal.delete", id=number)
    await fake.settle()
    assert sorted(form["event"] for form in handler.forms) == ["ONCRMDEALADD", "ONCRMDEALDELETE", "ONCRMDEALUPDATE"]
    assert (await result("crm.deal.list")) == []


async def test_equal_events_of_one_request_are_one(fake, result, handler):
    number = fake.seed("lead", TITLE="x")
    fake.bind("ONCRMLEADUPDATE", handler.url)
    change = f"crm.lead.update?id={number}&fields[TITLE]="
    await result("batch", cmd={"a": change + "one", "b": change + "two"})
    await fake.settle()
    assert len(handler.forms) == 1


async def test_a_refused_event_is_never_sent_again(fake, result, handler):
    fake.bind("ONCRMLEADADD", handler.url)
    fake.bind("ONCRMLEADADD", "http://127.0.0.1:1/nobody")
    handler.status = 500
    await result("crm.lead.add", fields={"TITLE": "x"})
    await fake.settle()
    assert len(handler.forms) == 1
    assert (len(fake.events.sent), len(fake.events.failed)) == (2, 2)


async def test_events_can_be_doubled_lost_delayed_and_shuffled(fake, clock, result, handler):
    fake.bind("ONCRMLEADADD", handler.url)
    fake.events.copies = 2
    await result("crm.lead.add", fields={})
    await fake.settle()
    assert len(handler.forms) == 2
    fake.events.copies, fake.events.lose = 1, 1.0
    await result("crm.lead.add", fields={})
    await fake.settle()
    assert len(handler.forms) == 2
    fake.events.lose, fake.events.delay = 0.0, 5.0
    await result("crm.lead.add", fields={})
    assert len(handler.forms) == 2
    clock.jump(5)
    await fake.settle()
    assert handler.forms[-1]["data[FIELDS][ID]"] == "3"
    fake.events.delay, fake.events.hold = 0.0, True
    for _ in range(6):
        await result("crm.lead.add", fields={})
    assert fake.release_events(shuffle=True) == 6
    await fake.settle()
    order = [event.payload["data"]["FIELDS"]["ID"] for event in fake.events.sent[-6:]]
    assert sorted(order) == ["4", "5", "6", "7", "8", "9"]
    assert order != sorted(order)


async def test_the_application_binds_once_and_gets_tokens_of_the_acting_user(fake, http, result, handler):
    token = fake.authorise()["access_token"]

    async def ask(method: str, **params: Any) -> dict[str, Any]:
        async with http.post(f"{fake.url}/rest/{method}", json=params | {"auth": token}) as answer:
            return await answer.json()

    bound = {"event": "onCrmLeadAdd", "handler": handler.url}
    assert (await ask("event.bind", **bound))["result"] is True
    assert (await ask("event.bind", **bound))["error"] == "ERROR_CORE"
    assert (await ask("event.bind", **bound | {"event": "ONNOTHING"}))["error"] == "ERROR_EVENT_NOT_FOUND"
    assert [row["event"] for row in (await ask("event.get"))["result"]] == ["ONCRMLEADADD"]
    await ask("crm.lead.add", fields={"TITLE": "x"})
    await fake.settle()
    access = handler.forms[0]["auth[access_token]"]
    assert "auth[refresh_token]" not in handler.forms[0]
    async with http.post(f"{fake.url}/rest/user.current", json={"auth": access}) as answer:
        assert answer.status == 200
    assert (await ask("event.unbind", **bound))["result"] == {"count": 1}
    await result("crm.lead.add", fields={"TITLE": "y"})
    await fake.settle()
    assert len(handler.forms) == 1
