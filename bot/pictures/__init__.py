"""Pictures of figures. They are drawn by a process of its own, ``python -m bot.pictures``, which ends with them:
the library that draws takes some hundred megabytes and a second to be loaded, and the desk must have neither.
"""
