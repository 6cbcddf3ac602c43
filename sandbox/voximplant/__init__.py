"""Voximplant: the Management API, and sessions that run the dial-up in the fake's own words.

Faithful: addresses and ``cmd``; query, form and multipart (a JSON body is not understood); API keys and
RS256 service tokens; error envelopes with HTTP 200; call sessions that start before the answer is read,
fetch their plan, ring in world time and report with a signature; a call history that lags behind; money,
invoices and the ``min_balance`` callback; SMS from rented numbers and from sender names.

Left out: call lists, recordings, incoming calls and messages, conferences, csv and asynchronous reports,
child accounts, TLS (the *secure* access address is the plain one). Scenario scripts are stored, not run.

Guessed, because the documentation is silent: the keys of ``end_reason``; 404 from the access address of
a session that is over; 447 for a bad signature; 104 for a role without the right; 101 for a page size out
of bounds; charging by the second. Dates of SMS rows have no time, as the official clients read them.
"""
