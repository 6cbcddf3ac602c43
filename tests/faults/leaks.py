"""F-26, the last step of ``make faults``: what the desks of all the other lines wrote is searched for spills.

``python -m tests.faults.leaks``. The logs of desks in processes of their own are kept for it beside the records.
"""

import re
import shutil
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

from sandbox.telegram.fake import TOKEN
from sandbox.world import access
from tests.faults.line import FULL, RECORDS, Line

LOGS = RECORDS / "logs"
# Whole numbers of mobiles, however they are spaced; ids and moments are longer.
PHONE = re.compile(r"(?<![\w.+-])(?:\+7|8)[\s(-]{0,2}9\d\d[\s)-]{0,2}\d{3}[\s-]?\d\d[\s-]?\d\d(?![\w.])")
SECRETS = [
    value
    for name, value in vars(access).items()
    if isinstance(value, str) and re.search("SECRET|TOKEN|PASSW|KEY", name)
]


def keep_log(log: Path) -> None:
    if FULL and log.exists():
        LOGS.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(log, LOGS / f"{uuid.uuid4().hex}.log")


def main() -> None:
    line = Line("F-26", "what the other lines wrote")
    files = [it for it in RECORDS.rglob("*") if it.is_file()]
    size = 0
    for file in files:
        text = file.read_text("utf-8", "replace")
        size += len(text)
        line.case()
        for found in find_spills(text):
            line.violate(f"{file.name} shows {found}")
    line.note("files searched", len(files))
    line.note("MB searched", f"{size / 2**20:.1f}")
    try:
        line.close(finished=True)
    except AssertionError as error:
        sys.exit(str(error))


def find_spills(text: str) -> Iterator[str]:
    """What it is, not the thing itself."""
    for number, secret in enumerate((*SECRETS, TOKEN, TOKEN.partition(":")[2])):
        if secret in text:
            yield f"secret {number} of the sandbox"
    for found in PHONE.finditer(text):
        yield f"a number ending in {found[0][-2:]}"


if __name__ == "__main__":
    main()
