"""Fields of the four CRM types and their names in both APIs.

https://apidocs.bitrix24.com/api-reference/crm/data-types.html and the pages of the single types.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

LEAD, DEAL, CONTACT, COMPANY = 1, 2, 3, 4
NAMES = {LEAD: "LEAD", DEAL: "DEAL", CONTACT: "CONTACT", COMPANY: "COMPANY"}
MULTIFIELDS = ("PHONE", "EMAIL", "WEB", "IM", "LINK")


@dataclass(frozen=True, slots=True)
class Field:
    """``kind`` in the portal's words (``string``, ``crm_status`` …); ``of`` is the dictionary of a status."""

    name: str
    kind: str
    read_only: bool = False
    required: bool = False
    multiple: bool = False
    of: str = ""
    label: str = ""
    options: dict[int, str] = field(default_factory=dict)

    @property
    def custom(self) -> bool:
        return self.name.startswith("UF_")

    @property
    def title(self) -> str:
        return self.label or self.name.replace("_", " ").capitalize()


_COMMON = """
ID:integer! OPENED:char SOURCE_ID:crm_status=SOURCE SOURCE_DESCRIPTION:string COMMENTS:string
ASSIGNED_BY_ID:user CREATED_BY_ID:user! MODIFY_BY_ID:user! DATE_CREATE:datetime! DATE_MODIFY:datetime!
COMPANY_ID:crm_company ORIGINATOR_ID:string ORIGIN_ID:string UTM_SOURCE:string UTM_MEDIUM:string
UTM_CAMPAIGN:string UTM_CONTENT:string UTM_TERM:string LAST_ACTIVITY_BY:user! LAST_ACTIVITY_TIME:datetime!
"""
_MONEY = """
TITLE:string CURRENCY_ID:crm_currency OPPORTUNITY:double IS_MANUAL_OPPORTUNITY:char CONTACT_ID:crm_contact
CONTACT_IDS:crm_contact* IS_RETURN_CUSTOMER:char! MOVED_BY_ID:user! MOVED_TIME:datetime!
"""
_PERSON = """
HONORIFIC:crm_status=HONORIFIC NAME:string SECOND_NAME:string LAST_NAME:string BIRTHDATE:date POST:string
"""
_ADDRESS = """
ADDRESS:string ADDRESS_2:string ADDRESS_CITY:string ADDRESS_POSTAL_CODE:string ADDRESS_REGION:string
ADDRESS_PROVINCE:string ADDRESS_COUNTRY:string ADDRESS_COUNTRY_CODE:string
"""
_REACHED = """
HAS_PHONE:char! HAS_EMAIL:char! HAS_IMOL:char! PHONE:crm_multifield* EMAIL:crm_multifield* WEB:crm_multifield*
IM:crm_multifield* LINK:crm_multifield*
"""
_SPEC = {
    LEAD: f"""{_COMMON}{_MONEY}{_PERSON}{_ADDRESS}{_REACHED}
        COMPANY_TITLE:string STATUS_ID:crm_status=STATUS STATUS_DESCRIPTION:string STATUS_SEMANTIC_ID:string!
        DATE_CLOSED:datetime!""",
    DEAL: f"""{_COMMON}{_MONEY}
        TYPE_ID:crm_status=DEAL_TYPE CATEGORY_ID:crm_category STAGE_ID:crm_status=DEAL_STAGE
        STAGE_SEMANTIC_ID:string! IS_NEW:char! CLOSED:char PROBABILITY:integer TAX_VALUE:double BEGINDATE:date
        CLOSEDATE:date ADDITIONAL_INFO:string LEAD_ID:crm_lead!""",
    CONTACT: f"""{_COMMON}{_PERSON}{_ADDRESS}{_REACHED}
        TYPE_ID:crm_status=CONTACT_TYPE EXPORT:char COMPANY_IDS:crm_company* ORIGIN_VERSION:string
        LEAD_ID:crm_lead!""",
    COMPANY: f"""{_COMMON}{_ADDRESS}{_REACHED}
        TITLE:string COMPANY_TYPE:crm_status=COMPANY_TYPE INDUSTRY:crm_status=INDUSTRY
        EMPLOYEES:crm_status=EMPLOYEES CURRENCY_ID:crm_currency REVENUE:double ORIGIN_VERSION:string
        IS_MY_COMPANY:char LEAD_ID:crm_lead!""",
}


def _parse(token: str) -> Field:
    name, _, rest = token.partition(":")
    kind, _, of = rest.partition("=")
    return Field(name, kind.rstrip("!*"), kind.endswith("!"), multiple=kind.endswith("*"), of=of)


@cache
def standard_fields(entity_type: int) -> dict[str, Field]:
    return {parsed.name: parsed for parsed in map(_parse, _SPEC[entity_type].split())}


_CAMEL = {
    "STATUS_ID": "stageId",
    "STATUS_SEMANTIC_ID": "stageSemanticId",
    "DATE_CREATE": "createdTime",
    "DATE_MODIFY": "updatedTime",
    "CREATED_BY_ID": "createdBy",
    "MODIFY_BY_ID": "updatedBy",
    "MOVED_BY_ID": "movedBy",
    "BIRTHDATE": "birthdate",
    "BEGINDATE": "begindate",
    "CLOSEDATE": "closedate",
}


def camel(name: str) -> str:
    """The name in ``crm.item.*``: ``UTM_SOURCE`` is ``utmSource``, ``UF_CRM_3_DIGIT`` is ``ufCrm3Digit``."""
    if name in _CAMEL:
        return _CAMEL[name]
    if name.startswith("UF_CRM_"):
        return _camel_custom(name.removeprefix("UF_CRM_"))
    first, *others = name.lower().split("_")
    return first + "".join(part.capitalize() for part in others)


def _camel_custom(tail: str) -> str:
    parts = tail.split("_")
    # Letters and digits in one word cannot be turned back, so such names keep their tail.
    if any(re.search(r"\d", part) and not part.isdigit() for part in parts):
        return f"ufCrm_{tail}"
    head = parts.pop(0) if parts[0].isdigit() and len(parts) > 1 else ""
    return f"ufCrm{head}" + "".join(f"_{part}" if part.isdigit() else part.capitalize() for part in parts)


def describe(item: Field, *, item_api: bool = False) -> dict[str, Any]:
    """One entry of ``crm.*.fields``."""
    told: dict[str, Any] = {
        "type": item.kind,
        "isRequired": item.required,
        "isReadOnly": item.read_only,
        "isImmutable": False,
        "isMultiple": item.multiple,
        "isDynamic": item.custom,
        "title": item.name if item.custom and not item_api else item.title,
    }
    if item.of:
        told["statusType"] = item.of
    if item.options:
        told["items"] = [{"ID": str(number), "VALUE": value} for number, value in item.options.items()]
    if item.custom:
        told |= {"listLabel": item.title, "formLabel": item.title, "filterLabel": item.title}
    if item_api:
        told["upperName"] = item.name
    return told
