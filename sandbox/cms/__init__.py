"""A small content management system with a shop in it: a page of orders, and a door for signed status messages.

Orders go to the desk as any shop sends them (``sandbox.shop``), signed or with a bearer token. Status messages are
taken by Standard Webhooks, strictly: all three headers, a time within five minutes, the secret as ``whsec_<base64>``,
and an id counts once: what comes again is answered 200 and changes nothing.
https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md

What its staff changes goes to the desk as the whole order with ``status``, ``paid`` and ``updated_at``.

Decided without a source, as every CMS is its own: the shape of ``data`` is the desk's; an unknown order is 404, an
unknown word for a status 422, a message that is no ``order.status`` is taken and ignored.
"""
