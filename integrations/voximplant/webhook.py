"""What comes in: the scenarios' words at ``…/result`` and ``…/progress``, the account's at the address itself."""

from collections.abc import Sequence

from desk.errors import Unauthorised
from desk.model import InboundRequest
from desk.ports import HookFact
from integrations.voximplant.callbacks import identify_callbacks, report_callbacks, verify_callbacks
from integrations.voximplant.config import VoximplantSection
from integrations.voximplant.result import (
    identify_progress,
    identify_result,
    read_progress,
    read_result,
    report_call,
    report_progress,
)
from integrations.voximplant.signature import verify_report
from integrations.voximplant.vocabulary import ALARMS


class VoximplantHook:
    """``POST /hooks/voximplant/result``, ``…/progress``, and ``POST /hooks/voximplant``."""

    name = "voximplant"
    success = b"{}"

    def __init__(self, section: VoximplantSection, account_id: int) -> None:
        self._section = section
        self._account_id = account_id

    def verify(self, request: InboundRequest) -> None:
        section = self._section
        if _is_result(request) or _is_progress(request):
            verify_report(request, section.callback_secret.get_secret_value())
        elif _is_account(request):
            salt, key = section.callback_salt.get_secret_value(), section.api_key.get_secret_value()
            verify_callbacks(request.body, salt, self._account_id, key)
        else:
            raise Unauthorised("nobody is expected at this address")

    def delivery_id(self, request: InboundRequest) -> str:
        """For a verified request only."""
        if _is_progress(request):
            return identify_progress(request)
        return identify_result(request) if _is_result(request) else identify_callbacks(request.body)

    def parse(self, request: InboundRequest) -> Sequence[HookFact]:
        if _is_result(request):
            return [report_call(read_result(request.body))]
        if _is_progress(request):
            return [report_progress(read_progress(request.body))]
        return report_callbacks(request.body, ALARMS)


def _is_result(request: InboundRequest) -> bool:
    return _tail(request) == "result"


def _is_progress(request: InboundRequest) -> bool:
    return _tail(request) == "progress"


def _is_account(request: InboundRequest) -> bool:
    return _tail(request) == "voximplant"


def _tail(request: InboundRequest) -> str:
    return request.path.rstrip("/").rpartition("/")[2]
