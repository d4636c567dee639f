"""Questions to a library of laws of which it is known what must be found: made from its own texts, seed by seed."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import rjieba

from yangguang.core.search.entries import Entry, Kind, Validity

from . import scratch

DATA = scratch.ROOT.parent / "shared" / "data"

CLAUSE = re.compile("[，。；：、！？（）《》“”\\s]+")
CONTENT = re.compile("[\u4e00-\u9fff]{2,}")
NUMBER = re.compile(r"[\u4e00-\u9fff]{1,8}〔\d{4}〕\d{1,4}号")
LATIN = re.compile(
    r"[A-Za-z0-9]+(?:[./-][A-Za-z0-9]+)*[A-Za-z]+[A-Za-z0-9]*|[A-Za-z]+[./-]?[0-9][A-Za-z0-9./-]*"
)
CHINESE = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Question:
    """What is typed, and the keys of which any is right."""

    family: str
    words: str
    right: frozenset[str]


class Library:
    """The laws, as entries and as the texts from which questions are made."""

    def __init__(self, data: Path = DATA, most: int | None = None) -> None:
        with gzip.open(data / "laws.jsonl.gz", "rt", encoding="utf-8") as lines:
            self.laws = [
                json.loads(line) for number, line in enumerate(lines) if most is None or number < most
            ]
        self.articles = [
            (law, article)
            for law in self.laws
            for article in law["articles"]
            if isinstance(article["n"], int) and article["text"]
        ]

    def entries(self, org_id: int) -> Iterator[Entry]:
        """Yield every law with what stands before its articles and their headings, and every article."""
        for law in self.laws:
            common = {
                "org_id": org_id,
                "title": law["title"],
                "names": (law["short_title"],) if law["short_title"] != law["title"] else (),
                "theme": law["category"],
                "on": date.fromisoformat(law["promulgated"]) if law["promulgated"] else None,
                "validity": validity_of(law["status"]),
            }
            chapters = dict.fromkeys(each["chapter"] for each in law["articles"] if each["chapter"])
            yield Entry(
                key=f"law:{law['id']}",
                kind=Kind.LAW,
                text="\n".join([law["preamble"] or "", *chapters]),
                number=number_of(law),
                url=f"/laws/{law['id']}/",
                **common,
            )
            seen: set[int] = set()
            for article in law["articles"]:
                if isinstance(article["n"], int) and article["text"] and article["n"] not in seen:
                    seen.add(article["n"])
                    yield Entry(
                        key=f"article:{law['id']}:{article['n']}",
                        kind=Kind.ARTICLE,
                        text=article["text"],
                        article=article["n"],
                        url=f"/laws/{law['id']}/#{article['n']}",
                        **common,
                    )

    @cached_property
    def everything(self) -> str:
        return "\n".join(article["text"] for _, article in self.articles)

    @cached_property
    def text_of(self) -> dict[str, str]:
        return {key_of(law, article): article["text"] for law, article in self.articles}

    def questions(self, seed: int, each: int) -> list[Question]:
        """Return the questions of every family, made from what the seed picks."""
        made = []
        for name, make in FAMILIES.items():
            picked = random.Random(f"{seed}:{name}")
            family: dict[str, Question] = {}
            for _ in range(each * 40):
                if len(family) >= each:
                    break
                if question := make(self, picked):
                    family[question[0]] = Question(name, question[0], frozenset(question[1]))
            made += family.values()
        return made

    def titled(self, title: str) -> set[str]:
        """Return the keys of the laws with this title: those in force, or all when none is."""
        same = [law for law in self.laws if law["title"] == title]
        in_force = [law for law in same if validity_of(law["status"]) is Validity.IN_FORCE]
        return {f"law:{law['id']}" for law in in_force or same}


def validity_of(status: str) -> Validity:
    """Return what the source says of a law, in our words.

    >>> validity_of("废止（2020-08-11《契税法》）").label
    '已废止'
    """
    if status.startswith("现行"):
        return Validity.IN_FORCE
    return Validity.REPEALED if status.startswith("废止（") else Validity.EXPIRED


def number_of(law: dict[str, Any]) -> str:
    """Return the number of a law where its opening words give one."""
    found = NUMBER.search(law["preamble"] or "")
    return found.group() if found else ""


def key_of(law: dict[str, Any], article: dict[str, Any]) -> str:
    return f"article:{law['id']}:{article['n']}"


def questions_of_residents(data: Path = DATA) -> list[Question]:
    """Return the forty questions in everyday words, each with the articles that answer it."""
    made = []
    for line in (data / "law-search-queries.jsonl").read_text(encoding="utf-8").splitlines():
        said = json.loads(line)
        made.append(Question("residents", said["query"], frozenset(_answers(said))))
    return made


def _answers(said: dict[str, Any]) -> Iterator[str]:
    for article in said["articles"]:
        yield f"article:{said['law_id']}:{article}"


def _title_full(library: Library, picked: random.Random) -> tuple[str, set[str]] | None:
    law = picked.choice(library.laws)
    return law["title"], library.titled(law["title"])


def _title_short(library: Library, picked: random.Random) -> tuple[str, set[str]] | None:
    title = picked.choice(library.laws)["title"]
    short = re.sub(r"^(..|...)(省|市)(?=.{4})", r"\1", title.removeprefix("中华人民共和国"))
    return (short, library.titled(title)) if short != title else None


def _clause(library: Library, picked: random.Random) -> tuple[str, set[str]] | None:
    law, article = picked.choice(library.articles)
    clauses = [each for each in CLAUSE.split(article["text"]) if 8 <= len(each) <= 24]
    return _if_unique(library, picked.choice(clauses), law, article) if clauses else None


def _cut(library: Library, picked: random.Random) -> tuple[str, set[str]] | None:
    law, article = picked.choice(library.articles)
    runs = [each for each in CLAUSE.split(article["text"]) if len(each) > 10]
    if not runs:
        return None
    run, length = picked.choice(runs), picked.randint(8, 16)
    start = picked.randint(0, max(0, len(run) - length))
    return _if_unique(library, run[start : start + length], law, article)


def _citation(library: Library, picked: random.Random) -> tuple[str, set[str]] | None:
    law, article = picked.choice(library.articles)
    name = law["title"].removeprefix("中华人民共和国")
    right = {f"article:{key.partition(':')[2]}:{article['n']}" for key in library.titled(law["title"])}
    right = {key for key in right if key in library.text_of}
    written = picked.choice(
        [f"{name}{article['no']}", f"《{law['title']}》{article['no']}", f"{name}第{article['n']}条"]
    )
    return (written, right) if right else None


def _paraphrase(library: Library, picked: random.Random) -> tuple[str, set[str]] | None:
    _, article = picked.choice(library.articles)
    sentence = picked.choice([each for each in article["text"].split("。") if each])
    words = list(dict.fromkeys(each for each in rjieba.cut(sentence, True) if CONTENT.fullmatch(each)))
    if len(words) < 6:
        return None
    words = [words[at] for at in sorted(picked.sample(range(len(words)), picked.randint(4, 6)))]
    if picked.random() < 0.5:
        picked.shuffle(words)
    right = {key for key, text in library.text_of.items() if all(word in text for word in words)}
    return (" " if picked.random() < 0.5 else "").join(words), right


def _two_words(library: Library, picked: random.Random) -> tuple[str, set[str]] | None:
    _, article = picked.choice(library.articles)
    words = list({each for each in rjieba.cut(article["text"], True) if CONTENT.fullmatch(each)})
    if len(words) < 4:
        return None
    two = picked.sample(sorted(words), 2)
    right = {key for key, text in library.text_of.items() if two[0] in text and two[1] in text}
    return (" ".join(two), right) if len(right) <= 8 else None


def _number(library: Library, picked: random.Random) -> tuple[str, set[str]] | None:
    law = picked.choice([each for each in library.laws if number_of(each)])
    number = number_of(law)
    right = {f"law:{each['id']}" for each in library.laws if number_of(each) == number}
    brackets: Callable[[str], str] = picked.choice(
        [
            str,
            lambda n: n.replace("〔", "[").replace("〕", "]"),
            lambda n: n.replace("〔", " （").replace("〕", "） "),
        ]
    )
    return brackets(number), right


def _mixed(library: Library, picked: random.Random) -> tuple[str, set[str]] | None:
    _, article = picked.choice(library.articles)
    found = LATIN.search(article["text"])
    if not found or library.everything.count(found.group()) > 8:
        return None
    return found.group(), {key for key, text in library.text_of.items() if found.group() in text}


def _if_unique(
    library: Library, words: str, law: dict[str, Any], article: dict[str, Any]
) -> tuple[str, set[str]] | None:
    return (words, {key_of(law, article)}) if library.everything.count(words) == 1 else None


FAMILIES = {
    "title in full": _title_full,
    "short title": _title_short,
    "clause": _clause,
    "cut anywhere": _cut,
    "citation": _citation,
    "paraphrase": _paraphrase,
    "two words": _two_words,
    "number": _number,
    "letters and digits": _mixed,
}
