"""SMS Aero, API version 2: sending, test sending, status, list, balance, signs, and per-message callbacks.

Public description: https://smsaero.ru/integration/documentation/api/

Faithful: HTTP Basic; GET query, form and JSON bodies; the ``success``/``data``/``message`` envelope without error
numbers; the 401 body; validation by field; ``numbers`` answered by an array; ``sms/list`` as an object with the keys
"0", "1", … beside ``links`` and ``totalCount``; moderation of a new sign; callbacks in JSON or form without signature.

Left out: channels (the parameter is accepted and shown), short links, contacts, groups, tariffs, blacklist, HLR, Viber.

Decided without a source: validation errors come with HTTP 400 (``validation_status`` changes it); the wording of the
answer to an empty account; the rows of ``sign/list`` (one status, not one per operator); ``cost`` is a number in
``sms/send`` and a string in ``sms/status``; fifty rows a page; a callback carries the same object as ``sms/status``;
it is repeated after one and after five minutes.
"""
