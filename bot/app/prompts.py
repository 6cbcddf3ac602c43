"""Open questions: each hangs in its chat under a name that says what it is about, and so survives a restart."""

from bot.cards.card import Action
from handlers.telegram.desk import Prompt

PROMPT = "ask:"


def prompt_name(prompt: Prompt) -> str:
    return f"{PROMPT}{prompt.action.value}:{prompt.subject}"


def read_prompt(name: str) -> Prompt | None:
    """None for the name of anything else that hangs in a chat."""
    kind, _, rest = name.partition(":")
    code, _, subject = rest.partition(":")
    if f"{kind}:" != PROMPT or not subject or code not in set(Action):
        return None
    return Prompt(Action(code), subject)
