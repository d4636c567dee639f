"""Make the phrases that the checker of texts knows: `python -m bench.phrases LAWS > …/wording/phrases.toml`.

LAWS is a packed file of laws, one JSON object a line, with `articles` that have a `text`. A phrase is two
words of two signs (or one of four) that meet often. It is left out when anywhere in the same texts four
signs stand that share a half with it and only sound like it: there both are right.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import click
import rjieba

from yangguang.rules.wording.sounds import said

OFTEN = 40
HAN = re.compile("[\u4e00-\u9fff]+")


@click.command()
@click.argument("laws", type=click.Path(exists=True, path_type=Path))
def main(laws: Path) -> None:
    """Print the phrases, one a line."""
    met: Counter[str] = Counter()
    every: set[str] = set()
    for run in _runs(laws):
        words = list(rjieba.cut(run))
        met.update(word for word in words if len(word) == 4)
        met.update(a + b for a, b in pairwise(words) if len(a) == len(b) == 2)
        every.update(run[at : at + 4] for at in range(len(run) - 3))
    by_half: defaultdict[str, list[str]] = defaultdict(list)
    for four in every:
        by_half[four[:2] + "__"].append(four)
        by_half["__" + four[2:]].append(four)
    click.echo('# Made by `python -m bench.phrases`, see there; do not edit.\nphrases = """')
    for phrase in sorted(phrase for phrase, times in met.items() if times >= OFTEN):
        near = by_half[phrase[:2] + "__"] + by_half["__" + phrase[2:]]
        if not any(four != phrase and said(four) == said(phrase) for four in near):
            click.echo(phrase)
    click.echo('"""')


def _runs(laws: Path) -> Iterator[str]:
    with gzip.open(laws, "rt", encoding="utf-8") as file:
        for law in map(json.loads, file):
            for article in law["articles"]:
                yield from HAN.findall(article.get("text") or "")


if __name__ == "__main__":
    main()
