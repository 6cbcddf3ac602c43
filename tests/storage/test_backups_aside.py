"""Copies that owners ask for in the chat: beside the database, sound, and only the newest few."""

from datetime import timedelta
from pathlib import Path

import pytest

from desk.errors import Rejected
from storage.backups import KEPT, back_up_aside
from tests.clocks import MONDAY_NOON


def test_the_newest_copies_stay_and_other_files_are_left_alone(database_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "desk-before-the-sale.db").write_bytes(b"somebody's own")
    made = [back_up_aside(database_url, MONDAY_NOON + timedelta(hours=hour))[0] for hour in range(KEPT + 2)]
    kept = sorted(it for it in folder.iterdir() if it.name != "desk-before-the-sale.db")
    assert kept == made[2:]
    assert (folder / "desk-before-the-sale.db").exists()


def test_a_copy_that_cannot_be_kept_is_refused_in_words(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "backups").write_bytes(b"a file where the folder should be")
    with pytest.raises(Rejected, match="no copy could be kept"):
        back_up_aside(database_url, MONDAY_NOON)
    with pytest.raises(Rejected, match="no file"):
        back_up_aside("postgresql+psycopg://localhost/desk", MONDAY_NOON)
