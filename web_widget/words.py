"""What people type, made safe to pass on."""

from __future__ import annotations

import unicodedata

_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn"}
_JOINER = "\N{ZERO WIDTH JOINER}"


def clean(text: str) -> str:
    """Normal form C; no control or direction characters; no leading slash, which Rasa would take for a command."""
    text = unicodedata.normalize("NFC", text)
    kept = (
        " " if character in "\t\r\n\v\f\u2028\u2029" else character
        for character in text
        if character in "\t\r\n\v\f" or character == _JOINER or unicodedata.category(character) not in _DROPPED
    )
    return " ".join("".join(kept).split()).lstrip("/ ")
