"""Commands in one request: references, halt, limit, decoding, PHP shapes."""

from urllib.parse import quote


async def test_references_link_a_lead_to_a_new_contact(fake, result):
    answer = await result(
        "batch",
        halt=1,
        cmd={
            "c": f"crm.contact.add?fields[NAME]={quote('Иван & Ко #1')}",
            "l": "crm.lead.add?fields[TITLE]=Order&fields[CONTACT_ID]=$result[c]",
            "g": "crm.lead.list?filter[ID]=$result[l]&select[]=ID&select[]=CONTACT_ID",
            "again": "crm.contact.get?id=$result[g][0][CONTACT_ID]",
        },
    )
    assert answer["result"]["g"] == [{"ID": "1", "CONTACT_ID": "1"}]
    assert answer["result"]["again"]["NAME"] == "Иван & Ко #1"
    assert answer["result_error"] == []
    assert answer["result_total"] == {"g": 1}
    assert set(answer["result_time"]) == {"c", "l", "g", "again"}


async def test_an_unencoded_ampersand_cuts_the_value_and_a_plus_becomes_a_space(fake, result):
    await result("batch", cmd={"l": "crm.lead.add?fields[TITLE]=A+B & C#%23"})
    assert fake.lead(1)["TITLE"] == "A B "


async def test_encoded_references_survive(fake, result):
    answer = await result("batch", cmd={"u": "user.current", "v": f"user.get?ID={quote('$result[u][ID]')}"})
    assert answer["result"]["v"][0]["ID"] == answer["result"]["u"]["ID"]


async def test_halt_stops_after_the_first_failure_and_without_it_the_rest_runs(fake, result):
    commands = {"a": "crm.lead.get?id=404", "b": "crm.lead.add?fields[TITLE]=x"}
    stopped = await result("batch", halt=1, cmd=commands)
    assert stopped["result"] == []
    assert stopped["result_error"] == {"a": {"error": "", "error_description": "Not found"}}
    assert (await result("batch", halt=0, cmd=commands))["result"] == {"b": 1}


async def test_an_unresolved_reference_becomes_its_container_or_stays_text(fake, result):
    answer = await result(
        "batch",
        cmd={
            "l": "crm.lead.add?fields[TITLE]=No $result[x] here",
            "m": "crm.lead.add?fields[TITLE]=sole&fields[CONTACT_ID]=$result[x][ID]",
        },
    )
    assert answer["result"] == {"l": 1, "m": 2}
    assert fake.lead(1)["TITLE"] == "No $result[x] here"
    assert fake.lead(2)["CONTACT_ID"] is None, "an array is no number, so the field is dropped"


async def test_only_fifty_commands_run_and_no_batch_inside(fake, result):
    commands = {f"k{n}": "server.time" for n in range(52)}
    answer = await result("batch", cmd=commands)
    assert len(answer["result"]) == 50
    assert {error["error"] for error in answer["result_error"].values()} == {"ERROR_BATCH_LENGTH_EXCEEDED"}
    nested = await result("batch", cmd={"n": "batch?cmd[a]=server.time"})
    assert nested["result_error"]["n"]["error"] == "ERROR_BATCH_METHOD_NOT_ALLOWED"


async def test_a_list_of_commands_answers_with_a_list_only_when_complete(fake, result):
    whole = await result("batch", cmd=["server.time", "profile"])
    assert isinstance(whole["result"], list)
    holed = await result("batch", cmd=["crm.lead.get?id=1", "profile"])
    assert list(holed["result"]) == ["1"]
    assert holed["result_error"][0]["error_description"] == "Not found"


async def test_commands_that_are_not_strings_are_skipped(fake, result):
    answer = await result("batch", cmd={"a": {"method": "profile"}, "b": "profile"})
    assert list(answer["result"]) == ["b"]


async def test_a_form_encodes_the_command_once_more(fake, http):
    command = "crm.lead.add?fields[TITLE]=" + quote("100% & more")
    async with http.post(f"{fake.webhook_url}batch", data={"cmd[a]": command}) as answer:
        assert (await answer.json())["result"]["result"] == {"a": 1}
    assert fake.lead(1)["TITLE"] == "100% & more"
