"""Twilio Programmable Messaging: creating, reading and listing messages, the balance, and status callbacks.

Public description: https://www.twilio.com/docs/messaging/api/message-resource

Faithful: HTTP Basic with the account's token or an API key; 201 with numbers as strings and RFC 2822 dates; error
bodies with ``code``, ``message``, ``more_info`` and ``status``; senders (own number, name, service);
opt-outs; one part per second and number, queued for up to ten hours; signed form callbacks, not for the first status,
never repeated by themselves; filters and pages of the list.

Left out: media, content templates, scheduling (refused, not ignored), incoming messages, sub-accounts, deletion.

Decided without a source: a path with a foreign account is refused like a wrong token (20003); a page holds fifty
messages; the price is known as soon as the message was sent; ``fail_busy`` answers 429 on demand, there is no figure
of requests per second.
"""
