"""Calltouch: the lists of calls, requests and deals, making and changing deals, and webhooks as a user sets them up.

Public description: https://www.calltouch.ru/support/ (api-metod-vygruzki-zhurnala-zvonkov,
vygruzka-zhurnala-zayavok-cherez-api, api-metod-sozdaniya-sdelok, api-metod-obnovleniya-sdelok,
api-metod-vygruzki-zhurnala-sdelok)

Faithful: the token in the query for lists, in ``Access-Token`` beside ``SiteId`` for deals; days as dd/mm/yyyy for
calls and deals, mm/dd/yyyy for requests; calls as a bare array, or in pages of one day; ``RequestTags`` with its
capital; contacts under both names; five requests a second from one address; a help page for a wrong path; deals looked
for by their ``matching`` rows in order, as far back as ``searchDepth`` minutes; refusals of single deals inside HTTP
200. Webhooks have the parameters that were ticked, in the names that were chosen, unsigned, sent once; a test sends
templates.

Left out: deletion of deals, import of calls and requests, tags and managers of leads, multi-site tokens, filters and
blocks of the lists but ``withCallTags`` and ``withRequestTags``.

Decided without a source: the wording and the keys of refusals; 401 without a token and 403 with a wrong one; 400 for
days that are written wrongly or pages over several days; a query of calls spans 93 days at most; 100 deals at most in
one request; ``searchDepth`` has no limit (``deepest`` sets one); a search looks back from ``date``, that second
included; changing with ``reMatching`` is refused, for nobody here may do it; names of parameters of chats.
"""
