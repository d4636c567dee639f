"""In what order the engine is asked: what the words name, then what has all of them, then what has some.

Each stage leaves out what an earlier one found, and is asked only while too little has been found.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tantivy import Occur, Query

from . import analysis, routing, rules
from .entries import NEVER_PUBLIC
from .index import Reader

TITLE_WEIGHT = 4.0
PHRASE_FROM = 6
"""From this length words without a space are first looked for as they stand."""

RAREST = 5
RARE = 0.03
"""A word that alone brings something in is in less than this share of all entries; commoner ones say too little."""

FEW = 50
"""In a small collection, a word in no more entries than this counts as rare."""

ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class Stage:
    """One question to the engine.

    Args:
        query: the question.
        is_partial: whether what it finds has only some of the words.
        route: what the words were recognised as, where it asks for that.
    """

    query: Any
    is_partial: bool = False
    route: routing.Route | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked, in which order.

    Args:
        stages: the questions.
        marks: the words to be marked in what is shown.
        also: the expressions of the documents that are looked for beside everyday words.
    """

    stages: list[Stage]
    marks: tuple[str, ...]
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """One thing that was asked for, in one or several words for it."""

    query: Any
    found_in: int


def plan(words: str, reader: Reader, everyday: Mapping[str, str]) -> Plan:
    """Return how `words` are looked for.

    Args:
        words: what somebody typed, no longer than `rules.LONGEST_QUERY`.
        reader: the index.
        everyday: what residents say, and what the documents do.
    """
    typed = analysis.plain(words)
    said, rest = _said_in(typed, everyday)
    subject = reader.analyser.asked(rest)
    if said:
        subject = [word for word in subject if word not in analysis.ASKING]
    groups = [_everyday(reader, says, everyday[says]) for says in said]
    groups += [_word(reader, word) for word in subject]

    stages = [Stage(_named(reader, route), route=route) for route in routing.routes(words)]
    as_typed = _all([_phrase(reader, part) for part in typed.split() if analysis.RUN.search(part)])
    all_words = _all([group.query for group in groups])
    is_phrase = len("".join(analysis.RUN.findall(typed))) >= PHRASE_FROM and " " not in typed.strip()
    strict = [as_typed, all_words] if is_phrase and not said else [all_words, as_typed]
    stages += [Stage(query) for query in strict if query is not None]
    stages += [Stage(query, is_partial=True) for query in _some(reader, groups)]
    also = tuple(dict.fromkeys(each for says in said for each in rules.expressions(everyday[says])))
    marks = (*typed.split(), *said, *subject, *(part for each in also for part in each.split()))
    return Plan(stages, tuple(dict.fromkeys(marks)), also)


def anything(reader: Reader, words: str) -> Any:
    """Return the question for titles in which `words` stand as they are."""
    return _in_one(reader, "title_pairs", analysis.pairs_asked(words))


def _said_in(typed: str, everyday: Mapping[str, str]) -> tuple[list[str], str]:
    """Return the everyday words in what was typed, the longest first, and what is left of it."""
    said = []
    for says in sorted(everyday, key=len, reverse=True):
        if says in typed:
            said.append(says)
            typed = typed.replace(says, " ")
    return said, typed


def _named(reader: Reader, route: routing.Route) -> Any:
    fields = reader.schema
    if route.number:
        return Query.term_query(fields, "number", route.number)
    name = (Occur.Must, Query.term_query(fields, "name", route.name))
    if route.article is not None:
        return Query.boolean_query([name, (Occur.Must, Query.term_query(fields, "article", route.article))])
    return Query.boolean_query([name, (Occur.MustNot, Query.term_query(fields, "kind", ARTICLE))])


def _word(reader: Reader, word: str) -> Group:
    found_in = max(reader.searcher.doc_freq(field, word) for field in ("words", "title_words"))
    return Group(_in_title_or_text(reader, "words", [word]), found_in)


def _everyday(reader: Reader, says: str, means: str) -> Group:
    expressions = [
        _all([_phrase(reader, part) for part in each.split()]) for each in rules.expressions(means)
    ]
    ways = [(Occur.Should, each) for each in (_phrase(reader, says), *expressions) if each is not None]
    return Group(Query.boolean_query(ways), 1)


def _phrase(reader: Reader, words: str) -> Any:
    return _in_title_or_text(reader, "pairs", analysis.pairs_asked(words))


def _in_title_or_text(reader: Reader, field: str, tokens: list[str]) -> Any:
    in_title = Query.boost_query(_in_one(reader, f"title_{field}", tokens), TITLE_WEIGHT)
    in_text = _in_one(reader, field, tokens)
    return Query.boolean_query([(Occur.Should, in_title), (Occur.Should, in_text)])


def _in_one(reader: Reader, field: str, tokens: list[str]) -> Any:
    if not tokens:
        return Query.empty_query()
    if len(tokens) > 1:
        return Query.phrase_query(reader.schema, field, [*tokens])
    token = tokens[0]
    if field.endswith("pairs") and len(token) == 1 and analysis.IS_HAN.match(token):
        return Query.regex_query(reader.schema, field, f"{token}.?")
    return Query.term_query(reader.schema, field, token)


def _all(queries: Iterable[Any]) -> Any:
    every = [(Occur.Must, each) for each in queries if each is not None]
    return Query.boolean_query(every) if every else None


def _some(reader: Reader, groups: list[Group]) -> list[Any]:
    """Return the questions for what has at least two of the things asked for, and for what has a rare one."""
    present = sorted((group for group in groups if group.found_in), key=lambda group: group.found_in)
    rarest = present[:RAREST]
    found_by_words = reader.searcher.num_docs - reader.searcher.doc_freq("kind", NEVER_PUBLIC.value)
    most = max(RARE * found_by_words, FEW)
    rare = [group for group in rarest if group.found_in <= most]
    found = []
    if len(rarest) > 1 and len(groups) > 2:
        found.append(Query.boolean_query([(Occur.Should, each.query) for each in rarest], 2))
    if rare and len(groups) > 1:
        found.append(Query.boolean_query([(Occur.Should, each.query) for each in rare]))
    return found
