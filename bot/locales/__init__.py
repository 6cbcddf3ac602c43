"""Catalogues of messages, one folder a language (gettext, read by ``bot.texts.catalogue``)."""
