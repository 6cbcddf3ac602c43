"""Uploaded files. https://core.telegram.org/bots/api#file"""

import hashlib
from dataclasses import dataclass
from typing import Any

from sandbox.telegram.errors import ApiError, bad
from sandbox.telegram.params import Params, Upload

MEGABYTE = 2**20
DOCUMENT_MAX = 50 * MEGABYTE
PHOTO_MAX = 10 * MEGABYTE
DOWNLOAD_MAX = 20 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Stored:
    id: str
    unique_id: str
    kind: str
    path: str
    upload: Upload

    @property
    def size(self) -> int:
        return len(self.upload.content)

    def wire(self) -> dict[str, Any]:
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": self.size}


class Files:
    def __init__(self) -> None:
        self._by_id: dict[str, Stored] = {}
        self._by_path: dict[str, Stored] = {}

    def add(self, kind: str, upload: Upload) -> Stored:
        number = len(self._by_id)
        mark = hashlib.sha256(upload.content).hexdigest()[:12]
        ending = upload.name.rpartition(".")[2] if kind == "document" and "." in upload.name else "jpg"
        path = f"{kind}s/file_{number}.{ending}"
        stored = Stored(f"BQACAgIAAxk{number:05d}{mark}", f"AgAD{mark}", kind, path, upload)
        self._by_id[stored.id] = self._by_path[path] = stored
        return stored

    def find(self, file_id: str) -> Stored | None:
        return self._by_id.get(file_id)

    def open(self, path: str) -> Stored | None:
        return self._by_path.get(path)

    def take(self, kind: str, value: str, params: Params) -> Stored:
        """The file ``value`` names: ``attach://part`` of the request, or the id of a stored file."""
        if value.startswith("attach://"):
            upload = params.files.get(value.removeprefix("attach://"))
            if upload is None:
                raise bad(f"there is no {kind} in the request")
            return self.add(kind, _checked(kind, upload))
        if value.startswith(("http://", "https://")):
            raise bad("failed to get HTTP URL content")
        stored = self.find(value)
        if stored is None:
            raise bad(f"there is no {kind} in the request" if not value else "wrong file identifier specified")
        if stored.kind != kind:
            raise bad(f"can't use file of type {stored.kind.title()} as {kind.title()}")
        return stored


def _checked(kind: str, upload: Upload) -> Upload:
    if not upload.content:
        raise bad("file must be non-empty")
    if len(upload.content) > DOCUMENT_MAX:
        raise ApiError(413, "Request Entity Too Large")
    if kind == "photo" and len(upload.content) > PHOTO_MAX:
        raise bad("file is too big")
    return upload


def picture_size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG or JPEG; raises 400 IMAGE_PROCESS_FAILED for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    at = 2 if content.startswith(b"\xff\xd8") else len(content)
    while at + 9 < len(content):
        mark, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        # Start-of-frame marks hold the size; C4, C8 and CC among them mean something else.
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(content[at + 7 : at + 9]), int.from_bytes(content[at + 5 : at + 7])
        at += 2 + length
    raise bad("IMAGE_PROCESS_FAILED")
