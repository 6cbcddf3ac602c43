"""The document itself: what is not in the schema gets nowhere."""

from typing import Any

import pytest
from graphql import GraphQLError, build_schema, parse, validate

from sandbox.shopify.fake import ShopifyFake
from sandbox.shopify.language import SyntaxRefusal
from sandbox.shopify.language import parse as read
from sandbox.shopify.refusals import Refusal
from sandbox.shopify.schema import SDL
from sandbox.shopify.validation import validate as check

REFERENCE = build_schema(SDL + "\nschema { query: QueryRoot mutation: Mutation }")
ORDER_ID = "gid://shopify/Order/1"
GOOD = [
    "{ shop { name } }",
    "query { a: shop { b: name } }",
    'query Q($id: ID!) { order(id: $id) { id lineItems(first: 3, after: "x") { nodes { sku } } } }',
    'query { orders(first: 1, query: "status:any \\"x\\" \\u0041", sortKey: UPDATED_AT) { pageInfo { hasNextPage } } }',
    'mutation M { tagsAdd(id: "1", tags: ["a", "b"]) { userErrors { message } } } # and a comment',
    "mutation M($t: [String!]!) { tagsAdd(id: 1, tags: $t) { node { id } } }",
    'mutation { orderMarkAsPaid(input: {id: "1"}) { order { id } } }',
]
BAD = [
    ("{ shop { colour } }", "undefinedField"),
    ("{ shops { name } }", "undefinedField"),
    ('{ order(id: "1", name: "x") { id } }', "argumentNotAccepted"),
    ("{ order { id } }", "missingRequiredArguments"),
    ("{ shop }", "selectionMismatch"),
    ("{ shop { name { first } } }", "selectionMismatch"),
    ('{ orders(first: "1") { nodes { id } } }', "argumentLiteralsIncompatible"),
    ("{ orders(first: 1, sortKey: NAME) { nodes { id } } }", "argumentLiteralsIncompatible"),
    ("query Q($id: ID) { order(id: $id) { id } }", "variableMismatch"),
    ("query Q($id: String!) { order(id: $id) { id } }", "variableMismatch"),
    ("query Q { order(id: $id) { id } }", "variableNotDefined"),
    ("query Q($id: ID!) { shop { name } }", "variableNotUsed"),
    ('mutation { orderMarkAsPaid(input: {id: "1", force: true}) { order { id } } }', "argumentNotAccepted"),
    ("mutation { orderMarkAsPaid(input: {}) { order { id } } }", "missingRequiredArguments"),
]
BROKEN = ["", "{", "query Q", "{ shop { name } } }", "{ shop { name(} }", '{ a(b: "c) }', "{ ; }"]
NOT_HERE = [
    "{ }",
    "subscription { a }",
    "{ ...F } fragment F on QueryRoot { shop { name } }",
    "{ shop { name @skip } }",
]


@pytest.mark.parametrize("text", GOOD)
def test_what_the_reference_takes_is_taken(text: str) -> None:
    assert validate(REFERENCE, parse(text)) == []
    check(read(text), {"id": ORDER_ID, "t": []})


@pytest.mark.parametrize(("text", "code"), BAD)
def test_what_the_reference_refuses_is_refused_with_a_code(text: str, code: str) -> None:
    assert validate(REFERENCE, parse(text))
    with pytest.raises(Refusal) as refused:
        check(read(text), {"id": ORDER_ID})
    assert refused.value.error["extensions"]["code"] == code


@pytest.mark.parametrize("text", BROKEN)
def test_what_the_reference_cannot_read_is_not_read(text: str) -> None:
    with pytest.raises(GraphQLError):
        parse(text)
    with pytest.raises(SyntaxRefusal):
        read(text)


@pytest.mark.parametrize("text", NOT_HERE)
def test_what_no_client_of_ours_needs_is_refused_rather_than_half_understood(text: str) -> None:
    with pytest.raises(SyntaxRefusal):
        read(text)


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("query Q($id: ID!) { order(id: $id) { id } }", {}),
        ("query Q($id: ID!) { order(id: $id) { id } }", {"id": None}),
        ("query Q($n: Int) { orders(first: $n) { nodes { id } } }", {"n": "5"}),
        ("query Q($n: Int) { orders(first: $n) { nodes { id } } }", {"n": True}),
    ],
)
async def test_variables_of_another_kind_are_refused(client: Any, query: str, variables: dict[str, Any]) -> None:
    assert await client.code(query, **variables) == "INVALID_VARIABLE"


async def test_who_has_no_token_hears_nothing_else(client: Any) -> None:
    for token in ("", "shpat_other"):
        assert (await client.post({"query": "{ nonsense"}, token=token))[0] == 401
    assert (await client.post({"query": "{ shop { name } }"}, version="2019-01"))[0] == 404


async def test_pages_have_a_length_within_limits(client: Any) -> None:
    for first in ("", "(first: 0)", "(first: 251)"):
        assert await client.code(f"{{ orders{first} {{ nodes {{ id }} }} }}") == "BAD_REQUEST"
    assert "errors" not in await client.run("{ orders(first: 250) { nodes { id } } }")


async def test_cursors_are_opaque_and_hold_their_place(client: Any, fake: ShopifyFake) -> None:
    placed = [fake.place() for _ in range(5)]
    query = (
        "query Q($after: String) { orders(first: 2, after: $after, sortKey: UPDATED_AT) "
        "{ nodes { name } pageInfo { hasNextPage endCursor } } }"
    )
    names, after = [], None
    for _ in range(3):
        page = (await client.run(query, after=after))["data"]["orders"]
        names += [row["name"] for row in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if len(names) == 2:
            fake.delete(placed[1])  # the very one that the cursor names
    assert names == [f"#{1001 + n}" for n in range(5)] and not page["pageInfo"]["hasNextPage"]
    assert await client.code(query, after="2") == "BAD_REQUEST"


async def test_an_unknown_filter_is_refused_and_known_ones_filter(client: Any, fake: ShopifyFake) -> None:
    open_one, lost = fake.place(), fake.place()
    fake.cancel(lost)
    query = "query Q($q: String) { orders(first: 5, query: $q) { nodes { name } } }"
    for text, names in (
        ("status:open", [open_one.name]),
        ("status:cancelled", [lost.name]),
        ("updated_at:>='2026-11-20T13:00:00Z' status:any", [open_one.name, lost.name]),
        ("updated_at:>='2026-11-20T13:00:01Z'", []),
    ):
        rows = (await client.run(query, q=text))["data"]["orders"]["nodes"]
        assert [row["name"] for row in rows] == names
    for text in ("colour:red", "status:lost", "hello"):
        assert await client.code(query, q=text) == "BAD_REQUEST"


async def test_dear_queries_are_refused_and_an_empty_bucket_throttles(client: Any, fake: ShopifyFake) -> None:
    dear = "{ orders(first: 250) { nodes { lineItems(first: 50) { nodes { product { title } } } } } }"
    assert await client.code(dear) == "MAX_COST_EXCEEDED"
    cheap = "{ shop { name } }"
    cost = (await client.run(cheap))["extensions"]["cost"]
    assert (cost["requestedQueryCost"], cost["actualQueryCost"]) == (1, 1)
    fake.bucket.left = 0
    throttled = await client.run(cheap)
    assert "data" not in throttled and throttled["errors"][0]["extensions"]["code"] == "THROTTLED"
    assert throttled["extensions"]["cost"]["throttleStatus"]["currentlyAvailable"] == 0
    fake.clock.jump(1)
    assert "errors" not in await client.run(cheap)


async def test_rights_are_checked_by_root_and_by_field(client: Any, fake: ShopifyFake) -> None:
    placed = fake.place()
    fake.access.scopes = frozenset({"read_orders"})
    read_one = f'{{ order(id: "{placed.gid}") {{ name customer {{ displayName }} }} }}'
    body = await client.run(read_one)
    assert body["data"]["order"] == {"name": "#1001", "customer": None}
    assert body["errors"][0]["path"] == ["order", "customer"]
    write = f'mutation {{ tagsAdd(id: "{placed.gid}", tags: ["a"]) {{ node {{ id }} }} }}'
    body = await client.run(write)
    assert body["data"]["tagsAdd"] is None and body["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"
    assert placed.tags == []


async def test_old_orders_need_a_right_of_their_own(client: Any, fake: ShopifyFake) -> None:
    placed = fake.place()
    query = f'{{ order(id: "{placed.gid}") {{ name }} }}'
    fake.clock.jump(61 * 86_400)
    assert (await client.run(query))["data"]["order"]
    fake.access.scopes -= {"read_all_orders"}
    assert (await client.run(query))["data"]["order"] is None


async def test_a_token_is_granted_for_a_day(client: Any, fake: ShopifyFake) -> None:
    good = {"grant_type": "client_credentials", "client_id": "sandboxclient", "client_secret": "shpss_sandbox"}
    status, told = await client.grant(**good)
    assert (status, told["expires_in"]) == (200, 86_399) and "write_orders" in told["scope"]
    assert (await client.post({"query": "{ shop { name } }"}, token=told["access_token"]))[0] == 200
    fake.clock.jump(86_400)
    assert (await client.post({"query": "{ shop { name } }"}, token=told["access_token"]))[0] == 401
    for change in ({"client_secret": "x"}, {"client_id": "x"}, {"grant_type": "password"}):
        assert (await client.grant(**(good | change)))[0] == 400


@pytest.mark.parametrize("body", [[], {}, {"query": 5}, "x", {"query": "{ shop { name } }", "operationName": "Other"}])
async def test_what_is_no_request_is_told_so(client: Any, body: Any) -> None:
    assert (await client.post(body))[1]["errors"]
