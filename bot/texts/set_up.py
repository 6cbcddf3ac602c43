"""What set-up has made, misses and tries, in the reader's language: the neighbours name it in plain English."""

from bot.texts.catalogue import Speaker, mark
from bot.texts.recognition import explain

PARTS = (
    mark("pipeline {name}"),
    mark("field {name}"),
    mark("event {name}"),
    mark("made deal {id} at the stage {stage}"),
    mark("found it by its mark: {ids}"),
    mark("removed deal {id}"),
)


def name_part(speaker: Speaker, text: str) -> str:
    """Plain text; what is none of ours stays as it is."""
    return explain(speaker, text, PARTS)
