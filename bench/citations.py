"""How fast and how well laws are read: `python -m bench.citations FOLDER`.

The folder holds `laws.jsonl.gz` (laws with their articles and, where it is known, what repealed them) and
`gov-pages.jsonl.gz` (real pages). Neither is part of the project.
"""

from __future__ import annotations

import gzip
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from yangguang.rules.law.citations import Citation, Titles, find
from yangguang.rules.law.clauses import Repeal, commencement, repeals
from yangguang.rules.law.names import name_of, names_of
from yangguang.rules.law.places import Place


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--show", is_flag=True, help="Print the laws whose repeal was not found.")
def main(folder: Path, show: bool) -> None:
    """Print the speed in MB of UTF-8 per second of one core, and what was found."""
    laws = list(_rows(folder / "laws.jsonl.gz"))
    pages = list(_rows(folder / "gov-pages.jsonl.gz"))
    titles = Titles.of((law["title"], law["id"]) for law in laws)
    texts = [_text(law) for law in laws]

    _timed("whole laws", texts, lambda text: find(text, titles))
    _timed("pages", [page["text"] for page in pages], lambda text: find(text, titles))
    articles = [
        (law["id"], Place(each["n"]), each["text"]) for law in laws for each in law["articles"] if each["n"]
    ]
    began, counted = time.process_time(), Counter[str]()
    for key, at, text in articles:
        counted.update(each.how for each in find(text, titles, own=key, at=at))
    _say("laws article by article", sum(len(text.encode()) for _, _, text in articles), began, counted)

    _existing(laws, texts, titles)
    _clauses(laws, texts, show)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def _text(law: dict[str, Any]) -> str:
    return "\n".join([law["preamble"], *(f"{each['no']}　{each['text']}" for each in law["articles"])])


def _timed(name: str, texts: Iterable[str], read: Callable[[str], Iterator[Citation]]) -> None:
    texts = list(texts)
    began, counted = time.process_time(), Counter[str]()
    for text in texts:
        counted.update(each.how for each in read(text))
    _say(name, sum(len(text.encode()) for text in texts), began, counted)


def _say(name: str, size: int, began: float, counted: Counter[str]) -> None:
    took = time.process_time() - began
    found = ", ".join(f"{how} {times:,}" for how, times in counted.most_common())
    click.echo(f"{name}: {size / 1e6:.1f} MB, {size / took / 1e6:.1f} MB/s; {found}")


def _existing(laws: list[dict[str, Any]], texts: list[str], titles: Titles) -> None:
    """Print how many citations name an article that their law has; another edition may have had the others."""
    numbers = {law["id"]: {each["n"] for each in law["articles"]} for law in laws}
    counted = Counter[tuple[str, bool]]()
    for law, text in zip(laws, texts, strict=True):
        for each in find(text, titles, own=law["id"]):
            if each.places and each.key and numbers[each.key]:
                counted[each.how, all(place.article in numbers[each.key] for place in each.places)] += 1
    for how in dict.fromkeys(how for how, _ in counted):
        right, all_ = counted[how, True], counted[how, True] + counted[how, False]
        click.echo(f"  {how}: {right:,} of {all_:,} name articles that the law has ({right / all_:.1%})")


def _clauses(laws: list[dict[str, Any]], texts: list[str], show: bool) -> None:
    began = time.process_time()
    found = {law["id"]: repeals(text, None) for law, text in zip(laws, texts, strict=True)}
    took = time.process_time() - began
    size = sum(len(text.encode()) for text in texts)
    all_ = [each for some in found.values() for each in some]
    whole, dated, numbered = (
        sum(map(bool, each))
        for each in zip(*((one.is_whole, one.issued, one.number) for one in all_), strict=True)
    )
    click.echo(
        f"repeals: {len(all_)} in {sum(map(bool, found.values()))} laws, {whole} of whole texts, {dated} with a day, "
        f"{numbered} with a number; {size / took / 1e6:.1f} MB/s"
    )
    repealed = [law for law in laws if law.get("repealed_by") in found]
    absent = sum("repealed_by" in law for law in laws) - len(repealed)
    missed = [law for law in repealed if not any(_is(each, law) for each in found[law["repealed_by"]])]
    click.echo(
        f"  {len(repealed) - len(missed)} of {len(repealed)} laws known to be repealed are named by the law that "
        f"repealed them; {absent} more were repealed by one that is not in the corpus"
    )
    stated = [(law, text) for law, text in zip(laws, texts, strict=True) if law["effective_basis"] == "text"]
    same = sum(_begins(text, law) == law["effective"] for law, text in stated)
    click.echo(
        f"commencement: {same:,} of {len(stated):,} days that the corpus read from the text are the same"
    )
    if show:
        for law in missed:
            click.echo(f"  {law['title']}: {law['status']}")


def _is(repeal: Repeal, law: dict[str, Any]) -> bool:
    # Courts name their interpretations without 最高人民法院 in front.
    return any(name.endswith(name_of(repeal.title)) for name in names_of(law["title"]) if repeal.title)


def _begins(text: str, law: dict[str, Any]) -> str:
    clause = commencement(text, date.fromisoformat(law["promulgated"]) if law["promulgated"] else None)
    return str(clause.day) if clause else ""


if __name__ == "__main__":
    main()
