"""A small watch store as the desk's neighbour: the script behind its order form, and plausible orders for it.

Five ways to hand an order over: the upload of the published watch-store case (an ``ops`` envelope as ``curl --data``
sends it: JSON under a form's content type), plain JSON with a bearer secret, a web form, multipart, and JSON signed by
Standard Webhooks (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
Whatever is not answered by 2xx is sent again by plan, under the same ids, as shops do.

Everything about people is invented: numbers from +7 999 000, addresses from the networks reserved for documentation.
"""
