"""REST methods by family; each module offers ``METHODS``."""
