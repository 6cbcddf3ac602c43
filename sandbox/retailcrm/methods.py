"""Every method of the API that is played, with its address and the right it wants."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.retailcrm import customers, history, orders, references, writing
from sandbox.retailcrm.params import Call
from sandbox.retailcrm.stock import Row

OK, CREATED = 200, 201


@dataclass(frozen=True, slots=True)
class Method:
    """``name`` is the operation, as faults and the history of requests call it. ``scope`` empty: any key may."""

    name: str
    verb: str
    pattern: re.Pattern[str]
    scope: str
    answer: Callable[[Call], Row]
    status: int = OK


def _method(name: str, verb: str, path: str, scope: str, answer: Callable[[Call], Row], status: int = OK) -> Method:
    """``{}`` stands for one part of the path."""
    return Method(name, verb, re.compile(path.replace("{}", "([^/]+)")), scope, answer, status)


def _show_versions(_call: Call) -> Row:
    return {"versions": ["3.0", "4.0", "5.0"]}


def _show_system(_call: Call) -> Row:
    return {"systemVersion": "8.1.51", "publicUrl": "https://shop.retailcrm.ru"}


def _show_credentials(call: Call) -> Row:
    told: Row = {"scopes": sorted(call.key.scopes), "credentials": ["/api/orders"]}
    if call.key.sites is None:
        return told | {"siteAccess": "access_full"}
    return told | {"siteAccess": "access_selective", "sitesAvailable": list(call.key.sites)}


METHODS = (
    _method("api-versions", "GET", "api-versions", "", _show_versions),
    _method("system-info", "GET", "system-info", "", _show_system),
    _method("credentials", "GET", "credentials", "", _show_credentials),
    _method("settings", "GET", "v5/settings", "", references.show_settings),
    _method("reference/sites", "GET", "v5/reference/sites", "reference_read", references.list_sites),
    _method("reference/statuses", "GET", "v5/reference/statuses", "reference_read", references.list_statuses),
    _method("reference/status-groups", "GET", "v5/reference/status-groups", "reference_read", references.list_groups),
    _method("reference/order-methods", "GET", "v5/reference/order-methods", "reference_read", references.list_methods),
    _method("users", "GET", "v5/users", "user_read", references.list_users),
    _method("users/get", "GET", "v5/users/{}", "user_read", references.get_user),
    _method("custom-fields", "GET", "v5/custom-fields", "custom_fields_read", references.list_fields),
    _method(
        "custom-fields/create",
        "POST",
        "v5/custom-fields/{}/create",
        "custom_fields_write",
        references.create_field,
        CREATED,
    ),
    _method("custom-fields/get", "GET", "v5/custom-fields/{}/{}", "custom_fields_read", references.get_field),
    _method("customers", "GET", "v5/customers", "customer_read", customers.list_customers),
    _method("customers/create", "POST", "v5/customers/create", "customer_write", customers.create_customer, CREATED),
    _method("customers/edit", "POST", "v5/customers/{}/edit", "customer_write", customers.edit_customer),
    _method("customers/get", "GET", "v5/customers/{}", "customer_read", customers.get_customer),
    _method("orders", "GET", "v5/orders", "order_read", orders.list_orders),
    _method("orders/statuses", "GET", "v5/orders/statuses", "order_read", orders.list_statuses),
    _method("orders/history", "GET", "v5/orders/history", "order_read", history.list_history),
    _method("orders/create", "POST", "v5/orders/create", "order_write", writing.create_order, CREATED),
    _method("orders/edit", "POST", "v5/orders/{}/edit", "order_write", writing.edit_order),
    _method("orders/get", "GET", "v5/orders/{}", "order_read", orders.get_order),
)


def find_method(verb: str, path: str) -> tuple[Method, tuple[str, ...]] | None:
    """``path`` after ``/api/``."""
    for method in METHODS:
        if method.verb == verb and (found := method.pattern.fullmatch(path)):
            return method, found.groups()
    return None
