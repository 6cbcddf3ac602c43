"""A strict fake of the Telegram Bot API (10.3) on real HTTP. Start it with ``TelegramFake`` from ``fake.py``.

Faithful: the envelope and its codes, all four ways of passing parameters, ``attach://`` files, HTML to text
and entities in UTF-16 units, keyboards and their limits, message ids per chat, edits and deletions with their
refusals, forum topics, ephemeral messages, long polling with its 409 rules, webhooks with one update in
flight per queue, growing retries and a method in the response, sending limits, blocked and never started
chats, group upgrades, privacy mode, commands by scope, signed Mini App launches. Updates wait 24 hours of
world time (callback queries 150 seconds) for a bot that is away.

Kept in memory only: stopping and starting the same object keeps everything, a new object starts empty.

Chosen where Telegram publishes no number: a burst of three messages per chat, 150 seconds to answer a callback
query (``fake.state.callbacks.answer_within``). A webhook may be plain HTTP on a loopback address, as with an
own Bot API server. The wait of a long poll is real time, everything else is world time.

Left out, answering a loud 404 and writing ``unknown_method`` into the history: payments, inline mode, business
accounts, rich messages, polls, stickers, copying and forwarding, hiding the General topic. Refused: Markdown,
replies to other chats, web addresses as files. Missing: throttling of pollers that repeat the same offset,
ephemeral commands, Ed25519 signatures of Mini Apps.

Source: https://core.telegram.org/bots/api
"""
