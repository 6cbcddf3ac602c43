"""All fakes with the people and records in them."""

from collections.abc import Callable

from sandbox.bitrix24.fake import Bitrix24Fake
from sandbox.bitrix_site.fake import BitrixSiteFake
from sandbox.calltouch.fake import CalltouchFake
from sandbox.calltouch.webhooks import Webhook
from sandbox.cms.fake import CmsFake
from sandbox.kit.clock import WorldClock
from sandbox.kit.fake import Fake
from sandbox.kit.history import History
from sandbox.retailcrm.fake import RetailCrmFake
from sandbox.shop.shop import Shop
from sandbox.shopify.fake import ShopifyFake
from sandbox.smsaero.fake import SmsAeroFake
from sandbox.smsc.fake import SmscFake
from sandbox.telegram.fake import TelegramFake
from sandbox.twilio.fake import TwilioFake
from sandbox.voximplant.fake import VoximplantFake
from sandbox.world import access
from sandbox.world.fates import SwitchedFates
from sandbox.world.portal import furnish
from sandbox.world.shopify_front import ShopifyFront
from sandbox.world.site_front import SiteFront
from sandbox.world.staff import hire, hire_team
from sandbox.world.storefront import CmsFront, Storefront


class Town:
    """``public_url`` is where neighbours and the shop reach the desk, without a trailing slash.

    ``team``: a shop with admins, and with topics in its group. ``store``: which one's orders are kept in step with
    deals: ``cms``, ``shopify`` or ``bitrix-site``; empty: none's. ``crm``: which one keeps the leads, ``bitrix24`` or
    ``retailcrm``; the portal is there in any case, for deals. ``tracker``: a Calltouch whose calls, requests and chats
    get into that RetailCRM.
    """

    def __init__(
        self,
        clock: WorldClock,
        history: History,
        public_url: str,
        seed: int = 1,
        *,
        team: bool = False,
        store: str = "",
        crm: str = "bitrix24",
        tracker: bool = False,
    ) -> None:
        self.crm, self.tracker = crm, tracker
        self.clock, self.history, self.public_url = clock, history, public_url.rstrip("/")
        self.telegram = TelegramFake(clock, history)
        self.bitrix24 = Bitrix24Fake(clock, history)
        self.retailcrm = RetailCrmFake(clock, history, key=access.RETAILCRM_KEY)
        self.calltouch = CalltouchFake(clock, history, token=access.CALLTOUCH_TOKEN)
        self.voximplant = VoximplantFake(clock, history)
        self.smsc = SmscFake(clock, history, access.SMSC_LOGIN, access.SMSC_PASSWORD, senders=[access.SENDER])
        self.smsaero = SmsAeroFake(
            clock, history, access.SMSAERO_EMAIL, access.SMSAERO_KEY, signs={access.SENDER: "approved"}
        )
        self.twilio = TwilioFake(clock, history, access.TWILIO_SID, access.TWILIO_TOKEN, numbers=[access.TWILIO_NUMBER])
        self.shop = Shop(clock, history, self.public_url, access.SHOP_SECRET, access.SHOP_SOURCE, seed=seed)
        self.cms = CmsFake(clock, history, self.shop)
        self.shopify, self.bitrix_site = ShopifyFake(clock, history), BitrixSiteFake(clock, history)
        fronts: dict[str, Callable[[], Storefront]] = {
            "cms": lambda: CmsFront(self.cms),
            "shopify": lambda: ShopifyFront(self.shopify),
            "bitrix-site": lambda: SiteFront(self.bitrix_site),
        }
        self.store = fronts[store]() if store else None
        self.fates = self.voximplant.cloud.fates = SwitchedFates()
        self.staff = (hire_team if team else hire)(self.telegram.control)
        furnish(self.bitrix24)

    @property
    def fakes(self) -> tuple[Fake, ...]:
        always = (self.telegram, self.bitrix24, self.voximplant, self.smsc, self.smsaero, self.twilio)
        retail = (self.retailcrm,) if self.tracker or self.crm == self.retailcrm.name else ()
        tracker = (self.calltouch,) if self.tracker else ()
        return (*always, *retail, *tracker, self.store.fake if self.store else self.cms)

    async def start(self, host: str = "127.0.0.1") -> None:
        """Every fake on a free port of its own, and their callbacks led to the desk."""
        for fake in self.fakes:
            await fake.start(host)
        self.voximplant.secrets["RINGDESK_URL"] = self.public_url
        self.voximplant.secrets["RINGDESK_SECRET"] = access.CALLBACK_SECRET
        self.smsc.callback.url = f"{self.public_url}/hooks/smsc"
        self.smsc.callback.secret = access.SMSC_CALLBACK_SECRET
        for event in ("ONCRMLEADUPDATE", "ONCRMDEALADD", "ONCRMDEALUPDATE", "ONCRMDEALDELETE"):
            self.bitrix24.bind(event, f"{self.public_url}/hooks/bitrix24")
        hooks = f"{self.public_url}/hooks/calltouch/{access.CALLTOUCH_SECRET}"
        self.calltouch.webhooks = [Webhook(kind, f"{hooks}/{kind}") for kind in ("call", "request", "chat")]
        if self.store:
            self.store.connect(self.public_url)

    async def stop(self) -> None:
        for fake in self.fakes:
            await fake.stop()
