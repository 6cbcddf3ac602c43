"""What a visitor does in Telegram, in the name of one of the staff."""

from urllib.parse import quote

from aiohttp import web

from sandbox.page.form import Form
from sandbox.telegram.fake import TelegramFake
from sandbox.telegram.hand import ImpossibleError
from sandbox.world.staff import Staff

PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
PATIENCE = 6.0  # real seconds a client shows a pressed button as waiting


class Messenger:
    """What a person could not do in a real chat is answered 409."""

    def __init__(self, telegram: TelegramFake, staff: Staff) -> None:
        self._telegram = telegram
        self._phones = {it.user.id: it.phone for it in staff.people}

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/demo/press", self._press),
            web.post("/demo/say", self._say),
            web.post("/demo/start", self._start),
            web.post("/demo/contact", self._share_contact),
            web.get("/demo/file/{id}", self._download),
            web.get("/demo/photo/{id}", self._show_photo),
        ]

    async def _press(self, request: web.Request) -> web.Response:
        """The answer is what the presser saw; ``null`` when the bot has said nothing for a while."""
        form = await Form.read(request)
        ephemeral = int(form.number("ephemeral")) if form.values.get("ephemeral") else 0
        try:
            press = self._telegram.control.press(
                int(form.number("as")),
                int(form.number("chat")),
                ephemeral or int(form.number("message")),
                form.text("data"),
                ephemeral=bool(ephemeral),
            )
            answer = await press.wait_answer(PATIENCE)
        except ImpossibleError as impossible:
            return _refuse(impossible)
        except TimeoutError:
            return web.json_response({"answer": None})
        return web.json_response({"answer": {"text": answer.text, "alert": answer.alert, "url": answer.url}})

    async def _say(self, request: web.Request) -> web.Response:
        form = await Form.read(request)
        reply_to = int(form.number("reply_to")) if form.values.get("reply_to") else None
        thread = int(form.number("thread")) if form.values.get("thread") else None
        try:
            said = self._telegram.control.say(
                int(form.number("as")), int(form.number("chat")), form.text("text"), thread, reply_to
            )
        except ImpossibleError as impossible:
            return _refuse(impossible)
        return web.json_response({"message": said.id})

    async def _start(self, request: web.Request) -> web.Response:
        """``payload``: what stands behind ``?start=`` of the link that was opened."""
        form = await Form.read(request)
        try:
            said = self._telegram.control.start_private(int(form.number("as")), form.text("payload"))
        except ImpossibleError as impossible:
            return _refuse(impossible)
        return web.json_response({"message": said.id})

    async def _share_contact(self, request: web.Request) -> web.Response:
        """One's own number, to the bot, as a key of its keyboard asks."""
        form = await Form.read(request)
        person = int(form.number("as"))
        try:
            said = self._telegram.control.share_contact(person, self._phones.get(person, ""))
        except ImpossibleError as impossible:
            return _refuse(impossible)
        return web.json_response({"message": said.id})

    async def _download(self, request: web.Request) -> web.Response:
        """A file that was sent in a chat; always a download, whatever its kind."""
        stored = self._telegram.state.files.find(request.match_info["id"])
        if stored is None:
            raise web.HTTPNotFound
        name = quote(stored.upload.name or "file")
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
        return web.Response(body=stored.upload.content, content_type="application/octet-stream", headers=headers)

    async def _show_photo(self, request: web.Request) -> web.Response:
        """As a picture, by its first bytes: nothing else is ever shown."""
        stored = self._telegram.state.files.find(request.match_info["id"])
        content = stored.upload.content if stored and stored.kind == "photo" else b""
        kind = next((kind for mark, kind in PICTURES.items() if content.startswith(mark)), None)
        if kind is None:
            raise web.HTTPNotFound
        return web.Response(body=content, content_type=kind, headers={"X-Content-Type-Options": "nosniff"})


def _refuse(impossible: ImpossibleError) -> web.Response:
    return web.json_response({"error": str(impossible)}, status=409)
