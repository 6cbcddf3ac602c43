"""The commands of the Management API, one file per object; ``METHODS`` maps names to functions."""
