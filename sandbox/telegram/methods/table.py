"""All methods of the Bot API that this server knows."""

from sandbox.telegram.methods import chats, edits, marks, messages, profile, topics
from sandbox.telegram.methods.delivery import Delivery
from sandbox.telegram.methods.method import Method

# These cannot be run by the answer to a webhook delivery.
NOT_IN_ANSWERS = ("setwebhook", "deletewebhook", "close", "logout")


def build_table(delivery: Delivery) -> dict[str, Method]:
    """By lower-case name: Telegram does not mind the case of method names."""
    themes = (
        messages.METHODS,
        edits.METHODS,
        chats.METHODS,
        marks.METHODS,
        topics.METHODS,
        profile.METHODS,
        delivery.table(),
    )
    return {name.lower(): method for theme in themes for name, method in theme.items()}
