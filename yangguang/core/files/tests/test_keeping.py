"""A file is kept where nobody finds it, as it was, once it was examined."""

import hashlib
import io
import zlib
from datetime import UTC, date, datetime

import pikepdf
import pytest
from django.conf import settings as django_settings

from yangguang.core.files import keeping
from yangguang.core.files.actions import keep, keep_made
from yangguang.core.files.models import StoredFile
from yangguang.core.files.serving import as_download
from yangguang.core.orgs.models import Organisation, Person, Post
from yangguang.rules.problems import Refused

pytestmark = pytest.mark.django_db
AT = datetime(2024, 3, 1, 2, tzinfo=UTC)


def pdf(pages: int = 1, **saved) -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as new:
        for _ in range(pages):
            new.add_blank_page()
        new.save(made, **saved)
    return made.getvalue()


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path / "home"
    settings.MEDIA_ROOT = tmp_path / "home" / "media"
    return settings.HOME


@pytest.fixture
def org() -> Organisation:
    return Organisation.add(
        code="440404", name="金湾区人民政府", short_name="金湾府", kind=Organisation.Kind.GOVERNMENT
    )


@pytest.fixture
def clerk(org) -> Person:
    person = Person.objects.create_user("clerk", name="林晓")
    Post.objects.create(org=org, person=person, role="受理窗口", since=date(2021, 1, 1))
    return person


@pytest.fixture
def kept(org, clerk):
    """Return how a file is kept."""

    def keeps(name="学区划分图.pdf", content=None, org=org) -> StoredFile:
        return keep(org, name=name, content=pdf() if content is None else content, by=clerk, at=AT)

    return keeps


def stored(home) -> list:
    return [each for each in home.rglob("*") if each.is_file()]


def test_it_is_named_by_its_hash_outside_of_what_is_shown(kept, home):
    content = pdf()
    row = kept(content=content)
    assert row.sha256 == hashlib.sha256(content).hexdigest()
    assert (row.kind, row.media_type, row.size) == ("pdf", "application/pdf", len(content))
    assert (row.put_by_name, row.put_at, row.name) == ("林晓", AT, "学区划分图.pdf")
    assert stored(home) == [row.path]
    assert not row.path.is_relative_to(django_settings.MEDIA_ROOT)
    assert row.path.stat().st_mode & 0o077 == 0
    assert row.read() == content


def test_the_same_content_is_stored_once_and_another_organisation_has_its_own(kept, home):
    other = Organisation.add(code="440403", name="邻区人民政府", short_name="邻区府", kind="government")
    rows = [kept(), kept(name="又一份.pdf"), kept(org=other)]
    assert len(stored(home)) == 2
    assert rows[0].path == rows[1].path != rows[2].path


def test_a_file_that_was_changed_on_the_disk_is_not_given(kept):
    row = kept()
    row.path.write_bytes(b"something else")
    with pytest.raises(keeping.Damaged, match="was changed"):
        row.read()
    row.path.unlink()
    with pytest.raises(keeping.Damaged, match="is gone"):
        as_download(row)


ENCRYPTED = pikepdf.Encryption(owner="o", user="u")
LOCKED = pikepdf.Encryption(owner="o", user="")


def packed(content: bytes, **described) -> bytes:
    """Return a PDF with a stream in it that was packed elsewhere."""
    made = io.BytesIO()
    with pikepdf.new() as new:
        new.add_blank_page()
        new.pages[0].obj["/Contents"] = pikepdf.Stream(new, content, **described)
        new.save(made, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return made.getvalue()


def bomb() -> bytes:
    return packed(zlib.compress(bytes(210_000_000), 9), Filter=pikepdf.Name.FlateDecode)


def bomb_in_a_bomb() -> bytes:
    twice = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
    return packed(zlib.compress(zlib.compress(bytes(100_000))), Filter=twice)


def endless_picture() -> bytes:
    return packed(b"x", Subtype=pikepdf.Name.Image, Width=90_000, Height=90_000)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", lambda: pdf(encryption=ENCRYPTED), "设有密码或者权限限制"),
        ("a.pdf", lambda: pdf(encryption=LOCKED), "设有密码或者权限限制"),
        ("a.pdf", lambda: b"%PDF-1.7\nnothing that a reader could open", "已经损坏"),
        ("a.pdf", lambda: pdf(0), "没有页面"),
        ("a.pdf", lambda: pdf(501), "一个文件最多500页"),
        ("a.pdf", bomb, "展开后过大"),
        ("a.pdf", bomb_in_a_bomb, "展开后过大"),
        ("a.pdf", endless_picture, "展开后过大"),
        ("a.exe", lambda: b"MZ", "可以上传的有"),
        ("a.pdf", lambda: b"MZ", "内容不是 pdf 文件"),
        ("a.png", lambda: pdf(), "内容不是 png 文件"),
        ("../a.pdf", lambda: pdf(), "文件名不能用"),
    ],
)  # fmt: skip
def test_what_is_not_what_it_should_be_is_refused_and_leaves_nothing(kept, home, name, content, said):
    with pytest.raises(Refused, match=said):
        kept(name=name, content=content())
    assert stored(home) == []
    assert not StoredFile.objects.exists()


def test_it_is_given_to_keep_and_never_shown(kept):
    answer = as_download(kept(name="陈阿婆 “申请”.pdf"))
    place = answer["Content-Disposition"]
    assert place.startswith("attachment; ")
    assert place.isascii()
    assert "filename*=UTF-8''%E9%99%88" in place
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_nobody_finds_a_file_of_another_organisation(kept, clerk):
    row, stranger = kept(), Person.objects.create_user("stranger", name="外人")
    assert list(StoredFile.objects.visible_to(clerk, AT.date())) == [row]
    assert not StoredFile.objects.visible_to(stranger, AT.date()).exists()


def test_what_the_office_made_may_be_larger_than_what_is_taken_in(org, clerk):
    row = keep_made(org, name="公开版.pdf", content=pdf() + b"\n" * 11_000_000, by=clerk, at=AT)
    assert row.size > 10_000_000
