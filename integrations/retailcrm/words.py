"""What our additional fields are called, in the language of the account's people."""

FIELDS: dict[str, dict[str, str]] = {
    "ru": {
        "marker_field": "Ringdesk: лид",
        "status_field": "Ringdesk: состояние",
        "calls_field": "Ringdesk: звонки",
        "notes_field": "Ringdesk: что было",
    },
    "en": {
        "marker_field": "Ringdesk: lead",
        "status_field": "Ringdesk: state",
        "calls_field": "Ringdesk: calls",
        "notes_field": "Ringdesk: what happened",
    },
}
