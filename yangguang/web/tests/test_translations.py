"""Nobody in the office meets a word of English: the libraries' catalogues and ours together are complete."""

import ast
import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import polib
import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import translation

from yangguang.web.translations import LOCALE, compile_messages

OURS = LOCALE / "zh_Hans" / "LC_MESSAGES"
DOMAINS = ["django", "djangojs"]

WITH_CATALOGUE = [
    "wagtail",
    "allauth",
    "taggit",
    "django.conf",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.sessions",
]
WITHOUT_CATALOGUE = ["axes", "django_filters", "modelcluster", "modelsearch", "treebeard"]
"""Packages that show words but ship no English catalogue: their words are read from their code."""

ALWAYS_LOADED = ["allauth", "django.conf", "django.contrib.auth", "wagtail", "wagtail.admin", "wagtail.users"]
"""A message translated here is translated for every other package too, as Django merges all catalogues."""

NAMES = {"API", "GET", "HTTP", "IP", "JavaScript", "POST", "SHA", "URL", "Wagtail"}
"""Words that are the same in Chinese."""


class TestCoverage:
    @pytest.mark.parametrize("domain", DOMAINS)
    def test_every_message_of_the_libraries_has_chinese(self, domain):
        left_in_english = [show(entry) for key, entry in lacking(domain).items() if key not in ours(domain)]
        assert not left_in_english, f"{domain}.po lacks:\n" + "\n".join(left_in_english)

    @pytest.mark.parametrize("domain", DOMAINS)
    def test_nothing_of_ours_is_stale_or_already_translated_by_its_library(self, domain):
        needless = [show(entry) for key, entry in ours(domain).items() if key not in lacking(domain)]
        assert not needless, f"{domain}.po no longer needs:\n" + "\n".join(needless)

    def test_the_libraries_are_really_read(self):
        assert len(list(entries_of("wagtail", "django"))) > 1500
        assert len(list(entries_of("wagtail", "djangojs"))) > 50
        assert "Account locked: too many login attempts. Please try again later." in literals_of("axes")


class TestWords:
    @pytest.mark.parametrize("domain", DOMAINS)
    def test_placeholders_and_tags_are_those_of_the_original(self, domain):
        broken = [
            f"{show(entry)} -> {chinese}"
            for entry in ours(domain).values()
            for chinese in chinese_of(entry)
            if marks_of(chinese) != marks_of(entry.msgid_plural or entry.msgid)
        ]
        assert not broken, "\n".join(broken)

    @pytest.mark.parametrize("domain", DOMAINS)
    def test_no_english_words_are_left(self, domain):
        mixed = [
            f"{show(entry)} -> {chinese}"
            for entry in ours(domain).values()
            for chinese in chinese_of(entry)
            if set(re.findall("[A-Za-z]{2,}", MARK.sub(" ", chinese))) - NAMES
        ]
        assert not mixed, "\n".join(mixed)

    @pytest.mark.parametrize("domain", DOMAINS)
    def test_each_message_stands_once(self, domain):
        again = [
            key
            for key, times in Counter(map(key_of, polib.pofile(str(OURS / f"{domain}.po")))).items()
            if times > 1
        ]
        assert not again


class TestWhatAPersonSees:
    @pytest.fixture(autouse=True)
    def _in_chinese(self):
        with translation.override("zh-hans"):
            yield

    def test_pages_use_our_words_beside_those_of_the_library(self):
        assert translation.gettext("Autosave is paused") == "自动保存已暂停"
        assert translation.gettext("Save draft") == "保存草稿"

    def test_plurals_are_counted_in_chinese(self):
        for count in (1, 5152):
            words = translation.ngettext("%(num_pages)d page", "%(num_pages)d pages", count)
            assert words % {"num_pages": count} == f"{count} 个页面"

    def test_scripts_use_our_words_too(self):
        from wagtail.admin.views.i18n import localized_js_catalog

        request = RequestFactory().get("/")
        request.user = AnonymousUser()
        script = localized_js_catalog(request).content.decode()
        words = json.loads(re.search(r"const newcatalog = (\{.*?\n  \});", script, re.DOTALL)[1])
        assert words["Changes have been autosaved."] == "更改已自动保存。"
        assert words["%(num)s error"] == ["%(num)s 个错误"]


class TestCompiling:
    @pytest.fixture
    def catalogue(self, tmp_path):
        po = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
        po.parent.mkdir(parents=True)
        po.write_bytes((OURS / "django.po").read_bytes())
        return po

    def test_a_missing_catalogue_is_written_whole(self, tmp_path, catalogue):
        assert compile_messages(tmp_path) == [catalogue.with_suffix(".mo")]
        compiled = polib.mofile(str(catalogue.with_suffix(".mo")))
        assert {key_of(entry): entry.msgstr for entry in compiled} == {
            key_of(entry): entry.msgstr for entry in polib.pofile(str(catalogue))
        }

    def test_a_second_time_nothing_is_written(self, tmp_path, catalogue):
        compile_messages(tmp_path)
        assert compile_messages(tmp_path) == []

    def test_a_changed_source_is_compiled_again(self, tmp_path, catalogue):
        [compiled] = compile_messages(tmp_path)
        later = compiled.stat().st_mtime + 1
        os.utime(catalogue, (later, later))
        assert compile_messages(tmp_path) == [compiled]

    def test_a_malformed_source_leaves_the_old_catalogue(self, tmp_path, catalogue):
        [compiled] = compile_messages(tmp_path)
        before = compiled.read_bytes()
        catalogue.write_text("neither a message nor a comment\n")
        later = compiled.stat().st_mtime + 1
        os.utime(catalogue, (later, later))
        with pytest.raises(OSError, match=r"django\.po"):
            compile_messages(tmp_path)
        assert compiled.read_bytes() == before
        assert sorted(catalogue.parent.iterdir()) == [compiled, catalogue]


# What the libraries say, and what we add. A message is its context and its words, for one and for many.

Key = tuple[str | None, str, str]
MARK = re.compile(r"%\(\w+\)[dsr]|%[ds]|\{\w+\}|<[^>]+>")


def key_of(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def show(entry: polib.POEntry) -> str:
    return json.dumps(entry.msgid, ensure_ascii=False)


def chinese_of(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def marks_of(words: str) -> Counter[str]:
    return Counter(MARK.findall(words))


def is_translated(entry: polib.POEntry) -> bool:
    return not entry.obsolete and not entry.fuzzy and bool(chinese_of(entry)) and all(chinese_of(entry))


def folder_of(package: str) -> Path:
    return Path(find_spec(package).origin).parent


def is_sound(entry: polib.POEntry) -> bool:
    """Return whether the Chinese has only placeholders of the English; others would be shown as they are."""
    known = marks_of(entry.msgid + entry.msgid_plural)
    return all(
        mark in known for chinese in chinese_of(entry) for mark in marks_of(chinese) if mark[0] in "%{"
    )


@cache
def ours(domain: str) -> dict[Key, polib.POEntry]:
    return {
        key_of(entry): entry for entry in polib.pofile(str(OURS / f"{domain}.po")) if is_translated(entry)
    }


@cache
def translated(catalogue: Path) -> dict[Key, polib.POEntry]:
    found = polib.pofile(str(catalogue)) if catalogue.exists() else []
    return {key_of(entry): entry for entry in found if is_translated(entry) and is_sound(entry)}


@cache
def lacking(domain: str) -> dict[Key, polib.POEntry]:
    """Return the messages of the installed libraries that would appear in English without us."""
    shared = set()
    for package in ALWAYS_LOADED:
        shared |= set(translated(folder_of(package) / f"locale/zh_Hans/LC_MESSAGES/{domain}.po"))
    lacking = {}
    for package in WITH_CATALOGUE:
        for entry, its_own in entries_of(package, domain):
            if key_of(entry) not in shared | set(its_own):
                lacking.setdefault(key_of(entry), entry)
    if domain == "django":
        for package in WITHOUT_CATALOGUE:
            for words in literals_of(package):
                entry = polib.POEntry(msgid=words)
                if key_of(entry) not in shared:
                    lacking.setdefault(key_of(entry), entry)
    return lacking


def entries_of(package: str, domain: str) -> Iterator[tuple[polib.POEntry, dict[Key, polib.POEntry]]]:
    """Yield each English message of `package` with the Chinese catalogue that lies beside it."""
    for english in sorted(folder_of(package).rglob(f"locale/en/LC_MESSAGES/{domain}.po")):
        beside = translated(english.parents[2] / "zh_Hans" / "LC_MESSAGES" / english.name)
        for entry in polib.pofile(str(english)):
            if not entry.obsolete:
                yield entry, beside


@cache
def literals_of(package: str) -> list[str]:
    """Return the words that the code of `package` hands to gettext, in the order of its files."""
    found = {}
    for file in sorted(folder_of(package).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            match node:
                case ast.Call(
                    func=ast.Name(id="_" | "gettext" | "gettext_lazy"), args=[ast.Constant(str(words))]
                ):
                    found[words] = True
    return list(found)
