"""The office's pages about pages: each opens for whom it should, does what it says, shows nothing of others."""

import io

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from docx import Document
from lxml.html import fromstring

from yangguang.core.publishing import actions
from yangguang.core.publishing.models import Attachment, OfficialPage, Publication
from yangguang.core.publishing.rules import LEVELS

from .newsroom import at, newsroom, picture


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client


def text_at(person, address: str) -> str:
    answer = signed_in(person).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


class TestTheDay:
    def test_an_article_goes_through_the_forms_of_six_people(self, office):
        page = office.write(title="春耕备耕有序推进")
        desk = reverse("publishing_desk:page", args=[page.pk])
        assert "送审" in text_at(office.author, desk)
        submit = reverse("publishing_desk:act", args=[page.pk, "submit"])
        assert signed_in(office.author).post(submit, {"once": "submit-1"}).status_code == 303
        sign = reverse("publishing_desk:act", args=[page.pk, "sign"])
        for level in LEVELS:
            person = office.reviewers[level.node]
            assert "春耕备耕有序推进" in text_at(person, reverse("publishing_desk:waiting"))
            assert level.checks[0] in text_at(person, sign)
            sent = {"outcome": "passed", "checks": level.checks, "once": f"sign-{level.node}"}
            assert signed_in(person).post(sign, sent).status_code == 303, level
        assert Publication.objects.get(page=page.pk).is_live
        shown = text_at(office.author, desk)
        assert all(str(person) in shown for person in office.reviewers.values())

    def test_what_is_refused_is_said_and_what_was_typed_is_kept(self, office):
        page = office.write()
        office.submit(page)
        sign = reverse("publishing_desk:act", args=[page.pk, "sign"])
        sent = {"outcome": "returned", "opinion": "", "checks": ["不涉密、无敏感信息"], "once": "x"}
        answer = signed_in(office.reviewers["first_review"]).post(sign, sent)
        assert answer.status_code == 422
        shown = answer.content.decode()
        assert "退回须写明原因" in shown
        assert 'value="不涉密、无敏感信息"' in shown
        assert "checked" in shown

    def test_a_form_sent_twice_signs_once(self, office):
        page = office.write()
        office.submit(page)
        sign = reverse("publishing_desk:act", args=[page.pk, "sign"])
        client = signed_in(office.reviewers["first_review"])
        step = office.step(page, "first_review").pk
        sent = {"outcome": "passed", "checks": LEVELS[0].checks, "once": "twice", "step": step}
        assert [client.post(sign, sent).status_code for _ in range(2)] == [303, 303]
        assert Publication.objects.get(page=page.pk).signatures.filter(node="first_review").count() == 1

    def test_what_a_reviewer_changed_is_shown_word_by_word(self, office):
        page = office.write(words="<p>面积一千亩，进展顺利。</p>")
        office.submit(page)
        office.sign_all(page, upto="first_proof")
        office.revise(page, "<p>面积一万亩，进展顺利。</p>", by=office.reviewers["first_proof"])
        office.sign(page, "first_proof")
        shown = text_at(office.author, reverse("publishing_desk:page", args=[page.pk]))
        assert "<ins>" in shown
        assert "<del>" in shown

    def test_the_proof_is_what_the_public_would_see(self, office):
        page = office.write(title="清样", words="<p>清样正文</p>")
        office.submit(page)
        for mode in ("standard", "elder", "contrast"):
            address = reverse("publishing_desk:proof", args=[page.pk, mode])
            shown = text_at(office.reviewers["final_proof"], address)
            assert "清样正文" in shown
            assert f'data-mode="{mode}"' in shown

    def test_the_proof_shows_pictures_and_files_before_they_are_published(self, office):
        file = Attachment.objects.create(
            title="表", file=ContentFile(b"a,b\n", "form.csv"), uploaded_by_user=office.author
        )
        page = office.write(
            body=[
                ("picture", {"image": picture(office.author), "alt": "插秧机", "caption": ""}),
                ("file", {"document": file, "title": "申请表"}),
            ]
        )
        proof = text_at(office.author, reverse("publishing_desk:proof", args=[page.pk, "standard"]))
        shown = fromstring(proof).xpath("//article//img/@src | //article//a[@download]/@href")
        assert len(shown) == 2
        for address in shown:
            answer = signed_in(office.author).get(address)
            assert answer.status_code == 200, address
            assert b"".join(answer.streaming_content), address

    def test_a_debt_stands_on_the_first_page(self, office):
        page = office.write()
        head = office.reviewers["final_review"]
        actions.publish_urgently(page, reason="台风", by=head, at=at("2024-03-01"))
        assert "紧急发布后待补审校" in text_at(head, "/office/")

    def test_any_two_versions_are_compared(self, office):
        page = office.write(words="<p>甲</p>")
        first = page.latest_revision
        office.revise(page, "<p>乙</p>", by=office.author)
        last = office.revise(page, "<p>丙</p>", by=office.author)
        address = reverse("publishing_desk:compare", args=[page.pk, last.pk])
        shown = text_at(office.author, f"{address}?with={first.pk}")
        assert "<del>甲</del>" in shown
        assert "<ins>丙</ins>" in shown


class TestTheEditor:
    @pytest.fixture
    def address(self, office):
        return reverse("wagtailadmin_pages:add", args=["portal", "article", office.news.pk])

    def sent(self, org) -> dict[str, str]:
        empty = {"body-count": "0"}
        return {
            "title": "新稿",
            "org": org.pk,
            "summary": "",
            **empty,
            "source": "",
            "theme": "",
            "keywords": "",
        }

    def test_opens_for_something_new_and_names_the_one_organisation(self, office, address):
        newsroom("440403", "邻区人民政府")
        shown = text_at(office.author, address)
        assert f'<option value="{office.org.pk}" selected>' in shown
        assert "邻区人民政府" not in shown

    def test_writes_for_no_other_organisation(self, office, address):
        neighbour = newsroom("440403", "邻区人民政府")
        signed_in(office.author).post(address, self.sent(neighbour.org))
        assert not Publication.objects.exists()
        signed_in(office.author).post(address, self.sent(office.org))
        assert Publication.objects.get().org == office.org


class TestBringingIn:
    @pytest.fixture
    def address(self, office):
        return reverse("publishing_desk:bring_in", args=[office.news.pk, "portal", "article"])

    def word(self, *paragraphs: str) -> io.BytesIO:
        made, file = Document(), io.BytesIO()
        for words in paragraphs:
            made.add_paragraph(words)
        table = made.add_table(2, 2)
        table.cell(0, 0).text, table.cell(1, 1).text = "镇", "一千亩"
        made.save(file)
        file.seek(0)
        file.name = "春耕.docx"
        return file

    def test_a_word_file_becomes_a_draft_with_its_table(self, office, address):
        sent = {"org": office.org.pk, "title": "春耕", "word": self.word("各镇春耕有序。"), "once": "w"}
        answer = signed_in(office.author).post(address, sent)
        assert answer.status_code == 303, answer.content.decode()[:2000]
        page = OfficialPage.objects.get(title="春耕").specific
        assert [block.block_type for block in page.body] == ["text", "table"]
        assert not page.live
        assert page.publication.author == office.author

    def test_what_is_pasted_from_word_is_cleaned(self, office, address):
        html = "<p class=MsoNormal style='mso-x:1'>正文<o:p></o:p></p><script>alert(1)</script><p onclick=x()>二</p>"
        sent = {"org": office.org.pk, "title": "粘贴", "html": html, "once": "p"}
        assert signed_in(office.author).post(address, sent).status_code == 303
        stored = str(OfficialPage.objects.get(title="粘贴").specific.body.raw_data[0]["value"])
        assert "正文" in stored
        assert not any(bad in stored for bad in ("script", "Mso", "onclick", "o:p"))

    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [("宏.docm", b"x", "不是可以上传的文件"), ("坏.docx", b"not a zip", "损坏"), ("空.docx", b"", "空")],
    )
    def test_a_file_that_is_no_word_file_is_refused_and_the_title_kept(
        self, office, address, name, content, said
    ):
        file = io.BytesIO(content)
        file.name = name
        answer = signed_in(office.author).post(
            address, {"org": office.org.pk, "title": "我的标题", "word": file, "once": "x"}
        )
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert "我的标题" in answer.content.decode()
        assert not Publication.objects.exists()

    def test_only_an_editor_finds_it(self, office, address):
        assert signed_in(office.reviewers["first_review"]).get(address).status_code == 404


class TestStrangers:
    @pytest.fixture
    def stranger(self, office):
        return newsroom("440403", "邻区人民政府")

    def test_find_nothing_of_a_page_at_any_address(self, office, stranger):
        page = office.write(title="只有本区能看")
        office.submit(page)
        revision = page.latest_revision
        image = picture(office.author)
        addresses = [
            reverse("publishing_desk:page", args=[page.pk]),
            reverse("publishing_desk:proof", args=[page.pk, "standard"]),
            reverse("publishing_desk:case", args=[Publication.objects.get(page=page.pk).case_id]),
            reverse("publishing_desk:compare", args=[page.pk, revision.pk]),
            reverse("publishing_desk:act", args=[page.pk, "sign"]),
            reverse("publishing_desk:act", args=[page.pk, "withdraw"]),
            reverse("publishing_desk:bring_in", args=[office.news.pk, "portal", "article"]),
            reverse("wagtailadmin_pages:edit", args=[page.pk]),
            reverse("wagtailadmin_pages:history", args=[page.pk]),
            reverse("wagtailadmin_pages:revisions_view", args=[page.pk, revision.pk]),
            reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "earliest", "latest"]),
            reverse("wagtailadmin_pages:usage", args=[page.pk]),
            reverse("wagtailadmin_pages:view_draft", args=[page.pk]),
            reverse("wagtailadmin_pages:delete", args=[page.pk]),
            reverse("wagtailadmin_pages:add", args=["portal", "article", office.news.pk]),
            reverse("wagtailadmin_explore", args=[office.news.pk]),
            reverse("wagtailadmin_choose_page_child", args=[office.news.pk]),
            reverse("wagtailadmin_pages:search") + "?q=只有本区",
            reverse("publications:index"),
            reverse("publications:index") + "?export=csv",
            reverse("wagtailimages:edit", args=[image.pk]),
            reverse("wagtailimages:index"),
            reverse("wagtailimages_chooser:choose"),
            image.file.url,
        ]
        for person in (*stranger.reviewers.values(), stranger.author):
            client = signed_in(person)
            for address in addresses:
                answer = client.get(address)
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                assert "只有本区能看" not in body.decode(), f"{person}: {address}"
                assert image.title not in body.decode(), f"{person}: {address}"

    def test_and_the_same_addresses_open_for_a_colleague(self, office):
        """So that the test above could fail."""
        page = office.write(title="只有本区能看")
        for address in (
            reverse("publishing_desk:page", args=[page.pk]),
            reverse("wagtailadmin_pages:edit", args=[page.pk]),
            reverse("wagtailadmin_pages:history", args=[page.pk]),
            reverse("wagtailadmin_explore", args=[office.news.pk]),
            reverse("publications:index"),
        ):
            assert "只有本区能看" in text_at(office.author, address), address
        image = picture(office.author)
        assert image.title in text_at(office.author, reverse("wagtailimages:index"))
        answer = signed_in(office.author).get(image.file.url)
        answer.close()
        assert answer.status_code == 200
