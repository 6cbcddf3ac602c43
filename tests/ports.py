"""Ports for servers that are started again and again during a test."""

import random
import socket

HOST = "127.0.0.1"
PORTS = range(15_000, 32_000)  # below those that are lent for outgoing requests: one is needed again after a death


def find_port() -> int:
    """Nobody listens there now. Drawn at random, since several tests look at the same time."""
    while True:
        port = random.SystemRandom().choice(PORTS)
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)):
                return port
