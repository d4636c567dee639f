"""From a file to one that may go out: every act leaves its record, and nothing is ready that did not pass the test."""

from dataclasses import asdict

import pytest

from yangguang.core.files.models import StoredFile
from yangguang.core.records.models import Record
from yangguang.core.redaction import actions, laying, queries
from yangguang.core.redaction.models import Box, Redaction
from yangguang.core.redaction.rules import Rectangle
from yangguang.core.redaction.tests import papers
from yangguang.core.redaction.tests.conftest import AT, GROUNDS
from yangguang.core.redaction.tests.papers import HARMLESS, IDENTITY, WITH_IDENTITY, everything_in, paper
from yangguang.rules.problems import Refused
from yangguang.rules.wording import covering

pytestmark = pytest.mark.django_db
PLACE = Rectangle(1, 1000, 2000, 3000, 400)


@pytest.fixture
def on(clerk):
    return {"by": clerk, "at": AT}


@pytest.fixture
def refused():
    """Return how a refusal is expected that leaves nothing behind."""

    def refuses(act, *args, said: str, **given):
        before = Record.objects.count(), Box.objects.count(), StoredFile.objects.count()
        with pytest.raises(Refused, match=said):
            act(*args, **given)
        assert (Record.objects.count(), Box.objects.count(), StoredFile.objects.count()) == before

    return refuses


def kinds(redaction: Redaction, state: str) -> list[str]:
    return sorted(set(redaction.boxes.filter(state=state).values_list("kind", flat=True)))


class TestBeginning:
    def test_proposes_what_may_have_to_be_covered_and_covers_nothing(self, begun):
        made = begun(paper(WITH_IDENTITY, HARMLESS))
        assert kinds(made, "proposed") == ["identity", "name"]
        assert not made.boxes.exclude(state="proposed").exists()
        record = Record.objects.latest("seq")
        assert (record.kind, record.details["sha256"]) == ("redaction.begun", made.original.sha256)
        assert IDENTITY not in record.note

    def test_of_a_text_file_is_refused_and_says_what_to_do(self, begun):
        with pytest.raises(Refused, match="另存为 PDF"):
            begun("说明".encode(), "说明.txt")

    def test_by_somebody_of_another_organisation_is_refused(self, begun, stranger, refused):
        made = begun(paper(HARMLESS))
        said = "在该机关没有岗位"
        refused(actions.begin, made.original, grounds=GROUNDS, belongs_to="x", by=stranger, at=AT, said=said)
        refused(actions.add_box, made, place=PLACE, ground="privacy", by=stranger, at=AT, said=said)
        refused(actions.make, made, by=stranger, at=AT, said=said)


class TestABox:
    def test_is_added_moved_and_taken_away_each_with_a_record(self, begun, on):
        made = begun(paper(HARMLESS))
        box = actions.add_box(made, place=PLACE, ground="privacy", **on)
        moved = Rectangle(1, 0, 0, 500, 500)
        actions.change_box(box, place=moved, ground="internal", **on)
        box.refresh_from_db()
        assert (box.rectangle, box.source) == (moved, "内部事务信息（政府信息公开条例第十六条第一款）")
        actions.remove_box(box, **on)
        assert not made.boxes.exists()
        assert [each.kind for each in Record.objects.order_by("seq")] == [
            "redaction.begun", "redaction.box_added", "redaction.box_changed", "redaction.box_removed",
        ]  # fmt: skip

    def test_that_is_sent_twice_is_added_once(self, begun, on):
        made = begun(paper(HARMLESS))
        for _ in range(2):
            actions.add_box(made, place=PLACE, ground="privacy", once="box-1", **on)
        assert made.boxes.count() == 1

    @pytest.mark.parametrize(
        ("place", "ground", "said"),
        [
            (Rectangle(2, 0, 0, 100, 100), "privacy", "没有第2页"),
            (Rectangle(1, 0, 0, 0, 100), "privacy", "方框太小"),
            (Rectangle(1, 9000, 0, 1001, 100), "privacy", "超出了页面"),
            (Rectangle(1, -1, 0, 100, 100), "privacy", "超出了页面"),
            (PLACE, "", "请为遮盖选择依据"),
            (PLACE, "because", "请为遮盖选择依据"),
        ],
    )
    def test_that_lies_nowhere_or_has_no_ground_is_refused(self, begun, on, refused, place, ground, said):
        refused(actions.add_box, begun(paper(HARMLESS)), place=place, ground=ground, said=said, **on)


class TestWords:
    def test_are_covered_wherever_they_stand(self, begun, on):
        made = begun(paper(HARMLESS, "三灶镇政府办公室", pages=2))
        actions.cover_words(made, words="三灶　镇", ground="internal", **on)
        assert list(made.boxes.values_list("page", flat=True)) == [1, 1, 2, 2]
        actions.cover_words(made, words="三灶镇", ground="internal", **on)
        assert made.boxes.count() == 4, "what is covered already is not covered twice"

    @pytest.mark.parametrize(
        ("words", "said"), [("无此文字", "没有找到"), ("镇", "至少两个字"), (" ", "至少两个字")]
    )
    def test_that_stand_nowhere_are_refused(self, begun, on, refused, words, said):
        refused(actions.cover_words, begun(paper(HARMLESS)), words=words, ground="internal", said=said, **on)


class TestProposals:
    def test_are_accepted_and_declined(self, begun, on):
        made = begun(paper(WITH_IDENTITY))
        groups = dict(made.boxes.values_list("kind", "group"))
        actions.decide(made, covered=[groups["identity"]], declined=[groups["name"]], ground="privacy", **on)
        assert (kinds(made, "covered"), kinds(made, "declined")) == (["identity"], ["name"])

    def test_need_a_ground_and_a_decision(self, begun, on, refused):
        made = begun(paper(WITH_IDENTITY))
        refused(actions.decide, made, covered=[1], declined=[], said="请为遮盖选择依据", **on)
        refused(actions.decide, made, covered=[], declined=[], said="至少对一处建议", **on)

    def test_that_wait_hold_the_file_back(self, begun, on, refused):
        refused(actions.make, begun(paper(WITH_IDENTITY)), said="还有2处建议没有决定", **on)


class TestMaking:
    def covered(self, begun, on, *words: str, content=None) -> Redaction:
        made = begun(content or paper(WITH_IDENTITY, HARMLESS))
        actions.decide(made, covered=[], declined=set(made.boxes.values_list("group", flat=True)), **on)
        for each in words:
            actions.cover_words(made, words=each, ground="privacy", **on)
        return made

    def test_makes_another_file_and_a_receipt_of_both(self, begun, on):
        made = actions.make(self.covered(begun, on, IDENTITY), **on)
        assert made.is_ready
        assert covering.plain(IDENTITY) not in everything_in(made.result.read())
        record = Record.objects.latest("seq")
        assert record.kind == "redaction.made"
        assert record.details["original"] == made.original.sha256 != record.details["result"]
        assert record.details["result"] == made.result.sha256
        [box] = record.details["boxes"]
        assert box == {**asdict(made.boxes.get(state="covered").rectangle), "ground": "privacy"}

    def test_lets_nothing_be_changed_afterwards(self, begun, on, refused):
        made = actions.make(self.covered(begun, on, IDENTITY), **on)
        box = made.boxes.filter(state="covered").first()
        said = "公开版已经生成"
        refused(actions.make, made, said=said, **on)
        refused(actions.add_box, made, place=PLACE, ground="privacy", said=said, **on)
        refused(actions.change_box, box, place=PLACE, ground="privacy", said=said, **on)
        refused(actions.remove_box, box, said=said, **on)
        refused(actions.cover_words, made, words="学区", ground="privacy", said=said, **on)
        refused(actions.decide, made, covered=[], declined=[1], said=said, **on)

    def test_twice_sent_is_done_once(self, begun, on):
        made = self.covered(begun, on, IDENTITY)
        first, second = (actions.make(made, once="make-1", **on) for _ in range(2))
        assert first.result_id == second.result_id

    def test_is_refused_while_the_same_words_stand_elsewhere(self, begun, on, refused):
        """Only one of two places is covered: the other one would tell."""
        made = self.covered(begun, on, content=paper(WITH_IDENTITY, f"号码{IDENTITY}已核。"))
        [first, *_] = papers.places_of(made.original.read(), IDENTITY)
        actions.add_box(made, place=first, ground="privacy", **on)
        refused(actions.make, made, said="第1页还有被遮盖的文字", **on)
        made.refresh_from_db()
        assert not made.is_ready

    def test_can_be_done_once_somebody_says_that_the_words_may_stand_elsewhere(self, begun, on, refused):
        """The label of a column is covered with its value in one place, and stands on in another."""
        content = paper(WITH_IDENTITY, "家庭情况", "家庭情况：三口之家")
        made = self.covered(begun, on, IDENTITY, content=content)
        first = papers.places_of(content, "家庭情况")[0]
        actions.add_box(made, place=first, ground="internal", **on)
        assert queries.standing_elsewhere(made) == {"家庭情况": [1]}
        refused(actions.let_stand, made, words=["家庭情况"], reason=" ", said="请写明", **on)
        made = actions.let_stand(made, words=["家庭情况"], reason="栏目名称", **on)
        assert queries.standing_elsewhere(made) == {}
        assert actions.make(made, **on).is_ready

    @pytest.mark.parametrize("words", [IDENTITY, "1380013 8000", "粤C12345", "a@example.cn"])
    def test_never_lets_what_tells_of_a_person_stand(self, begun, on, refused, words):
        made = begun(paper(HARMLESS))
        refused(actions.let_stand, made, words=[words], reason="栏目名称", said="处处遮盖", **on)

    def test_is_refused_when_the_finished_file_cannot_be_read_again(self, begun, on, refused, monkeypatch):
        made = self.covered(begun, on)
        monkeypatch.setattr(laying, "_saved", lambda pdf: b"%PDF-1.7 nothing")
        refused(actions.make, made, said="不能重新读出", **on)

    def test_is_refused_when_the_finished_file_fails_the_test(self, begun, on, refused, monkeypatch):
        """Whatever goes wrong in the making, the file is not given: here the boxes are not painted."""
        made = self.covered(begun, on, IDENTITY)
        monkeypatch.setattr(laying, "paint", lambda picture, boxes: None)
        refused(actions.make, made, said="没有完全遮住", **on)

    def test_calls_the_file_by_a_name_that_tells_nothing(self, begun, on):
        made = begun(paper(WITH_IDENTITY), "陈小燕低保审批表.pdf")
        actions.decide(
            made, covered=set(made.boxes.values_list("group", flat=True)), declined=[], ground="privacy", **on
        )
        assert actions.make(made, **on).result.name == f"公开文件{made.pk}.pdf"

    def test_of_a_photo(self, begun, on):
        made = begun(papers.photo_with_a_place(), "现场.jpg")
        actions.add_box(made, place=PLACE, ground="privacy", **on)
        done = actions.make(made, **on)
        assert done.result.name == "现场（公开版）.jpg"
        assert b"CAMERA" not in done.result.read()
