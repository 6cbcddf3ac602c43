"""One town for a desk to live in: every fake on a port of its own, one clock, one history, and its inhabitants.

Start it with ``World`` from ``world.py``; ``settings`` and ``describe`` tell how a desk is connected to it.
"""
