"""Looking for many words at once: one pass over the text."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

HAN = "\u3400-\u9fff"


class Words:
    """Finds which of many words (of two signs or more) stand in a text, except where they are part of other words.

    >>> words = Words(["布署"], {"布署": ["发布署名"]})
    >>> [(found, text[start:]) for text in ("加以布署", "发布署名文章") for start, found in words.find(text)]
    [('布署', '布署')]
    """

    def __init__(self, words: Iterable[str], unless: Mapping[str, Sequence[str]] | None = None) -> None:
        self.unless = {
            word: [(each, each.index(word)) for each in around] for word, around in (unless or {}).items()
        }
        by_first: defaultdict[str, list[str]] = defaultdict(list)
        for word in sorted(set(words), key=lambda word: (-len(word), word)):
            by_first[word[0]].append(word)
        self.by_first = dict(by_first)
        seconds = {word[1] for words in by_first.values() for word in words}
        # Few signs of a text begin one of the words, and of those few are followed by a second sign of one.
        self.start = re.compile(f"{_any(by_first)}(?={_any(seconds)})") if by_first else re.compile("(?!)")

    def find(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield where each word begins, and the word; the longer where two begin together."""
        end = 0
        for match in self.start.finditer(text):
            start = match.start()
            word = next((word for word in self.by_first[match[0]] if text.startswith(word, start)), "")
            if word and start >= end and not self._is_part(word, start, text):
                end = start + len(word)
                yield start, word

    def _is_part(self, word: str, start: int, text: str) -> bool:
        return any(
            start >= before and text.startswith(around, start - before)
            for around, before in self.unless.get(word, ())
        )


def _any(signs: Iterable[str]) -> str:
    return f"[{re.escape(''.join(sorted(signs)))}]"
