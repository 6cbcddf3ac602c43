"""What is asked, as GraphQL. Every name stands in the schema of 2026-10; ``tests`` hold them against it.

A page of a listing may cost 1000 points at most, and the lines of 25 orders cost the most of it: a listing brings
the first few of each, and the rest is asked for where there are more.
"""

PAGE = 25  # orders
LISTED_LINES = 3
LINES = 50  # of one order at a time

_MONEY = "{ shopMoney { amount currencyCode } }"
_ADDRESS = "{ name address1 address2 city provinceCode zip countryCodeV2 phone }"
_LINES = (
    "{ pageInfo { hasNextPage endCursor } nodes { title variantTitle sku quantity currentQuantity "
    f"originalUnitPriceSet {_MONEY} discountedUnitPriceAfterAllDiscountsSet {_MONEY} "
    "product { productType } } }"
)
_ORDER = (
    "id legacyResourceId name createdAt updatedAt cancelledAt test note tags email phone currencyCode "
    "sourceIdentifier displayFinancialStatus displayFulfillmentStatus "
    f"totalPriceSet {_MONEY} currentTotalPriceSet {_MONEY} "
    "customer { displayName defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber } } "
    f"shippingAddress {_ADDRESS} billingAddress {_ADDRESS} "
    f"shippingLine {{ title discountedPriceSet {_MONEY} }} "
    "customerJourneySummary { firstVisit { landingPage } } "
)

READ = f"query ReadOrder($id: ID!) {{ order(id: $id) {{ {_ORDER} lineItems(first: {LINES}) {_LINES} }} }}"
MORE_LINES = (
    f"query MoreLines($id: ID!, $after: String!) {{ order(id: $id) {{ lineItems(first: {LINES}, after: $after) "
    f"{_LINES} }} }}"
)
LIST = (
    "query ListOrders($query: String!, $after: String) "
    f"{{ orders(first: {PAGE}, after: $after, query: $query, sortKey: UPDATED_AT) "
    f"{{ pageInfo {{ hasNextPage endCursor }} nodes {{ {_ORDER} lineItems(first: {LISTED_LINES}) {_LINES} }} }} }}"
)
CHECK = (
    "query CheckAccess { shop { name myshopifyDomain currencyCode } "
    "currentAppInstallation { accessScopes { handle } } }"
)
PARCELS = (
    "query ReadParcels($id: ID!) { order(id: $id) { fulfillmentOrders(first: 50) "
    "{ nodes { id status supportedActions { action } } } } }"
)

_WRONG = "userErrors { field message }"


def _on_tags(operation: str, mutation: str) -> str:
    changed = f"{{ {mutation}(id: $id, tags: $tags) {{ node {{ id }} {_WRONG} }} }}"
    return f"mutation {operation}($id: ID!, $tags: [String!]!) {changed}"


ADD_TAGS = _on_tags("AddTags", "tagsAdd")
REMOVE_TAGS = _on_tags("RemoveTags", "tagsRemove")
MARK_PAID = (
    "mutation MarkPaid($input: OrderMarkAsPaidInput!) "
    f"{{ orderMarkAsPaid(input: $input) {{ order {{ id }} {_WRONG} }} }}"
)
FULFILL = (
    "mutation Fulfill($fulfillment: FulfillmentInput!) "
    f"{{ fulfillmentCreate(fulfillment: $fulfillment) {{ fulfillment {{ id status }} {_WRONG} }} }}"
)
# No money moves, and nobody is written to: both are a person's decision.
CANCEL = (
    "mutation CancelOrder($orderId: ID!, $reason: OrderCancelReason!, $restock: Boolean!, $refund: Boolean, "
    "$notifyCustomer: Boolean) { orderCancel(orderId: $orderId, reason: $reason, restock: $restock, refund: $refund, "
    "notifyCustomer: $notifyCustomer) { job { id done } orderCancelUserErrors { field message code } } }"
)
# The search knows an order some moments after it was made; the newest orders are listed without it.
FIND_MADE = (
    "query FindMade($query: String!) { found: orders(first: 5, query: $query, sortKey: CREATED_AT) "
    "{ nodes { id sourceIdentifier } } "
    "newest: orders(first: 50, sortKey: CREATED_AT, reverse: true) { nodes { id sourceIdentifier } } }"
)
FIND_VARIANTS = (
    "query FindVariants($query: String!) { productVariants(first: 5, query: $query) "
    "{ nodes { id sku product { productType } } } }"
)
MAKE = (
    "mutation MakeOrder($order: OrderCreateOrderInput!, $options: OrderCreateOptionsInput) "
    f"{{ orderCreate(order: $order, options: $options) {{ order {{ id legacyResourceId }} {_WRONG} }} }}"
)
SUBSCRIPTIONS = (
    "query ListSubscriptions($after: String) { webhookSubscriptions(first: 100, after: $after) "
    "{ pageInfo { hasNextPage endCursor } nodes { id topic uri } } }"
)
SUBSCRIBE = (
    "mutation Subscribe($topic: WebhookSubscriptionTopic!, $subscription: WebhookSubscriptionInput!) "
    "{ webhookSubscriptionCreate(topic: $topic, webhookSubscription: $subscription) "
    f"{{ webhookSubscription {{ id topic uri }} {_WRONG} }} }}"
)
