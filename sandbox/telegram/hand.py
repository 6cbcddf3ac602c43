"""What the control side's parts have in common."""

from sandbox.telegram.chats import Chat
from sandbox.telegram.people import Member, User
from sandbox.telegram.shapes import member_change
from sandbox.telegram.state import State

ChatRef = Chat | int
UserRef = User | int


class ImpossibleError(Exception):
    """A person could not do this in a real chat."""


class Hand:
    """Chats and users may be named by object or by id."""

    def __init__(self, state: State) -> None:
        self.state = state

    def chat(self, ref: ChatRef) -> Chat:
        """Raises ImpossibleError for an unknown chat."""
        found = ref if isinstance(ref, Chat) else self.state.chats.get(ref)
        if found is None:
            raise ImpossibleError(f"there is no chat {ref}")
        return found

    def user(self, ref: UserRef) -> User:
        """Raises ImpossibleError for an unknown user."""
        found = ref if isinstance(ref, User) else self.state.users.get(ref)
        if found is None:
            raise ImpossibleError(f"there is no user {ref}")
        return found

    def bot_is_in(self, chat: Chat) -> bool:
        """Updates of other chats do not reach the bot."""
        if chat.deleted or chat.migrated_to:
            return False
        if chat.person:
            return chat.started and not chat.blocked
        me = chat.members.get(self.state.bot.id)
        return bool(me and me.present)

    def bot_leads(self, chat: Chat) -> bool:
        me = chat.members.get(self.state.bot.id)
        return bool(me and me.leads)

    def tell_change(self, chat: Chat, by: User, before: Member, after: Member) -> None:
        """``my_chat_member`` for the bot itself; ``chat_member`` for others, to an administrator only."""
        mine = after.user is self.state.bot
        if mine or (self.bot_is_in(chat) and self.bot_leads(chat)):
            change = member_change(chat, by, self.state.now(), before, after)
            self.state.updates.add("my_chat_member" if mine else "chat_member", change, f"chat {chat.id}")
