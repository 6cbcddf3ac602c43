"""``ringdesk.toml``, the environment and ``.env``, as one validated object."""
