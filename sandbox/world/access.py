"""The passwords of this world. They open nothing but fakes on this machine."""

API_TOKEN = "sandbox-api-token"  # noqa: S105
SHOP_SOURCE = "site"
SHOP_SECRET = "sandbox-shop-secret"  # noqa: S105
CALLBACK_SECRET = "sandbox-callback-secret"  # noqa: S105
SMSC_LOGIN = "watches"
SMSC_PASSWORD = "sandbox-smsc-password"  # noqa: S105
SMSC_CALLBACK_SECRET = "sandbox-smsc-callback"  # noqa: S105
SMSAERO_EMAIL = "shop@example.com"
SMSAERO_KEY = "sandbox-smsaero-key"
TWILIO_SID = "AC" + "5a" * 16
TWILIO_TOKEN = "sandbox-twilio-token"  # noqa: S105
SENDER = "WATCHES"
TWILIO_NUMBER = "+12025550100"
RETAILCRM_KEY = "sandboxretailcrmkey0123456789abc"
CALLTOUCH_TOKEN = "sandboxcalltouchtoken"  # noqa: S105
CALLTOUCH_SECRET = "sandbox-calltouch-secret"  # noqa: S105
