"""Applications, rules, scenarios, secrets and numbers."""


async def test_a_whole_application_can_be_set_up_and_started(client):
    app = await client.ask("AddApplication", application_name="second")
    assert app["application_name"] == "second.ringdesk.voximplant.com"
    rule = await client.ask("AddRule", application_id=app["application_id"], rule_name="robot", rule_pattern=".*")
    assert await client.fail("StartScenarios", rule_id=rule["rule_id"]) == 375
    scenario = await client.ask("AddScenario", scenario_name="dialup", scenario_script="// 1")
    await client.ask("BindScenario", scenario_id=scenario["scenario_id"], rule_id=rule["rule_id"])
    assert (await client.ask("StartScenarios", rule_id=rule["rule_id"]))["result"] == 1
    listed = await client.ask("GetRules", application_name="second", with_scenarios="true")
    assert listed["result"][0]["scenarios"][0]["scenario_name"] == "dialup"
    await client.ask("BindScenario", scenario_name="dialup", rule_id=rule["rule_id"], bind="false")
    assert await client.fail("StartScenarios", rule_id=rule["rule_id"]) == 375


async def test_scenario_limits(client):
    assert await client.fail("AddScenario", scenario_name="n" * 30) == 101
    long = "x" * 128 * 1024
    assert await client.fail("AddScenario", scenario_name="big", scenario_script=long) == 101
    assert "result" in await client.ask("AddScenario", scenario_name="n" * 29, scenario_script=long[:-1])
    assert await client.fail("AddScenario", scenario_name="n" * 29) == 101
    assert await client.fail("AddScenario") == 134


async def test_a_scenario_is_replaced_and_read_back(client):
    added = await client.ask("AddScenario", scenario_name="dialup", scenario_script="// 1")
    again = await client.ask("AddScenario", scenario_name="dialup", scenario_script="// 2", rewrite="true")
    assert again["scenario_id"] == added["scenario_id"]
    await client.ask("SetScenarioInfo", scenario_id=added["scenario_id"], scenario_script="// три")
    found = await client.ask("GetScenarios", scenario_name="dialup", with_script="true")
    assert found["result"][0]["scenario_script"] == "// три"
    assert await client.fail("SetScenarioInfo", scenario_id=1) == 132
    assert await client.fail("GetScenarios", scenario_id=1) == 132


async def test_rules_and_applications_refuse_what_is_taken_or_missing(client):
    known = client.fake.application.application_id
    taken = {"application_id": known, "rule_name": "robot", "rule_pattern": ".*"}
    assert await client.fail("AddRule", **taken) == 156
    assert await client.fail("AddRule", rule_name="x", rule_pattern=".*") == 134
    assert await client.fail("AddRule", **{**taken, "rule_name": "x", "scenario_id": 1}) == 132
    assert await client.fail("GetRules", application_id=1) == 101
    assert await client.fail("AddApplication", application_name="shop") == 101
    assert await client.fail("AddApplication", application_name="Имя") == 101
    found = await client.ask("GetApplications", with_rules="true")
    assert found["result"][0]["rules"][0]["rule_id"] == client.fake.rule.rule_id


async def test_secrets_are_kept_per_application_and_never_listed_with_values(client):
    known = {"application_id": client.fake.application.application_id}
    added = await client.ask("AddSecret", **known, secret_name="TOKEN", secret_value="one")
    secret_id = added["result"][0]["secret_id"]
    assert client.fake.secrets["TOKEN"] == "one"
    assert await client.fail("AddSecret", **known, secret_name="TOKEN", secret_value="two") == 101
    await client.ask("SetSecretInfo", **known, secret_id=secret_id, secret_value="two", new_secret_name="KEY")
    assert client.fake.secrets["KEY"] == "two" and "TOKEN" not in client.fake.secrets
    listed = (await client.ask("GetSecrets", **known, secret_name_part="KEY"))["result"]
    assert [row["secret_name"] for row in listed] == ["KEY"] and "two" not in str(listed)
    await client.ask("DelSecret", **known, secret_name="KEY")
    assert "KEY" not in client.fake.secrets
    assert await client.fail("DelSecret", **known, secret_name="KEY") == 101


async def test_secret_limits(client):
    known = {"application_id": client.fake.application.application_id}
    assert await client.fail("AddSecret", **known, secret_name="n" * 65, secret_value="v") == 101
    assert await client.fail("AddSecret", **known, secret_name="n", secret_value="v" * 8193) == 101
    assert await client.fail("AddSecret", secret_name="n", secret_value="v") == 134


async def test_numbers_to_call_from(client):
    (caller,) = (await client.ask("GetCallerIDs", active="true"))["result"]
    assert caller["callerid_number"] == "74950000000" and caller["active"] is True
    assert (await client.ask("GetCallerIDs", callerid_number="1"))["total_count"] == 0
    (phone,) = (await client.ask("GetPhoneNumbers", phone_number="74951112233"))["result"]
    assert phone["is_sms_supported"] is True and phone["is_sms_enabled"] is False
