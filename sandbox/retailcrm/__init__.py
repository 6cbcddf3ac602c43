"""A strict account of RetailCRM: API v5 on a port of its own, and the hands of the people who work in it."""
