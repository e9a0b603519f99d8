"""What people type, made safe."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web_widget.words import clean


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  hello   there ", "hello there"),
        ("one\ntwo\tthree", "one two three"),
        ("/restart", "restart"),
        (" / /choose{}", "choose{}"),
        ("\u202eevil\u202c", "evil"),
        ("a\x00b\x1bc", "abc"),
        ("cafe\u0301", "café"),
        ("👩\u200d👧 ok", "👩\u200d👧 ok"),
        ("and/or", "and/or"),
        ("\u200b/restart", "restart"),
    ],
)
def test_clean(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@given(st.text(max_size=300))
def test_nothing_that_is_kept_can_be_a_command_or_a_control_character(typed: str) -> None:
    kept = clean(typed)
    assert not kept.startswith(("/", " "))
    assert clean(kept) == kept
    assert all(unicodedata.category(character) not in ("Cc", "Cs") for character in kept)
