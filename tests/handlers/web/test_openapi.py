"""GET /openapi.json describes what is really there: compared with the routes, and tried out by schemathesis."""

import asyncio
import re

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from jsonschema_rs import Draft202012Validator

from handlers.web.openapi import describe

HEADERS = {
    "Authorization": "Bearer site-secret",
    "x-key": "hook-key",
    "X-Telegram-Bot-Api-Secret-Token": "tg-secret",
}
# Shops' forms are read leniently, and Corezoid's refusals are 200: a wrong request may well be answered 2xx.
LENIENT = [schemathesis.checks.negative_data_rejection]
TWINS = {"/api/1/json/public/{conv_id}/{secret}", "/hooks/{integration}/{tail}"}  # described by what is tried anyway
PLACES = {"source": "site", "secret": "site-secret", "integration": "smsgate", "secret_path": "tg-path", "id": 17}
QUICK = settings(
    max_examples=5,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)


async def test_every_route_is_described_and_every_description_is_a_route(web):
    _, document = await web.ask("GET", "/openapi.json")
    described = {(method.upper(), path) for path, item in document["paths"].items() for method in item}
    routes = {
        (route.method, re.sub(r":[^}]+}", "}", route.resource.canonical))
        for route in web.app.router.routes()
        if route.method != "HEAD"
    }
    assert described == routes


async def test_the_description_knows_the_public_address(web):
    _, document = await web.ask("GET", "/openapi.json")
    assert document["servers"] == [{"url": "https://desk.example.com/"}]


def examples_in(document):
    for path, item in document["paths"].items():
        for method, operation in item.items():
            for kind, media in operation.get("requestBody", {}).get("content", {}).items():
                for example in media.get("examples", {}).values():
                    yield f"{method} {path} {kind}", media["schema"], example["value"]
                for example in media["schema"].get("examples", []):
                    yield f"{method} {path} {kind}", media["schema"], example
            for status, answer in operation["responses"].items():
                for kind, media in answer.get("content", {}).items():
                    if "example" in media:
                        yield f"{method} {path} {status} {kind}", media["schema"], media["example"]


def test_every_example_fits_its_schema():
    seen = 0
    for _where, schema, example in examples_in(describe()):
        Draft202012Validator(schema).validate(example)
        seen += 1
    assert seen >= 8


@pytest.mark.parametrize("path", sorted(describe()["paths"].keys() - TWINS))
async def test_schemathesis_finds_no_answer_that_is_not_described(web, path):
    """Generated requests, right and wrong ones, from a thread beside the served desk."""
    document = describe(web.url)
    document["paths"] = {path: document["paths"][path]}
    operations = [found.ok() for found in schemathesis.openapi.from_dict(document).get_all_operations()]
    assert operations
    for operation in operations:
        await asyncio.to_thread(try_out, operation, web.url)


def try_out(operation, url):
    for mode in schemathesis.GenerationMode:
        cases = operation.as_strategy(generation_mode=mode, path_parameters=known_places(operation))

        @QUICK
        @given(case=cases)
        def ask(case):
            case.call_and_validate(base_url=url, headers=HEADERS, excluded_checks=LENIENT)

        try:
            ask()
        except Unsatisfiable:
            assert mode is schemathesis.GenerationMode.NEGATIVE  # nothing to be wrong about: no parameters, no body


def known_places(operation):
    return {name: value for name, value in PLACES.items() if f"{{{name}}}" in operation.path}
