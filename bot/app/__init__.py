"""How is it put together? The composition root: everything is built here, and nobody imports it but the CLI."""
