"""The old API: strings out, silence about mistakes, multifields, lists and filters."""

import pytest

FIELDS = {
    "TITLE": "Order #1042",
    "NAME": "Иван",
    "STATUS_ID": "NEW",
    "SOURCE_ID": "STORE",
    "OPENED": "Y",
    "OPPORTUNITY": 12500,
    "ORIGINATOR_ID": "shop-1",
    "ORIGIN_ID": "1042",
    "PHONE": [{"VALUE": "+79001234567", "VALUE_TYPE": "MOBILE"}],
    "UTM_SOURCE": "yandex",
}


async def test_s0_03_a_lead_keeps_its_fields_and_comes_back_as_strings(fake, result):
    fake.seed_userfield("lead", "UF_CRM_DELIVERY")
    number = await result("crm.lead.add", fields=FIELDS | {"UF_CRM_DELIVERY": "courier"})
    assert number == 1
    lead = await result("crm.lead.get", id=number)
    assert lead["ID"] == "1"
    assert lead["OPPORTUNITY"] == "12500.00"
    assert lead["ASSIGNED_BY_ID"] == "1"
    assert lead["DATE_CREATE"] == "2026-05-14T12:00:00+03:00"
    assert lead["DATE_CLOSED"] == ""
    assert (lead["STATUS_SEMANTIC_ID"], lead["HAS_PHONE"], lead["LAST_NAME"]) == ("P", "Y", None)
    assert lead["UF_CRM_DELIVERY"] == "courier"
    (phone,) = lead["PHONE"]
    assert (phone["VALUE"], phone["VALUE_TYPE"], phone["TYPE_ID"]) == ("+79001234567", "MOBILE", "PHONE")
    assert "EMAIL" not in lead


async def test_unknown_wrongly_spelt_and_read_only_fields_are_ignored_silently(fake, result):
    given = {"title": "lower", "COLOUR": "red", "ID": 77, "DATE_CREATE": "2020-01-01", "BIRTHDATE": "soon"}
    number = await result("crm.lead.add", fields=given)
    lead = await result("crm.lead.get", id=number)
    assert (lead["ID"], lead["TITLE"], lead["BIRTHDATE"]) == ("1", "Lead #1", "")
    assert lead["DATE_CREATE"].startswith("2026-05-14")
    assert "COLOUR" not in lead


async def test_dates_are_read_with_offset_and_written_in_the_servers(fake, result):
    fake.seed_userfield("lead", "UF_CRM_CALL_AT", "datetime")
    number = await result("crm.lead.add", fields={"UF_CRM_CALL_AT": "2026-05-14T10:00:00Z", "BIRTHDATE": "31.12.1990"})
    lead = await result("crm.lead.get", id=number)
    assert lead["UF_CRM_CALL_AT"] == "2026-05-14T13:00:00+03:00"
    assert lead["BIRTHDATE"] == "1990-12-31T00:00:00+03:00"


async def test_an_unreadable_date_leaves_the_stored_one_and_an_empty_one_clears_it(fake, result):
    number = fake.seed("lead", BIRTHDATE="1990-12-31")
    await result("crm.lead.update", id=number, fields={"BIRTHDATE": "last summer"})
    assert fake.lead(number)["BIRTHDATE"].year == 1990
    await result("crm.lead.update", id=number, fields={"BIRTHDATE": ""})
    assert fake.lead(number)["BIRTHDATE"] is None


async def test_s0_03_a_lead_without_a_required_custom_field_is_refused(fake, call):
    fake.seed_userfield("lead", "UF_CRM_CITY", MANDATORY="Y", label="City")
    status, body = await call("crm.lead.add", fields=FIELDS)
    assert status == 400
    assert body == {"error": "ERROR_CORE", "error_description": 'The field "City" is required.<br>'}
    assert fake.leads() == []
    assert (await call("crm.lead.add", fields=FIELDS | {"UF_CRM_CITY": "Казань"}))[0] == 200


async def test_adding_twice_makes_two_leads_because_nothing_is_unique(fake, result):
    assert [await result("crm.lead.add", fields=FIELDS) for _ in range(2)] == [1, 2]
    found = await result(
        "crm.lead.list",
        filter={"=ORIGINATOR_ID": "shop-1", "=ORIGIN_ID": "1042"},
        select=["ID"],
        order={"ID": "DESC"},
    )
    assert found == [{"ID": "2"}, {"ID": "1"}]


async def test_update_appends_phones_without_id_and_deletes_by_id(fake, result):
    number = await result("crm.lead.add", fields=FIELDS)
    phone = {"VALUE": "+79001234567", "VALUE_TYPE": "WORK"}
    assert await result("crm.lead.update", id=number, fields={"PHONE": [phone], "TITLE": "New"}) is True
    first, second = (await result("crm.lead.get", id=number))["PHONE"]
    assert first["VALUE"] == second["VALUE"]
    await result("crm.lead.update", id=number, fields={"PHONE": [{"ID": second["ID"], "DELETE": "Y"}]})
    await result("crm.lead.update", id=number, fields={"PHONE": [{"ID": first["ID"], "VALUE": "+7901"}]})
    assert fake.lead(number)["PHONE"] == ["+7901"]
    await result("crm.lead.update", id=number, fields={"PHONE": [{"ID": first["ID"]}]})
    assert fake.lead(number)["PHONE"] == []
    assert fake.lead(number)["TITLE"] == "New"


async def test_a_final_stage_closes_the_lead(fake, result):
    number = fake.seed("lead", TITLE="x")
    await result("crm.lead.update", id=number, fields={"STATUS_ID": "JUNK"})
    lead = await result("crm.lead.get", id=number)
    assert (lead["STATUS_SEMANTIC_ID"], lead["DATE_CLOSED"]) == ("F", "2026-05-14T12:00:00+03:00")


async def test_pages_hold_fifty_and_start_minus_one_counts_nothing(fake, call):
    for n in range(120):
        fake.seed("lead", TITLE=f"n{n}")
    _, first = await call("crm.lead.list", select=["ID"])
    assert (len(first["result"]), first["total"], first["next"]) == (50, 120, 50)
    _, last = await call("crm.lead.list", start=100)
    assert (len(last["result"]), "next" in last) == (20, False)
    _, fast = await call("crm.lead.list", start=-1, order={"ID": "ASC"}, filter={">ID": 50})
    assert (len(fast["result"]), fast["result"][0]["ID"], fast["total"], "next" in fast) == (50, "51", 0, False)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"TITLE": "Alpha"}, [1]),
        ({"=TITLE": "alpha"}, [1]),
        ({"!TITLE": "Alpha"}, [2, 3]),
        ({"%TITLE": "a"}, [1, 2, 3]),
        ({"!%TITLE": "lph"}, [2, 3]),
        ({"=%TITLE": "%ta"}, [2]),
        ({"@ID": [1, 3]}, [1, 3]),
        ({"ID": ["1", "3"]}, [1, 3]),
        ({"!@ID": [1, 3]}, [2]),
        ({">OPPORTUNITY": 100, "<=OPPORTUNITY": "300"}, [2, 3]),
        ({">=DATE_CREATE": "2026-05-14T09:00:00+00:00"}, [1, 2, 3]),
        ({">DATE_CREATE": "2026-05-14T12:00:00+03:00"}, []),
        ({"UTM_SOURCE": ""}, [1, 2]),
        ({"!UTM_SOURCE": False}, [3]),
        ({"PHONE": "+7900"}, [3]),
        ({"PHONE": "%90%"}, [3]),
        ({"%STATUS_ID": "NE"}, []),
        ({"NO_SUCH_FIELD": "x"}, [1, 2, 3]),
    ],
)
async def test_filters_with_prefixes(fake, result, wanted, found):
    fake.seed("lead", TITLE="Alpha", OPPORTUNITY=100)
    fake.seed("lead", TITLE="Beta", OPPORTUNITY=200)
    fake.seed("lead", TITLE="Gamma", OPPORTUNITY=300, UTM_SOURCE="ya", PHONE=[{"VALUE": "+7900"}])
    leads = await result("crm.lead.list", filter=wanted, select=["ID"])
    assert [int(lead["ID"]) for lead in leads] == found


async def test_lists_bring_multifields_and_custom_fields_only_by_name(fake, result):
    fake.seed("lead", TITLE="x", PHONE=[{"VALUE": "+7900"}], UF_CRM_CITY="Казань")
    (bare,) = await result("crm.lead.list", select=["*"])
    assert not {"PHONE", "UF_CRM_CITY"} & set(bare)
    (custom,) = await result("crm.lead.list", SELECT=["UF_*", "PHONE"])
    assert (custom["UF_CRM_CITY"], custom["PHONE"][0]["VALUE"], "TITLE" in custom) == ("Казань", "+7900", False)


async def test_fields_describe_kinds_and_custom_fields(fake, result):
    number = await result(
        "crm.lead.userfield.add", fields={"FIELD_NAME": "partner", "USER_TYPE_ID": "string", "MANDATORY": "Y"}
    )
    fields = await result("crm.lead.fields")
    assert fields["ID"]["isReadOnly"] is True
    assert fields["STATUS_ID"]["statusType"] == "STATUS"
    assert (fields["UF_CRM_PARTNER"]["isRequired"], fields["UF_CRM_PARTNER"]["isDynamic"]) == (True, True)
    (row,) = await result("crm.lead.userfield.list", filter={"FIELD_NAME": "UF_CRM_PARTNER"})
    assert (row["ID"], row["MANDATORY"]) == (str(number), "Y")


async def test_custom_fields_are_added_once_and_with_known_types(call):
    good = {"FIELD_NAME": "UF_CRM_X", "USER_TYPE_ID": "string"}
    assert (await call("crm.deal.userfield.add", fields=good))[0] == 200
    status, body = await call("crm.deal.userfield.add", fields=good)
    assert (status, body["error"]) == (400, "ERROR_CORE")
    _, body = await call("crm.deal.userfield.add", fields=good | {"USER_TYPE_ID": "colour"})
    assert body["error_description"] == "Invalid custom type specified."
    _, body = await call("crm.deal.userfield.add", fields={"USER_TYPE_ID": "string"})
    assert body["error_description"] == "The 'FIELD_NAME' field is not found."


async def test_custom_fields_can_be_changed_and_deleted(fake, call, result):
    number = fake.seed_userfield("contact", "UF_CRM_X", MANDATORY="Y")["ID"]
    assert (await call("crm.contact.add", fields={"NAME": "I"}))[0] == 400
    await result("crm.contact.userfield.update", id=number, fields={"MANDATORY": "N", "FIELD_NAME": "OTHER"})
    assert [(row["FIELD_NAME"], row["MANDATORY"]) for row in fake.userfields("contact")] == [("UF_CRM_X", "N")]
    assert (await call("crm.contact.add", fields={"NAME": "I", "UF_CRM_X": "1"}))[0] == 200
    await result("crm.contact.userfield.delete", id=number)
    assert "UF_CRM_X" not in await result("crm.contact.get", id=1)


async def test_custom_values_keep_their_kind(fake, result):
    fake.seed_userfield("lead", "UF_CRM_MANY", MULTIPLE="Y")
    fake.seed_userfield("lead", "UF_CRM_FLAG", "boolean")
    options = fake.seed_userfield("lead", "UF_CRM_PICK", "enumeration", LIST=[{"VALUE": "courier"}])["LIST"]
    given = {"UF_CRM_FLAG": "Y", "UF_CRM_PICK": options[0]["ID"]}
    number = await result("crm.lead.add", fields=given)
    lead = await result("crm.lead.get", id=number)
    assert (lead["UF_CRM_MANY"], lead["UF_CRM_FLAG"]) == (False, "1")
    assert lead["UF_CRM_PICK"] == str(options[0]["ID"])
    await result("crm.lead.update", id=number, fields={"UF_CRM_MANY": ["a", "b"], "UF_CRM_PICK": 9999})
    lead = await result("crm.lead.get", id=number)
    assert (lead["UF_CRM_MANY"], lead["UF_CRM_PICK"]) == (["a", "b"], str(options[0]["ID"]))


async def test_in_simple_mode_a_lead_turns_into_a_deal_and_cannot_be_found(fake, call, result):
    fake.portal.mode = 2
    assert await result("crm.settings.mode.get") == 2
    number = await result("crm.lead.add", fields=FIELDS)
    assert (await call("crm.lead.get", id=number))[1]["error_description"] == "Not found"
    (deal,) = fake.deals()
    assert (deal["LEAD_ID"], deal["ORIGIN_ID"], deal["OPPORTUNITY"]) == (number, "1042", 12500)
    (contact,) = fake.contacts()
    assert (contact["ID"], contact["PHONE"]) == (deal["CONTACT_ID"], ["+79001234567"])


async def test_a_deleted_lead_is_not_found(fake, call, result):
    number = fake.seed("lead", TITLE="x")
    assert await result("crm.lead.delete", id=number) is True
    assert (await call("crm.lead.get", id=number))[0] == 400
