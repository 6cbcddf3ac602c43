"""The REST of 1C-Bitrix products, cloud and self-hosted: envelope, batch, errors, pauses, addresses, events.

No neighbour, but what the neighbours ``bitrix24`` and ``bitrix_site`` have in common.
"""
