"""Timeline, activities, employees, notices, tasks, the API about itself."""


async def test_a_comment_appears_in_the_timeline(fake, result):
    lead = fake.seed("lead", TITLE="x")
    fields = {"ENTITY_ID": lead, "ENTITY_TYPE": "lead", "COMMENT": "[B]Reached[/B]"}
    number = await result("crm.timeline.comment.add", fields=fields)
    (row,) = fake.timeline("lead", lead)
    assert (row["KIND"], row["COMMENT"], row["AUTHOR_ID"]) == ("comment", "[B]Reached[/B]", 1)
    listed = await result("crm.timeline.comment.list", filter={"ENTITY_ID": lead, "ENTITY_TYPE": "lead"})
    assert [item["ID"] for item in listed] == [str(number)]
    assert (await result("crm.timeline.comment.get", id=number))["COMMENT"] == "[B]Reached[/B]"


async def test_comments_want_lower_case_fields_an_owner_and_a_text(fake, call):
    lead = fake.seed("lead", TITLE="x")
    good = {"ENTITY_ID": lead, "ENTITY_TYPE": "lead", "COMMENT": "x"}
    assert (await call("crm.timeline.comment.add", FIELDS=good))[1]["error"] == "100"
    errors = [
        (await call("crm.timeline.comment.add", fields=good | wrong))[1]["error"]
        for wrong in ({"ENTITY_ID": 99}, {"ENTITY_TYPE": "LEAD"}, {"COMMENT": ""})
    ]
    assert errors == ["OWNER_NOT_FOUND", "OWNER_NOT_FOUND", "INVALID_ARG_VALUE"]


async def test_a_log_message_appears_in_the_timeline(fake, result):
    lead = fake.seed("lead", TITLE="x")
    fields = {"entityTypeId": 1, "entityId": lead, "title": "Call", "text": "no answer", "iconCode": "info"}
    answer = await result("crm.timeline.logmessage.add", fields=fields)
    assert answer["logMessage"]["authorId"] == 1
    assert [row["KIND"] for row in fake.timeline("lead", lead)] == ["log"]


async def test_a_call_activity_wants_exactly_one_communication(fake, call, result):
    lead = fake.seed("lead", TITLE="x")
    fields = {
        "OWNER_TYPE_ID": 1,
        "OWNER_ID": lead,
        "TYPE_ID": 2,
        "SUBJECT": "Robot call",
        "START_TIME": "2026-05-14T12:00:00+03:00",
        "COMPLETED": "Y",
        "DIRECTION": 2,
        "ORIGIN_ID": "call-1",
        "COMMUNICATIONS": [{"VALUE": "+7900", "ENTITY_ID": lead, "ENTITY_TYPE_ID": 1, "TYPE": "PHONE"}],
    }
    number = await result("crm.activity.add", fields=fields)
    assert fake.activities[0]["COMMUNICATIONS"][0]["VALUE"] == "+7900"
    (row,) = await result("crm.activity.list", filter={"=ORIGIN_ID": "call-1", "OWNER_ID": lead})
    assert (row["ID"], row["TYPE_ID"], row["END_TIME"]) == (str(number), "2", "")
    assert (await result("crm.activity.get", id=number))["SUBJECT"] == "Robot call"
    assert (await call("crm.activity.add", fields=fields | {"COMMUNICATIONS": []}))[0] == 400
    assert (await call("crm.activity.add", fields=fields | {"OWNER_ID": 99}))[0] == 400


async def test_employees_are_found_by_mail(fake, result):
    found = await result("user.get", FILTER={"EMAIL": "boris@example.com", "ACTIVE": True})
    assert [(user["ID"], user["ACTIVE"], user["TIMESTAMP_X"]) for user in found] == [("2", True, [])]
    fake.users[2]["ACTIVE"] = False
    assert await result("user.get", FILTER={"EMAIL": "boris@example.com", "ACTIVE": True}) == []
    assert (await result("user.current"))["ID"] == "1"
    assert (await result("profile"))["ADMIN"] is True


async def test_a_notice_with_the_same_tag_replaces_the_old_one(fake, call, result):
    notice = {"USER_ID": 1, "MESSAGE": "one", "TAG": "ORD_1", "CLIENT_ID": "desk"}
    await result("im.notify.personal.add", **notice)
    await result("im.notify.system.add", **notice | {"MESSAGE": "two"})
    assert [row["MESSAGE"] for row in fake.notifications] == ["two"]
    assert (await call("im.notify.personal.add", USER_ID=77, MESSAGE="x"))[1]["error"] == "USER_ID_EMPTY"
    assert (await call("im.notify.personal.add", USER_ID=1))[1]["error"] == "MESSAGE_EMPTY"


async def test_a_task_is_set_to_an_employee(fake, call, result):
    fields = {"TITLE": "Call back", "RESPONSIBLE_ID": 2, "UF_CRM_TASK": ["L_1"]}
    task = (await result("tasks.task.add", fields=fields))["task"]
    assert (task["status"], task["responsibleId"], task["ufCrmTask"]) == ("2", "2", ["L_1"])
    assert fake.tasks == [task]
    assert (await call("tasks.task.add", fields={"TITLE": "x"}))[1]["error"] == "ERROR_CORE"


async def test_the_api_tells_about_itself(result):
    assert "crm" in await result("scope")
    methods = await result("methods")
    assert {"crm.lead.add", "crm.item.update", "batch", "event.bind"} <= set(methods)
    assert await result("server.time") == "2026-05-14T12:00:00+03:00"
