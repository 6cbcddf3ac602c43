"""Every document against the schema, with a second witness: the reference implementation's own validator."""

import pytest
from graphql import build_schema, parse, validate

from integrations.shopify import documents
from sandbox.shopify.costs import MOST, requested_cost
from sandbox.shopify.language import parse as read
from sandbox.shopify.schema import SDL
from sandbox.shopify.validation import validate as check

DOCUMENTS = {name: text for name, text in vars(documents).items() if isinstance(text, str) and name.isupper()}
VARIABLES = {
    "id": "gid://shopify/Order/1",
    "after": "x",
    "query": "",
    "tags": [],
    "input": {"id": "x"},
    "fulfillment": {"lineItemsByFulfillmentOrder": []},
    "orderId": "x",
    "reason": "OTHER",
    "restock": True,
    "topic": "ORDERS_CREATE",
    "subscription": {"uri": "x"},
    "order": {"lineItems": []},
    "options": {},
}


@pytest.mark.parametrize("name", [name for name in sorted(DOCUMENTS) if not name.startswith("_")])
def test_a_document_is_valid_and_cheap_enough(name: str) -> None:
    schema = build_schema(SDL + "\nschema { query: QueryRoot mutation: Mutation }")
    assert validate(schema, parse(DOCUMENTS[name])) == []
    operation = read(DOCUMENTS[name])
    request = check(operation, {key: VARIABLES[key] for key in operation.variables if key in VARIABLES})
    assert requested_cost(request) <= MOST
