"""From the settings to the web side's own."""

from collections.abc import Awaitable, Callable, Mapping

from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from bot.app.clock import SystemClock
from bot.app.health import Check
from bot.app.neighbours import Neighbours
from bot.app.steps import load_step
from bot.settings.loading import Settings
from desk.ports import Clock
from handlers.web.desk import Limits, Source, Surroundings, WebSettings


def web_settings(settings: Settings) -> WebSettings:
    server, telegram = settings.server, settings.telegram
    sources = {
        name: Source(
            tuple(SecretStr(secret) for secret in source.secrets),
            source.refs,
            load_step(source.step, f"sources.{name}.step"),
            source.old_secret,
            source.old_until,
        )
        for name, source in settings.sources.items()
    }
    return WebSettings(
        sources=sources,
        public_url=server.public_url,
        api_token=server.api_token,
        metrics_token=server.metrics_token,
        telegram_path=telegram.webhook_secret,
        telegram_secret=telegram.webhook_secret,
        limits=web_limits(settings),
    )


def web_limits(settings: Settings) -> Limits:
    server = settings.server
    return Limits(body_bytes=server.max_body, body_seconds=server.body_timeout.total_seconds())


def web_surroundings(
    clock: Clock,
    neighbours: Neighbours,
    checks: Mapping[str, Check],
    registry: CollectorRegistry,
    count: Callable[[], Awaitable[None]],
) -> Surroundings:
    return Surroundings(
        clock=clock,
        wall=SystemClock(),
        hooks=neighbours.hooks,
        plan=neighbours.plan_hook,
        checks=checks,
        registry=registry,
        count=count,
    )
