"""SMSC (smsc.ru): sending, status, balance, senders, and the status callback of the account.

Public description: https://smsc.ru/api/http/

Faithful: GET and form POST to ``/sys/*.php`` and JSON to ``/rest/send/``; windows-1251 when ``charset`` is missing, in
the request and in the answer; HTTP 200 for every error; ``id`` echoed and not unique; price modes; several numbers and
``list``; ``maxsms``, ``valid``, ``time``; error 9 for an identical request within a minute and for the 16th parallel
one; plus sign and leading 8 of numbers; status by lists; signed callback by GET, form or JSON, repeated until 200.

Left out: formats 1 and 2, transliteration, short links, calls, mail, HLR, incoming messages, ``h1-h2`` times. A request
that asks for one of the first three is refused with error 1, not silently changed.

Decided without a source: JSON bodies are UTF-8; a sender that is not registered is refused (error 6), not replaced;
identical means all parameters but the credentials; a refused request counts for the minute too; the sixth status query
for one message within a minute is error 9; a callback is repeated after one and after five minutes.
"""
