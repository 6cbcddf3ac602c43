"""What a touch writes on its order. Pure."""

from desk.tracking.model import Kind, Touch, Utm
from desk.tracking.ports import Filling
from desk.tracking.wishes import Wishes
from desk.values import replace

MARKER = "calltouch_site_id"
IDS = {Kind.CALL: "calltouch_call_id", Kind.REQUEST: "calltouch_request_id", Kind.CHAT: "calltouch_chat_id"}
UTM_FIELDS = {
    "source": "calltouch_utm_source",
    "medium": "calltouch_utm_medium",
    "campaign": "calltouch_utm_campaign",
    "content": "calltouch_utm_content",
    "term": "calltouch_utm_term",
}
LABELS = {  # of the additional fields, by code, as people read them in the CRM (CR-08)
    MARKER: "ID сайта в Calltouch",
    IDS[Kind.CALL]: "ID звонка в Calltouch",
    IDS[Kind.REQUEST]: "ID заявки в Calltouch",
    IDS[Kind.CHAT]: "ID чата в Calltouch",
    UTM_FIELDS["source"]: "Источник (utm_source)",
    UTM_FIELDS["medium"]: "Канал (utm_medium)",
    UTM_FIELDS["campaign"]: "Кампания (utm_campaign)",
    UTM_FIELDS["content"]: "Объявление (utm_content)",
    UTM_FIELDS["term"]: "Ключевое слово (utm_term)",
}


def filling_of(touch: Touch, wishes: Wishes) -> Filling:
    """The same for an order that is made and one that is found (CR-45, CR-50)."""
    marks = marks_of(touch)
    fields = {MARKER: touch.site_id, IDS[touch.kind]: touch.id}
    fields |= {code: getattr(marks, name) for name, code in UTM_FIELDS.items()}
    labelled = touch.kind is Kind.CHAT or wishes.labels_for_all  # CR-46, A-7
    return Filling(
        fields={code: value for code, value in fields.items() if value},
        labels=marks if labelled and marks != Utm() else None,
    )


def marks_of(touch: Touch) -> Utm:
    """What the tracker found out stands in for source and medium, and for nothing else (CR-47)."""
    utm = touch.utm
    return replace(utm, source=utm.source or touch.source, medium=utm.medium or touch.medium)
