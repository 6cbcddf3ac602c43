"""The field of deals that holds the order's number: made at the start of the desk where the CRM has none."""

from dataclasses import dataclass

from desk.errors import Rejected, Temporary, Unknown
from desk.exchange.ports import Installer
from desk.leads.effects.outcome import Done


@dataclass(frozen=True, slots=True)
class MakeField:
    installer: Installer

    async def __call__(self) -> Done:
        """Raises Temporary, Unauthorised. It is looked for before it is made, so a lost answer is but a delay.

        A CRM that lets only its administrators do so leaves the number in the deal's comment; its survey says so.
        """
        try:
            made = await self.installer.make_field()
        except Unknown as error:
            raise Temporary(error.reason, code=error.code) from error
        except Rejected as error:
            return Done(error.reason)
        return Done(f"made the field {made}" if made else "")
