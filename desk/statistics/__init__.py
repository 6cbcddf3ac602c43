"""How does the shop do? Values in, figures out: no clock, no database."""
