"""What of the Admin schema of 2026-10 is known here. Whatever is not written down is refused, so it holds only what
the fake really does.

https://shopify.dev/docs/api/admin-graphql/2026-10
"""

from dataclasses import dataclass, field

from sandbox.shopify.language import END, Reader, Type

SDL = """
scalar DateTime scalar Decimal scalar URL scalar UnsignedInt64 scalar CurrencyCode scalar CountryCode

type QueryRoot {
  shop: Shop!
  currentAppInstallation: AppInstallation!
  order(id: ID!): Order
  orders(first: Int, after: String, query: String, sortKey: OrderSortKeys, reverse: Boolean): OrderConnection!
  productVariants(first: Int, after: String, query: String): ProductVariantConnection!
  webhookSubscriptions(first: Int, after: String): WebhookSubscriptionConnection!
}
type Mutation {
  orderCreate(order: OrderCreateOrderInput!, options: OrderCreateOptionsInput): OrderCreatePayload
  tagsAdd(id: ID!, tags: [String!]!): TagsPayload
  tagsRemove(id: ID!, tags: [String!]!): TagsPayload
  orderMarkAsPaid(input: OrderMarkAsPaidInput!): OrderMarkAsPaidPayload
  orderCancel(orderId: ID!, reason: OrderCancelReason!, restock: Boolean!, refund: Boolean, notifyCustomer: Boolean):
    OrderCancelPayload
  fulfillmentCreate(fulfillment: FulfillmentInput!): FulfillmentCreatePayload
  webhookSubscriptionCreate(topic: WebhookSubscriptionTopic!, webhookSubscription: WebhookSubscriptionInput!):
    WebhookSubscriptionCreatePayload
  webhookSubscriptionDelete(id: ID!): WebhookSubscriptionDeletePayload
}
type Shop { id: ID! name: String! myshopifyDomain: String! currencyCode: CurrencyCode! ianaTimezone: String! }
type AppInstallation { id: ID! accessScopes: [AccessScope!]! }
type AccessScope { handle: String! }
type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }

enum OrderSortKeys { ID UPDATED_AT CREATED_AT PROCESSED_AT }
enum OrderDisplayFinancialStatus { AUTHORIZED EXPIRED PAID PARTIALLY_PAID PARTIALLY_REFUNDED PENDING REFUNDED VOIDED }
enum OrderDisplayFulfillmentStatus {
  UNFULFILLED PARTIALLY_FULFILLED FULFILLED OPEN IN_PROGRESS ON_HOLD SCHEDULED PENDING_FULFILLMENT REQUEST_DECLINED
  RESTOCKED FULFILLMENT_NOT_REQUIRED
}
enum OrderCancelReason { CUSTOMER DECLINED FRAUD INVENTORY OTHER STAFF }
type MoneyV2 { amount: Decimal! currencyCode: CurrencyCode! }
type MoneyBag { shopMoney: MoneyV2! presentmentMoney: MoneyV2! }
type Attribute { key: String! value: String }
type MailingAddress {
  name: String firstName: String lastName: String address1: String address2: String city: String province: String
  provinceCode: String zip: String country: String countryCodeV2: CountryCode phone: String
}
type CustomerEmailAddress { emailAddress: String! }
type CustomerPhoneNumber { phoneNumber: String! }
type Customer {
  id: ID! displayName: String! firstName: String lastName: String
  defaultEmailAddress: CustomerEmailAddress defaultPhoneNumber: CustomerPhoneNumber
}
type ShippingLine { id: ID title: String! code: String originalPriceSet: MoneyBag! discountedPriceSet: MoneyBag! }
type CustomerVisit { landingPage: URL source: String! }
type CustomerJourneySummary { ready: Boolean! firstVisit: CustomerVisit lastVisit: CustomerVisit }
type Product { id: ID! title: String! productType: String! vendor: String! }
type ProductVariant { id: ID! sku: String title: String! price: Decimal! product: Product! }
type ProductVariantConnection { nodes: [ProductVariant!]! pageInfo: PageInfo! }
type LineItem {
  id: ID! title: String! variantTitle: String name: String! sku: String quantity: Int! currentQuantity: Int!
  originalUnitPriceSet: MoneyBag! discountedUnitPriceAfterAllDiscountsSet: MoneyBag! product: Product
}
type LineItemConnection { nodes: [LineItem!]! pageInfo: PageInfo! }
type Order {
  id: ID! legacyResourceId: UnsignedInt64! name: String! number: Int! createdAt: DateTime! updatedAt: DateTime!
  processedAt: DateTime! cancelledAt: DateTime cancelReason: OrderCancelReason closedAt: DateTime test: Boolean!
  email: String phone: String note: String tags: [String!]! sourceName: String
  sourceIdentifier: String currencyCode: CurrencyCode!
  displayFinancialStatus: OrderDisplayFinancialStatus displayFulfillmentStatus: OrderDisplayFulfillmentStatus!
  totalPriceSet: MoneyBag! currentTotalPriceSet: MoneyBag! customAttributes: [Attribute!]! customer: Customer
  shippingAddress: MailingAddress billingAddress: MailingAddress shippingLine: ShippingLine
  customerJourneySummary: CustomerJourneySummary
  lineItems(first: Int, after: String): LineItemConnection!
  fulfillmentOrders(first: Int, after: String): FulfillmentOrderConnection!
}
type OrderConnection { nodes: [Order!]! pageInfo: PageInfo! }
enum FulfillmentOrderStatus { OPEN IN_PROGRESS CANCELLED INCOMPLETE CLOSED SCHEDULED ON_HOLD }
enum FulfillmentOrderAction { CREATE_FULFILLMENT REQUEST_FULFILLMENT HOLD RELEASE_HOLD }
enum FulfillmentStatus { SUCCESS CANCELLED ERROR FAILURE }
type FulfillmentOrderSupportedAction { action: FulfillmentOrderAction! }
type FulfillmentOrderAssignedLocation { name: String! }
type FulfillmentOrder {
  id: ID! status: FulfillmentOrderStatus! supportedActions: [FulfillmentOrderSupportedAction!]!
  assignedLocation: FulfillmentOrderAssignedLocation!
}
type FulfillmentOrderConnection { nodes: [FulfillmentOrder!]! pageInfo: PageInfo! }

type UserError { field: [String!] message: String! }
type OrderCancelUserError { field: [String!] message: String! code: String }
type Node { id: ID! }
type Job { id: ID! done: Boolean! }
type Fulfillment { id: ID! status: FulfillmentStatus! }
type TagsPayload { node: Node userErrors: [UserError!]! }
type OrderMarkAsPaidPayload { order: Order userErrors: [UserError!]! }
type OrderCancelPayload { job: Job orderCancelUserErrors: [OrderCancelUserError!]! userErrors: [UserError!]! }
type FulfillmentCreatePayload { fulfillment: Fulfillment userErrors: [UserError!]! }
input OrderMarkAsPaidInput { id: ID! }
input FulfillmentOrderLineItemsInput { fulfillmentOrderId: ID! }
input FulfillmentInput { lineItemsByFulfillmentOrder: [FulfillmentOrderLineItemsInput!]! notifyCustomer: Boolean }
type OrderCreatePayload { order: Order userErrors: [UserError!]! }
input MoneyInput { amount: Decimal! currencyCode: CurrencyCode! }
input MoneyBagInput { shopMoney: MoneyInput! presentmentMoney: MoneyInput }
input MailingAddressInput {
  firstName: String lastName: String company: String address1: String address2: String city: String
  provinceCode: String zip: String countryCode: CountryCode phone: String
}
input OrderCreateLineItemInput {
  variantId: ID title: String sku: String quantity: Int! priceSet: MoneyBagInput requiresShipping: Boolean
}
input OrderCreateOrderInput {
  currency: CurrencyCode email: String phone: String note: String tags: [String!] sourceIdentifier: String
  financialStatus: OrderCreateFinancialStatus lineItems: [OrderCreateLineItemInput!]
  billingAddress: MailingAddressInput shippingAddress: MailingAddressInput test: Boolean
}
input OrderCreateOptionsInput {
  inventoryBehaviour: OrderCreateInputsInventoryBehavior sendReceipt: Boolean sendFulfillmentReceipt: Boolean
}
enum OrderCreateFinancialStatus { AUTHORIZED EXPIRED PAID PARTIALLY_PAID PARTIALLY_REFUNDED PENDING REFUNDED VOIDED }
enum OrderCreateInputsInventoryBehavior { BYPASS DECREMENT_IGNORING_POLICY DECREMENT_OBEYING_POLICY }
enum WebhookSubscriptionFormat { JSON }
enum WebhookSubscriptionTopic {
  ORDERS_CREATE ORDERS_UPDATED ORDERS_PAID ORDERS_CANCELLED ORDERS_FULFILLED ORDERS_PARTIALLY_FULFILLED ORDERS_EDITED
  ORDERS_DELETE REFUNDS_CREATE APP_UNINSTALLED PRODUCTS_UPDATE
}
type WebhookSubscription {
  id: ID! topic: WebhookSubscriptionTopic! uri: String! format: WebhookSubscriptionFormat! createdAt: DateTime!
}
type WebhookSubscriptionConnection { nodes: [WebhookSubscription!]! pageInfo: PageInfo! }
type WebhookSubscriptionCreatePayload { webhookSubscription: WebhookSubscription userErrors: [UserError!]! }
type WebhookSubscriptionDeletePayload { deletedWebhookSubscriptionId: ID userErrors: [UserError!]! }
input WebhookSubscriptionInput { uri: String format: WebhookSubscriptionFormat }
"""

ROOTS = {"query": "QueryRoot", "mutation": "Mutation"}
SCALARS = {"ID", "String", "Int", "Float", "Boolean"}


@dataclass(frozen=True, slots=True)
class Member:
    """A field of a type, with what it may be given."""

    type: Type
    arguments: dict[str, Type] = field(default_factory=dict)


@dataclass(slots=True)
class Schema:
    types: dict[str, dict[str, Member]] = field(default_factory=dict)
    inputs: dict[str, dict[str, Member]] = field(default_factory=dict)
    enums: dict[str, set[str]] = field(default_factory=dict)


def read_schema(text: str) -> Schema:
    schema, reader = Schema(), Reader(text)
    while reader.peek() != END:
        kind, name = reader.name(), reader.name()
        if kind == "enum":
            schema.enums[name] = _read_enum(reader)
        elif kind != "scalar":
            {"type": schema.types, "input": schema.inputs}[kind][name] = _read_members(reader)
    return schema


def _read_enum(reader: Reader) -> set[str]:
    reader.need("{")
    words = set()
    while not reader.skip("}"):
        words.add(reader.name())
    return words


def _read_members(reader: Reader) -> dict[str, Member]:
    reader.need("{")
    members = {}
    while not reader.skip("}"):
        name, arguments = reader.name(), {}
        if reader.skip("("):
            while not reader.skip(")"):
                argument = reader.name()
                reader.need(":")
                arguments[argument] = reader.type()
        reader.need(":")
        members[name] = Member(reader.type(), arguments)
    return members


SCHEMA = read_schema(SDL)


def base(kind: Type) -> str:
    """Name of what a list, or a list of lists, is made of."""
    return base(kind.item) if kind.item else kind.name
