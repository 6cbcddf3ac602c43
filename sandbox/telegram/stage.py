"""Control side: who exists, which chats, who is in them and with which rights."""

from collections.abc import Iterable

from sandbox.telegram.chats import Chat
from sandbox.telegram.hand import ChatRef, Hand, ImpossibleError, UserRef
from sandbox.telegram.people import RIGHTS, Member, Status, User

ALL_RIGHTS = frozenset(RIGHTS)
FIRST_USER = 700_000_001
FIRST_GROUP = 4_000_000_001
FIRST_SUPERGROUP = 1_002_000_000_001


class Stage(Hand):
    def add_user(
        self, first_name: str, last_name: str = "", username: str = "", language: str = "ru", number: int = 0
    ) -> User:
        """Somebody the bot has not met; see ``start_private`` and ``join``."""
        number = number or FIRST_USER + len(self.state.users)
        user = User(number, first_name, last_name, username, language)
        self.state.users[number] = user
        return user

    def open_private(self, user: UserRef) -> Chat:
        """A private chat that was started long ago: nobody is told."""
        person = self.user(user)
        chat = self.state.chats.setdefault(person.id, Chat(person.id, "private", person=person))
        chat.started = True
        return chat

    def add_group(
        self, title: str, owner: UserRef, members: Iterable[UserRef] = (), bot: Status = "member", number: int = 0
    ) -> Chat:
        """A basic group; nobody is told. ``bot="left"`` leaves the bot outside."""
        number = number or -(FIRST_GROUP + len(self.state.chats))
        return self._add_shared(Chat(number, "group", title), owner, members, bot)

    def add_supergroup(
        self,
        title: str,
        owner: UserRef,
        members: Iterable[UserRef] = (),
        bot: Status = "administrator",
        forum: bool = False,
        username: str = "",
        number: int = 0,
    ) -> Chat:
        """A supergroup, with topics when ``forum``; nobody is told."""
        number = number or -(FIRST_SUPERGROUP + len(self.state.chats))
        return self._add_shared(Chat(number, "supergroup", title, username, forum), owner, members, bot)

    def _add_shared(self, chat: Chat, owner: UserRef, members: Iterable[UserRef], bot: Status) -> Chat:
        self.state.chats[chat.id] = chat
        for user in members:
            self._seat(chat, self.user(user), "member")
        self._seat(chat, self.user(owner), "creator")
        self._seat(chat, self.state.bot, bot)
        return chat

    def _seat(self, chat: Chat, user: User, status: Status, rights: frozenset[str] = ALL_RIGHTS) -> Member:
        member = Member(user, status, rights if status in ("administrator", "restricted") else frozenset())
        chat.members[user.id] = member
        return member

    def set_status(
        self,
        user: UserRef,
        chat: ChatRef,
        status: Status,
        rights: frozenset[str] = ALL_RIGHTS,
        by: UserRef | None = None,
    ) -> Member:
        """Change somebody's part in a group, the bot's too, and tell the bot as Telegram would."""
        place, person = self.chat(chat), self.user(user)
        if not place.shared:
            raise ImpossibleError("a private chat has no members to change")
        before = place.members.get(person.id, Member(person, "left"))
        after = self._seat(place, person, status, rights)
        self.tell_change(place, self.user(by) if by else self._leader(place), before, after)
        self._tell_coming(place, before, after)
        return after

    def _tell_coming(self, chat: Chat, before: Member, after: Member) -> None:
        if before.present == after.present:
            return
        user = after.user.wire()
        service = {"new_chat_members": [user]} if after.present else {"left_chat_member": user}
        message = self.state.keep(chat, after.user, service=service)
        if self.bot_is_in(chat):
            self.state.announce(chat, message)

    def join(self, user: UserRef, chat: ChatRef) -> Member:
        return self.set_status(user, chat, "member", by=user)

    def leave(self, user: UserRef, chat: ChatRef) -> Member:
        return self.set_status(user, chat, "left", by=user)

    def promote(self, user: UserRef, chat: ChatRef, rights: frozenset[str] = ALL_RIGHTS) -> Member:
        return self.set_status(user, chat, "administrator", rights)

    def demote(self, user: UserRef, chat: ChatRef) -> Member:
        return self.set_status(user, chat, "member")

    def add_bot(self, chat: ChatRef, status: Status = "member", by: UserRef | None = None) -> Member:
        return self.set_status(self.state.bot, chat, status, by=by)

    def kick_bot(self, chat: ChatRef, by: UserRef | None = None) -> Member:
        return self.set_status(self.state.bot, chat, "kicked", by=by)

    def mute_bot(self, chat: ChatRef, *allowed: str, by: UserRef | None = None) -> Member:
        """The bot stays, and may send only what is ``allowed``, such as ``can_send_messages``."""
        return self.set_status(self.state.bot, chat, "restricted", frozenset(allowed), by=by)

    def block_bot(self, user: UserRef) -> None:
        self._set_blocked(user, True)

    def unblock_bot(self, user: UserRef) -> None:
        self._set_blocked(user, False)

    def _set_blocked(self, user: UserRef, blocked: bool) -> None:
        chat = self.chat(self.user(user).id)
        if chat.person is None or chat.blocked is blocked:
            raise ImpossibleError("nothing to change in this chat")
        chat.blocked = blocked
        outside, inside = Member(self.state.bot, "kicked"), Member(self.state.bot)
        before, after = (inside, outside) if blocked else (outside, inside)
        self.tell_change(chat, chat.person, before, after)

    def deactivate(self, user: UserRef) -> None:
        """The account is gone; sends to it answer 403."""
        self.user(user).deactivated = True

    def delete_chat(self, chat: ChatRef) -> None:
        place = self.chat(chat)
        if self.bot_is_in(place):
            self.set_status(self.state.bot, place, "left")
        place.deleted = True

    def upgrade_group(self, chat: ChatRef) -> Chat:
        """Turn a basic group into a supergroup with another id; message ids start anew."""
        old = self.chat(chat)
        if old.type != "group" or old.migrated_to:
            raise ImpossibleError("only a basic group can be upgraded")
        new = Chat(-(FIRST_SUPERGROUP + len(self.state.chats)), "supergroup", old.title, members=dict(old.members))
        self.state.chats[new.id] = new
        leader = self._leader(old)
        moved = self.state.keep(old, leader, service={"migrate_to_chat_id": new.id})
        came = self.state.keep(new, leader, service={"migrate_from_chat_id": old.id})
        if self.bot_is_in(old):
            self.state.announce(old, moved)
            self.state.announce(new, came)
        old.migrated_to = new.id
        return new

    def _leader(self, chat: Chat) -> User:
        """Who does what nobody in particular is said to do."""
        return next((member.user for member in chat.members.values() if member.status == "creator"), self.state.bot)
