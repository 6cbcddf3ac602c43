"""The methods of the Bot API by theme; each module offers a table of name to function."""
