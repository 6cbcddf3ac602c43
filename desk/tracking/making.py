"""New customers and orders, as the rules and the shop's wishes have them. Pure."""

from desk.tracking.choosing import is_closed
from desk.tracking.filling import filling_of
from desk.tracking.model import Customer, References, Touch
from desk.tracking.naming import name_customer
from desk.tracking.ports import NewCustomer, NewOrder
from desk.tracking.wishes import Wishes
from desk.values import replace


def new_customer(touch: Touch, wishes: Wishes, references: References) -> NewCustomer:
    """With all that is known of how to reach them (CR-23), and nobody responsible unless wished (CR-24)."""
    return NewCustomer(
        name=name_customer(touch),
        phone=touch.phone,
        email=touch.email,
        manager=wishes.customer_manager,
        site=site_for(wishes, references),
    )


def new_order(touch: Touch, customer: Customer, wishes: Wishes, references: References) -> NewOrder:
    """Of this customer (CR-44), whose name it repeats (CR-48); numbered and distributed by the CRM (CR-42, CR-43)."""
    filling = filling_of(touch, wishes)
    return NewOrder(
        customer_id=customer.id,
        name=customer.name,
        site=site_for(wishes, references),
        status=status_for(wishes, references),
        filling=replace(filling, fields={**wishes.extra, **filling.fields}),
        phone=touch.phone,
        email=touch.email,
        manager=wishes.order_manager,
    )


def site_for(wishes: Wishes, references: References) -> str:
    """As wished, else the first store (CR-40); empty: the CRM has named none."""
    return wishes.site or next(iter(references.sites), "")


def status_for(wishes: Wishes, references: References) -> str:
    """As wished, else the first of an open group (CR-41)."""
    known = (it.code for it in references.statuses if not is_closed(it.code, references))
    return wishes.status or next(known, "")
