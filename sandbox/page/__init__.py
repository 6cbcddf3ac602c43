"""The demo's page: a window on the fakes, and a hand that moves them. Start it with ``build_page`` from ``server.py``.

Nothing here shortens a protocol: orders are posted as the shop's backend posts them, buttons are pressed in the
fake chat, and what the desk does is seen only by what its neighbours know.
"""
