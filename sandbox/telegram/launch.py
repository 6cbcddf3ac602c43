"""Mini App launches, signed by the bot's token. https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app"""

import hashlib
import hmac
import json
from datetime import datetime
from urllib.parse import urlencode

from sandbox.telegram.people import User


def sign_launch(token: str, user: User, at: datetime, extra: dict[str, str]) -> str:
    """``initData`` as the client hands it to the page, a query string with ``hash``."""
    fields = {
        "user": json.dumps(user.wire(), ensure_ascii=False, separators=(",", ":")),
        "auth_date": str(int(at.timestamp())),
        **extra,
    }
    joined = "\n".join(f"{key}={fields[key]}" for key in sorted(fields))
    secret = hmac.digest(b"WebAppData", token.encode(), "sha256")
    fields["hash"] = hmac.new(secret, joined.encode(), hashlib.sha256).hexdigest()
    return urlencode(fields)
