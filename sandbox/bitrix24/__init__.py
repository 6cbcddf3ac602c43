"""A Bitrix24 portal with its OAuth server: REST 1.0/2.0, CRM, events, limits and PHP manners.

Faithful: both address forms, GET and POST (JSON, form with PHP brackets, multipart), auth errors, the leaky bucket
and the operating-time limit in world time, `batch` with references, filters with prefixes, strings in the old API and
types in `crm.item.*`, multifields, `findbycomm` with the phone key of the portal, one-time refresh tokens, portal
rename, events that are sent once and never again.

Left out: XML answers, the refusal of plain HTTP (the sandbox lives on loopback), REST 3.0, offline events, per-employee
rights (whole methods can be denied), automation rules, `sale.*`, `catalog.*` but for finding products, file contents.

Decided without a source: every incoming request counts in the bucket, refused ones too; a stage that does not belong
to the funnel falls back to the first stage in the old API and is an error in `crm.item.*`, as an unknown funnel is; a
new funnel has the same stages as the shop's; a property of another part of the catalogue is no condition; the wording
of the error for a missing required field; comparison of strings ignores case, as MySQL's usual collation does;
`app.info` and a notice with TAG but without CLIENT_ID are refused to webhooks; a select without ID brings no ID; an
unknown key in a filter of the old API is ignored, so everything matches.
"""
