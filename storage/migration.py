"""The migration itself, a process of its own: ``python -m storage.migration`` reads the database's address.

Alembic takes half a second to import and stays in memory, and hardly any start has something to migrate.
"""

import json
import sys

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy.engine import make_url

from desk.errors import Rejected
from storage.schema import MIGRATIONS, REFUSED, backup_aside, current, head, locked


def upgrade(url: str) -> list[str]:
    """What was done. Raises Rejected when the database is newer than the program."""
    address = make_url(url)
    done: list[str] = []
    with locked(address) as connection:
        now = current(connection)
        if now and address.get_backend_name() == "sqlite":
            done.append(f"copied the database to {backup_aside(address, now)}")
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise Rejected(f"this database was made by a newer version of the program ({error})") from error
        connection.commit()
        done.append(f"migrated the database from {now or 'nothing'} to {head()}")
    return done


if __name__ == "__main__":
    try:
        print(json.dumps(upgrade(sys.stdin.read())))  # noqa: T201 - read by the one who started this
    except Rejected as refused:
        print(refused.reason, file=sys.stderr)  # noqa: T201
        sys.exit(REFUSED)
