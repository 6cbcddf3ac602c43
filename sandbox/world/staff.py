"""The people of the shop in Telegram, and their chat."""

from dataclasses import dataclass

from sandbox.telegram.chats import Chat
from sandbox.telegram.control import Control
from sandbox.telegram.people import User

CHAT_ID = -1001234567890
ANNA, BORIS, VERA, OLGA, PAVEL = 111, 222, 333, 904, 905
GROUP_TITLE = "Полдень · продажи"


@dataclass(frozen=True, slots=True)
class Person:
    """``part`` is what the page calls this person; ``phone`` is what they share when the bot asks."""

    user: User
    part: str
    phone: str


@dataclass(frozen=True, slots=True)
class Staff:
    group: Chat
    people: tuple[Person, ...]

    @property
    def owners(self) -> list[int]:
        return self.those("owner")

    def those(self, part: str) -> list[int]:
        return [person.user.id for person in self.people if person.part == part]


def hire(control: Control) -> Staff:
    """Two sellers, a member who only watches, and the owner, who has talked to the bot before."""
    anna, boris, vera, olga = _meet(control, "owner")
    people = (anna, boris, vera, olga)
    group = control.add_supergroup(GROUP_TITLE, olga.user, [it.user for it in people], number=CHAT_ID)
    control.open_private(olga.user)
    return Staff(group, people)


def hire_team(control: Control) -> Staff:
    """A bigger shop: the same people, one of them an admin, an owner above them, and a group with topics."""
    pavel = Person(control.add_user("Павел", "Орлов", "pavel_orlov", number=PAVEL), "owner", "+79990000905")
    people = (*_meet(control, "admin"), pavel)
    members = [it.user for it in people]
    return Staff(control.add_supergroup(GROUP_TITLE, pavel.user, members, forum=True, number=CHAT_ID), people)


def _meet(control: Control, part_of_olga: str) -> tuple[Person, Person, Person, Person]:
    return (
        Person(control.add_user("Анна", "Петрова", "anna_petrova", number=ANNA), "seller", "+79990000111"),
        Person(control.add_user("Борис", "Котов", "boris_kotov", number=BORIS), "seller", "+79990000222"),
        Person(control.add_user("Вера", "Ильина", number=VERA), "member", "+79990000333"),
        Person(control.add_user("Ольга", "Орлова", "olga_orlova", number=OLGA), part_of_olga, "+79990000904"),
    )
