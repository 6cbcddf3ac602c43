"""The HTTP side: orders, neighbours' events, health and the desk's small API."""
