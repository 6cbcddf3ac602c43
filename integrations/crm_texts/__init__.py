"""What goes into a CRM as text, whichever it is: words on an order, and the templates of the settings.

No neighbour, but what the neighbours ``bitrix24`` and ``retailcrm`` have in common.
"""
