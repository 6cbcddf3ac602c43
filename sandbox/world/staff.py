"""The people of the shop in Telegram, and their chat."""

from dataclasses import dataclass

from sandbox.telegram.chats import Chat
from sandbox.telegram.control import Control
from sandbox.telegram.people import User

CHAT_ID = -1001234567890
ANNA, BORIS, VERA, OLGA = 111, 222, 333, 904
GROUP_TITLE = "Полдень · продажи"


@dataclass(frozen=True, slots=True)
class Person:
    """``part`` is what the page calls this person."""

    user: User
    part: str


@dataclass(frozen=True, slots=True)
class Staff:
    group: Chat
    people: tuple[Person, ...]

    @property
    def admins(self) -> list[int]:
        return [person.user.id for person in self.people if person.part == "admin"]


def hire(control: Control) -> Staff:
    """Two sellers, a member who only watches, and the owner, who has talked to the bot before."""
    anna = control.add_user("Анна", "Петрова", "anna_petrova", number=ANNA)
    boris = control.add_user("Борис", "Котов", "boris_kotov", number=BORIS)
    vera = control.add_user("Вера", "Ильина", number=VERA)
    olga = control.add_user("Ольга", "Орлова", "olga_orlova", number=OLGA)
    group = control.add_supergroup(GROUP_TITLE, olga, [anna, boris, vera], number=CHAT_ID)
    control.open_private(olga)
    return Staff(
        group,
        (Person(anna, "seller"), Person(boris, "seller"), Person(vera, "member"), Person(olga, "admin")),
    )
