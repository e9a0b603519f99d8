"""Words as the pieces that a BERT model knows (uncased WordPiece, Wu et al. 2016). Pure; about as small as it can be.

The library that does this for others brings a network client with it, which has no place here. `make reader`
checks this against that library on every line it learns from.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

UNKNOWN, START, END = "[UNK]", "[CLS]", "[SEP]"
LONGEST_WORD = 100


def piece_ids(text: str, vocabulary: Mapping[str, int], most: int) -> list[int]:
    """The ids of a text's pieces, from start to end mark, at most `most` of them."""
    found = [vocabulary[START]]
    for word in _words(text):
        found.extend(_pieces(word, vocabulary))
        if len(found) >= most:
            break
    return [*found[: most - 1], vocabulary[END]]


def _words(text: str) -> Iterator[str]:
    """Lower case, no accents; punctuation and each Chinese character stand alone."""
    word = ""
    for letter in unicodedata.normalize("NFD", text.lower()):
        kind = unicodedata.category(letter)
        if kind == "Mn" or letter in "\x00\ufffd" or (kind in ("Cc", "Cf") and letter not in "\t\n\r"):
            continue
        alone = _is_punctuation(letter, kind) or _is_chinese(letter)
        if alone or letter.isspace():
            if word:
                yield word
            word = ""
            if alone:
                yield letter
        else:
            word += letter
    if word:
        yield word


def _is_punctuation(letter: str, kind: str) -> bool:
    return kind.startswith("P") or (
        letter.isascii() and letter.isprintable() and not letter.isalnum() and letter != " "
    )


def _is_chinese(letter: str) -> bool:
    return "\u4e00" <= letter <= "\u9fff" or "\u3400" <= letter <= "\u4dbf" or "\uf900" <= letter <= "\ufaff"


def _pieces(word: str, vocabulary: Mapping[str, int]) -> list[int]:
    """The longest piece from the left, again and again; the whole word unknown when a part is."""
    if len(word) > LONGEST_WORD:
        return [vocabulary[UNKNOWN]]
    found, start = [], 0
    while start < len(word):
        end = len(word)
        while end > start and ("##" if start else "") + word[start:end] not in vocabulary:
            end -= 1
        if end == start:
            return [vocabulary[UNKNOWN]]
        found.append(vocabulary[("##" if start else "") + word[start:end]])
        start = end
    return found
