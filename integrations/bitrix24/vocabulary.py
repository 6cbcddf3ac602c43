"""Our words and the portal's, side by side."""

from integrations.crm_texts import words

LEAD = 1  # ENTITY_TYPE_ID, OWNER_TYPE_ID
LEAD_TYPE = "lead"  # ENTITY_TYPE of timeline comments
CALL = 2  # TYPE_ID of an activity
OUTGOING = 2  # DIRECTION
PLAIN_TEXT = 1  # DESCRIPTION_TYPE
NORMAL = 2  # PRIORITY
SIMPLE_CRM = 2  # crm.settings.mode.get: leads are switched off
FIRST_STAGE = "NEW"
CLOSED = ("S", "F")  # STATUS_SEMANTIC_ID: won, lost

# Beside what every CRM is told.
_OWN: dict[str, dict[str, str]] = {
    "ru": {"contact": "Контакт не создан", "call": "Звонок робота"},
    "en": {"contact": "Contact was not created", "call": "Robot call"},
}
LABELS: dict[str, dict[str, str]] = {language: words.LABELS[language] | own for language, own in _OWN.items()}

UNKNOWN_EVENT = "unknown"
# https://apidocs.bitrix24.com/api-reference/crm/leads/events/index.html and the pages beside it
EVENTS: dict[str, str] = {
    "ONCRMLEADADD": "crm_lead_added",
    "ONCRMLEADUPDATE": "crm_lead_changed",
    "ONCRMLEADDELETE": "crm_lead_deleted",
    "ONCRMDEALADD": "crm_deal_added",
    "ONCRMDEALUPDATE": "crm_deal_changed",
    "ONCRMDEALDELETE": "crm_deal_deleted",
    "ONCRMDEALMOVETOCATEGORY": "crm_deal_moved",
    "ONCRMCONTACTADD": "crm_contact_added",
    "ONCRMCONTACTUPDATE": "crm_contact_changed",
    "ONCRMCONTACTDELETE": "crm_contact_deleted",
    "ONCRMCOMPANYADD": "crm_company_added",
    "ONCRMCOMPANYUPDATE": "crm_company_changed",
    "ONCRMCOMPANYDELETE": "crm_company_deleted",
    "ONCRMACTIVITYADD": "crm_activity_added",
    "ONCRMACTIVITYUPDATE": "crm_activity_changed",
    "ONCRMACTIVITYDELETE": "crm_activity_deleted",
    "ONCRMTIMELINECOMMENTADD": "crm_comment_added",
    "ONCRMTIMELINECOMMENTUPDATE": "crm_comment_changed",
    "ONCRMTIMELINECOMMENTDELETE": "crm_comment_deleted",
    "ONAPPINSTALL": "app_installed",
    "ONAPPUPDATE": "app_updated",
    "ONAPPUNINSTALL": "app_uninstalled",
    "ONAPPTEST": "app_test",
}
ALARMS = frozenset({"app_uninstalled"})
DEAL_EVENTS = frozenset(name for name, kind in EVENTS.items() if kind.startswith("crm_deal_"))
