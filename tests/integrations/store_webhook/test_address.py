"""Where a message may go: what a name leads to is looked at, and connected to as it was looked at."""

import ipaddress
import ssl
from collections.abc import AsyncIterator, Sequence

import pytest
import trustme

from desk.errors import Rejected, Temporary
from integrations.http import HttpFactory
from integrations.store_webhook.address import is_inner, is_public, look_up, read_target
from integrations.store_webhook.client import StoreClient, open_client
from integrations.store_webhook.config import StoreWebhook
from sandbox.cms.fake import CmsFake
from sandbox.kit.clock import WorldClock
from sandbox.kit.listener import Listener
from tests.integrations.conftest import DeskClock

HOST = "cms.example.com"


class Names:
    """A name server that changes its mind: one answer after the other, the last for ever."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(f"{host}:{port}")
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_public_addresses_are_open(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.31.0.1", "192.168.0.1", "100.64.0.1", "::1", "fd00::1",
        "::ffff:10.0.0.1", "2002:a00:1::", "64:ff9b::a00:1",
    ],
)  # fmt: skip
def test_addresses_of_a_network_of_ones_own_are_inner_however_they_are_wrapped(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))
    assert is_inner(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "169.254.169.254", "168.63.129.16", "100.100.100.200", "192.0.0.192", "224.0.0.1", "240.0.0.1",
        "255.255.255.255", "203.0.113.1", "::", "::7f00:1", "fe80::1", "fe80::1%eth0", "fd00:ec2::254", "ff02::1",
        "fec0::1", "2001:db8::1", "2001:0:7f00::", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1",
    ],
)  # fmt: skip
def test_metadata_multicast_and_what_belongs_to_nobody_is_never_open(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))
    assert not is_inner(ipaddress.ip_address(address))


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "127.1", "localhost"])
async def test_this_machine_is_found_behind_every_spelling(host: str) -> None:
    target = read_target(f"https://{host}/hook", private=False)
    with pytest.raises(Rejected, match="inner network") as refused:
        await target.settle(look_up)
    assert refused.value.code == "address"


async def test_one_inner_address_spoils_a_name() -> None:
    target = read_target(f"https://{HOST}/hook", private=False)
    assert await target.settle(Names(["2606:4700::1111", "8.8.8.8"])) == "8.8.8.8"
    with pytest.raises(Rejected, match=r"cms\.example\.com leads to 10\.0\.0\.5"):
        await target.settle(Names(["8.8.8.8", "10.0.0.5"]))


async def test_plain_http_ends_on_this_machine_whatever_the_name_says() -> None:
    target = read_target("http://localhost/hook", private=True)
    assert await target.settle(Names(["::1", "127.0.0.1"])) == "127.0.0.1"
    with pytest.raises(Rejected, match="plain http"):
        await target.settle(Names(["192.168.1.7"]))


async def test_an_unknown_name_may_be_known_later() -> None:
    with pytest.raises(Temporary, match="is not found"):
        await look_up("no-such-host.invalid", 443)
    with pytest.raises(Temporary, match="has no address"):
        await read_target(f"https://{HOST}/", private=False).settle(Names([]))


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def asked_for() -> list[str]:
    """Names that TLS clients asked a certificate for."""
    return []


@pytest.fixture
async def far_end(
    fake: CmsFake, authority: trustme.CA, asked_for: list[str], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Listener]:
    """A server on this machine with the certificate of the store."""
    monkeypatch.setattr("asyncio.constants.SSL_SHUTDOWN_TIMEOUT", 0.01)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(HOST).configure_cert(tls)
    tls.sni_callback = lambda _socket, name, _context: asked_for.append(name)
    found = Listener(fake.clock, fake.history)
    await found.start(tls=tls)
    yield found
    await found.stop()


@pytest.fixture
async def trusting(world: WorldClock, authority: trustme.CA) -> AsyncIterator[HttpFactory]:
    tls = ssl.create_default_context()
    authority.configure_trust(tls)
    factory = HttpFactory(DeskClock(world), tls=tls)
    yield factory
    await factory.close()


def client(factory: HttpFactory, url: str, names: Names) -> StoreClient:
    section = StoreWebhook.model_validate({"url": url, "secret": "whsec_a2V5", "allow_private": True})
    return open_client(factory, section, names)


async def test_the_connection_goes_to_the_address_that_was_looked_at_and_asks_for_the_stores_certificate(
    far_end: Listener, trusting: HttpFactory, asked_for: list[str]
) -> None:
    """The name itself leads nowhere: only the one look at it can have led here."""
    port = far_end.url.rpartition(":")[2]
    names = Names(["127.0.0.1"])
    await client(trusting, f"https://{HOST}:{port}/hook?shop=1", names).tell({"webhook-id": "msg_1"}, b"{}")
    (received,) = far_end.received
    assert received.headers["host"] == f"{HOST}:{port}"
    assert (received.target, received.headers["webhook-id"], received.body) == ("/hook?shop=1", "msg_1", b"{}")
    assert asked_for == [HOST]
    assert names.asked == [f"{HOST}:{port}"]


async def test_a_name_that_turns_inward_later_gets_nothing(far_end: Listener, trusting: HttpFactory) -> None:
    port = far_end.url.rpartition(":")[2]
    section = StoreWebhook.model_validate({"url": f"https://{HOST}:{port}/hook", "secret": "whsec_a2V5"})
    turning = open_client(trusting, section, Names(["127.0.0.1"]))
    with pytest.raises(Rejected, match="inner network"):
        await turning.tell({}, b"{}")
    assert far_end.received == []


async def test_a_strange_certificate_is_told_as_such(far_end: Listener, trusting: HttpFactory) -> None:
    port = far_end.url.rpartition(":")[2]
    strange = client(trusting, f"https://other.example.com:{port}/hook", Names(["127.0.0.1"]))
    with pytest.raises(Temporary, match="certificate is not accepted"):
        await strange.tell({}, b"{}")
    assert far_end.received == []
