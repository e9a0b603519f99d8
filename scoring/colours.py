"""Whether a colour can be read, after WCAG 2.2 (1.4.3): contrast from its relative luminance. Pure."""

from __future__ import annotations

import re

LEAST = 4.5
BACKGROUNDS = {"white": "#ffffff", "the page": "#fbf8f3", "a message": "#e6eff0"}
"""What an accent colour stands on, or white words stand on it (`web_widget/static/guide.css`)."""


def contrast(one: str, other: str) -> float:
    """The contrast of two colours like `#1d4f5c`, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def accent_trouble(accent: str) -> str | None:
    """Why a colour cannot be used for buttons and links, and how to mend it; None when it can."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", accent):
        return f"{accent!r} is no colour. Write it like #1d4f5c."
    for name, background in BACKGROUNDS.items():
        found = contrast(accent, background)
        if found < LEAST:
            return f"{accent} on {name} has a contrast of {found:.2f}, and needs {LEAST}. Choose a darker colour."
    return None


def _luminance(colour: str) -> float:
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
