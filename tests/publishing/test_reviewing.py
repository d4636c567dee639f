"""Three reviews and three proofreads, and everything somebody may try instead."""

from contextlib import suppress

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from yangguang.core.cases import assignments
from yangguang.core.cases.models import Step
from yangguang.core.orgs.models import Post, Substitution
from yangguang.core.publishing import actions
from yangguang.core.publishing.models import Grant, OfficialPage, Picture, Publication, Signature
from yangguang.core.publishing.rules import LEVELS
from yangguang.core.publishing.site import queue, writer
from yangguang.core.publishing.site.sites import site_of
from yangguang.core.records.models import Record
from yangguang.rules.problems import Refused

from .newsroom import at, newsroom, picture


def published(office, page) -> str:
    """Return what the public reads of a page, after the writer has worked; nothing when there is no file."""
    site = site_of(office.home)
    writer.work(site)
    publication = Publication.objects.get(page=page.pk)
    file = site.root / publication.address.lstrip("/")
    return file.read_text() if publication.address and file.exists() else ""


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client


def as_sent(page) -> dict[str, str]:
    """Return what the editor's form sends for a page."""
    body = streamfield([("text", rich_text("<p>x</p>"))])
    return nested_form_data({"title": page.title, "slug": page.slug, "org": page.org_id, "body": body})


class TestSixPeople:
    def test_bring_an_article_to_the_public(self, office):
        page = office.write(words="<p>春耕备耕有序推进。</p>")
        office.submit(page)
        assert not published(office, page)
        publication = office.sign_all(page)
        assert publication.stage == Publication.Stage.DONE
        assert "春耕备耕有序推进" in published(office, page)

    def test_leave_a_signature_each_under_the_content_they_saw(self, office):
        page = office.write()
        publication = office.publish(page)
        rows = publication.signatures.exclude(node=actions.SUBMITTED)
        assert [row.node for row in rows] == [level.node for level in LEVELS]
        assert len({row.person_id for row in rows}) == 6
        assert {row.hash for row in rows} == {publication.grant.hash}
        assert all(row.is_genuine() for row in rows)

    def test_are_all_in_the_ledger(self, office):
        office.publish(office.write())
        kinds = list(Record.objects.filter(kind__startswith="publishing.").values_list("kind", flat=True))
        assert kinds.count("publishing.signed") == 6
        assert "publishing.published" in kinds

    def test_may_mend_the_text_in_their_turn(self, office):
        page = office.write(words="<p>布署春耕。</p>")
        office.submit(page)
        office.sign_all(page, upto="first_proof")
        office.revise(page, "<p>部署春耕。</p>", by=office.reviewers["first_proof"])
        for level in LEVELS[1:]:
            office.sign(page, level.node)
        assert "部署春耕" in published(office, page)

    @pytest.mark.parametrize("level", LEVELS)
    def test_must_tick_every_point_of_their_list(self, office, level):
        page = office.write()
        office.submit(page)
        office.sign_all(page, upto=level.node)
        with pytest.raises(Refused, match="还没有勾选"):
            office.sign(page, level.node, checks=level.checks[1:])
        assert not Signature.objects.filter(node=level.node).exists()

    def test_say_why_when_they_return_it_and_it_begins_anew(self, office):
        page = office.write()
        office.submit(page)
        office.sign_all(page, upto="second_review")
        with pytest.raises(Refused, match="写明原因"):
            office.sign(page, "second_review", outcome="returned")
        office.sign(page, "second_review", outcome="returned", opinion="数字与原件不符。")
        office.revise(page, "<p>春耕面积一万亩。</p>", by=office.author)
        actions.resubmit(
            office.step(page, "revise"), outcome="resubmitted", by=office.author, at=at("2024-03-03")
        )
        assert {step.node for step in Step.objects.filter(state=Step.State.OPEN)} == {"first_review"}
        office.sign_all(page, "2024-03-04")
        assert "一万亩" in published(office, page)


class TestNobodyElse:
    def test_signs_two_levels(self, office):
        page = office.write()
        office.submit(page)
        first = office.reviewers["first_review"]
        Post.objects.create(org=office.org, person=first, role="一校", since=at("2020-01-01"))
        office.sign_all(page, upto="first_proof")
        with pytest.raises(Refused, match="须由另一人办理"):
            office.sign(page, "first_proof", by=first)

    def test_signs_two_levels_as_a_deputy(self, office):
        page = office.write()
        office.submit(page)
        first, proof = office.reviewers["first_review"], office.reviewers["first_proof"]
        Substitution.objects.create(
            org=office.org, absent=proof, deputy=first, since=at("2024-03-01"), until=at("2024-04-01")
        )
        office.sign_all(page, upto="first_proof")
        with pytest.raises(Refused, match="须由另一人办理"):
            office.sign(page, "first_proof", by=first)

    def test_signs_two_levels_when_it_is_handed_on_to_her(self, office):
        page = office.write()
        office.submit(page)
        first, proof = office.reviewers["first_review"], office.reviewers["first_proof"]
        office.sign_all(page, upto="first_proof")
        assignments.transfer(office.step(page, "first_proof"), to=first, by=proof, at=at("2024-03-02"))
        with pytest.raises(Refused, match="须由另一人办理"):
            office.sign(page, "first_proof", by=first)

    @pytest.mark.parametrize("level", LEVELS)
    def test_signs_what_she_wrote(self, office, level):
        Post.objects.create(org=office.org, person=office.author, role=level.name, since=at("2020-01-01"))
        page = office.write()
        office.submit(page)
        office.sign_all(page, upto=level.node)
        with pytest.raises(Refused, match="由您撰写"):
            office.sign(page, level.node, by=office.author)

    def test_signs_what_he_rewrote_between_two_rounds(self, office):
        """A reviewer who is an editor, too, returns it, writes it anew, and would review his own words."""
        helper = office.reviewers["first_proof"]
        Post.objects.create(org=office.org, person=helper, role="编辑", since=at("2020-01-01"))
        page = office.write()
        office.submit(page)
        office.sign_all(page, upto="first_proof")
        office.sign(page, "first_proof", outcome="returned", opinion="重写。")
        office.revise(page, "<p>由一校员重写。</p>", by=helper)
        actions.resubmit(
            office.step(page, "revise"), outcome="resubmitted", by=office.author, at=at("2024-03-03")
        )
        office.sign_all(page, "2024-03-04", upto="first_proof")
        with pytest.raises(Refused, match="由您撰写"):
            office.sign(page, "first_proof", "2024-03-04")

    def test_signs_without_the_post_be_he_the_administrator(self, office):
        page = office.write()
        office.submit(page)
        with pytest.raises(Refused, match="岗位"):
            office.sign(page, "first_review", by=office.admin)

    def test_submits_without_being_an_editor(self, office):
        page = office.write()
        with pytest.raises(Refused, match="“编辑”岗位"):
            actions.submit(page, by=office.admin, at=at("2024-03-01"))

    def test_signs_for_another_office(self, office, db):
        other = newsroom("440403", "邻区人民政府")
        page = office.write()
        office.submit(page)
        with pytest.raises(Refused, match="岗位"):
            office.sign(page, "first_review", by=other.reviewers["first_review"])


class TestASignatureIsVoid:
    @pytest.mark.parametrize("level", LEVELS[1:])
    def test_when_somebody_else_changes_a_word_after_it(self, office, level):
        page = office.write()
        office.submit(page)
        office.sign_all(page, upto=level.node)
        office.revise(page, "<p>悄悄改过。</p>", by=office.author)
        with pytest.raises(Refused, match="签署已经失效"):
            office.sign(page, level.node)

    def test_when_the_last_reader_changes_a_word(self, office):
        page = office.write()
        office.submit(page)
        office.sign_all(page, upto="final_proof")
        office.revise(page, "<p>三校时改。</p>", by=office.reviewers["final_proof"])
        with pytest.raises(Refused, match="签署已经失效"):
            office.sign(page, "final_proof")

    def test_when_a_picture_is_replaced_under_it(self, office):
        image = picture(office.author, "red")
        page = office.write(body=[("picture", {"image": image, "alt": "田间", "caption": ""})])
        office.submit(page)
        office.sign_all(page, upto="final_proof")
        image.file.storage.delete(image.file.name)
        with picture(office.author, "blue").file.open() as other:
            image.file.storage.save(image.file.name, other)
        with pytest.raises(Refused, match="签署已经失效"):
            office.sign(page, "final_proof")

    def test_when_the_revision_is_changed_by_sql(self, office):
        page = office.write(title="春耕一千亩")
        office.submit(page)
        office.sign_all(page, upto="final_proof")
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE wagtailcore_revision SET content = replace(content::text, '一千亩', '九千亩')::jsonb"
            )
        with pytest.raises(Refused, match="签署已经失效"):
            office.sign(page, "final_proof")

    def test_and_a_signature_made_by_sql_counts_for_nothing(self, office):
        page = office.write()
        office.submit(page)
        office.sign_all(page, upto="final_review")
        publication = Publication.objects.get(page=page.pk)
        real = publication.signatures.last()
        Signature.objects.create(
            org=office.org, publication=publication, round=1, node="final_review", passed=True,
            person=office.admin, at=at("2024-03-02"), came=real.left, left=real.left, hash=real.hash, seal=real.seal,
        )  # fmt: skip
        Step.objects.filter(node="final_review").update(node="final_proof")
        with pytest.raises(Refused):
            office.sign(page, "final_proof")
        assert not Grant.objects.exists()


class TestEveryBypassIsClosed:
    """Each of the ways in which the shell, a program or the database might publish without six people."""

    def test_publishing_the_revision(self, office):
        page = office.write()
        with pytest.raises(Refused, match="三审三校"):
            page.latest_revision.publish(user=office.admin, skip_permission_checks=True)
        assert not published(office, page)

    def test_saving_the_page_as_live(self, office):
        page = office.write()
        page.live = True
        with pytest.raises(Refused, match="三审三校"):
            page.save()

    def test_live_by_sql(self, office):
        page = office.write()
        OfficialPage.objects.filter(pk=page.pk).update(live=True)
        queue.touch(site_of(office.home), [f"page:{page.pk}"], at=at("2024-03-01"))
        assert not published(office, page)

    def test_a_publication_row_by_sql(self, office):
        page = office.write()
        OfficialPage.objects.filter(pk=page.pk).update(live=True, live_revision=page.latest_revision)
        Publication.objects.filter(page=page.pk).update(
            stage="done", published_at=at("2024-03-01"), place=1, address="/news/1.html"
        )
        queue.touch(site_of(office.home), [f"page:{page.pk}"], at=at("2024-03-01"))
        assert not published(office, page)

    def test_a_grant_by_sql(self, office):
        page = office.write()
        made = Grant.objects.create(
            org=office.org, page_id=page.pk, revision_id=page.latest_revision_id, kind="reviewed", algorithm="sm3",
            hash="0" * 64, given_at=at("2024-03-01"), given_by=office.admin, seal="0" * 64,
        )  # fmt: skip
        OfficialPage.objects.filter(pk=page.pk).update(live=True, live_revision=page.latest_revision)
        Publication.objects.filter(page=page.pk).update(
            stage="done", published_at=at("2024-03-01"), place=1, address="/news/1.html", grant=made
        )
        queue.touch(site_of(office.home), [f"page:{page.pk}"], at=at("2024-03-01"))
        assert not published(office, page)
        with pytest.raises(Refused, match="三审三校"):
            page.latest_revision.publish(skip_permission_checks=True)

    def test_a_word_of_a_live_page_changed_by_sql_never_reaches_the_public(self, office):
        page = office.write(words="<p>一千亩</p>")
        office.publish(page)
        before = published(office, page)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE publishing_officialpage SET body = replace(body::text, '一千亩', '九千亩')::jsonb"
            )
        queue.touch(site_of(office.home), [f"page:{page.pk}"], at=at("2024-03-05"))
        assert published(office, page) == before
        [refused] = writer.rebuild(site_of(office.home))
        assert "与发布许可不符" in refused
        assert published(office, page) == before

    def test_a_title_changed_by_sql_never_reaches_the_page(self, office):
        page = office.write(title="真标题")
        office.publish(page)
        OfficialPage.objects.filter(pk=page.pk).update(title="假标题")
        queue.touch(site_of(office.home), [f"page:{page.pk}"], at=at("2024-03-05"))
        assert "假标题" not in published(office, page)

    def test_a_grant_is_for_one_revision_only(self, office):
        page = office.write()
        office.publish(page)
        newer = office.revise(page, "<p>未经审校的新版。</p>", by=office.author)
        with pytest.raises(Refused, match="三审三校"):
            newer.publish(user=office.admin, skip_permission_checks=True)
        assert "未经审校" not in published(office, page)

    def test_grants_and_signatures_cannot_be_changed(self, office):
        office.publish(office.write())
        for model in (Grant, Signature):
            with pytest.raises(DatabaseError), transaction.atomic():
                model.objects.update(hash="0" * 64)
            with pytest.raises(DatabaseError), transaction.atomic():
                model.objects.all().delete()

    @pytest.mark.parametrize("who", ["admin", "author", "head"])
    def test_the_buttons_of_the_shell(self, office, who):
        page = office.write(title="还没有审校")
        Post.objects.create(org=office.org, person=office.admin, role="编辑", since=at("2020-01-01"))
        person = {"admin": office.admin, "author": office.author, "head": office.reviewers["final_review"]}[
            who
        ]
        client = signed_in(person)
        assert (
            "action-publish"
            not in client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        )
        posts = [
            (reverse("wagtailadmin_pages:edit", args=[page.pk]), as_sent(page) | {"action-publish": "1"}),
            (reverse("wagtail_bulk_action", args=["publishing", "officialpage", "publish"]) + f"?id={page.pk}", {}),
            (reverse("wagtailadmin_pages:copy", args=[page.pk]), {
                "new_title": "x", "new_slug": "copy", "new_parent_page": office.news.pk, "publish_copies": "on"}),
            (reverse("wagtailadmin_pages:unpublish", args=[page.pk]), {}),
        ]  # fmt: skip
        for address, sent in posts:
            client.post(address, sent)
            assert not OfficialPage.objects.filter(live=True, depth__gt=3).exists(), address
        assert not published(office, page)

    def test_the_timer_of_the_shell(self, office):
        from django.core.management import call_command

        page = office.write(go_live_at=at("2024-02-01"))
        page.latest_revision.approved_go_live_at = at("2024-02-01")
        page.latest_revision.save()
        with suppress(Refused):
            call_command("publish_scheduled", verbosity=0)
        assert not published(office, page)


class TestUrgent:
    def test_goes_out_on_the_word_of_the_head_and_is_owed(self, office):
        page = office.write(title="台风红色预警")
        publication = actions.publish_urgently(
            page, reason="台风今夜登陆", by=office.reviewers["final_review"], at=at("2024-03-01")
        )
        assert "台风红色预警" in published(office, page)
        assert publication.owed_until == at("2024-03-02")

    def test_is_owed_until_six_have_signed(self, office):
        page = office.write(title="台风红色预警")
        actions.publish_urgently(
            page, reason="台风", by=office.reviewers["final_review"], at=at("2024-03-01")
        )
        office.submit(page, "2024-03-01")
        office.sign_all(page, "2024-03-01", upto="final_proof")
        assert Publication.objects.get(page=page.pk).owed_until
        assert "台风红色预警" in published(office, page)
        assert office.sign(page, "final_proof").owed_until is None

    @pytest.mark.parametrize(
        ("who", "reason", "said"),
        [("author", "急", "“终审”岗位"), ("admin", "急", "“终审”岗位"), ("head", " ", "来不及")],
    )
    def test_needs_the_head_and_a_reason(self, office, who, reason, said):
        person = {"admin": office.admin, "author": office.author, "head": office.reviewers["final_review"]}[
            who
        ]
        page = office.write()
        with pytest.raises(Refused, match=said):
            actions.publish_urgently(page, reason=reason, by=person, at=at("2024-03-01"))
        assert not published(office, page)

    def test_is_not_for_the_head_who_wrote_it_himself(self, office):
        Post.objects.create(org=office.org, person=office.author, role="终审", since=at("2020-01-01"))
        page = office.write()
        with pytest.raises(Refused, match="撰稿人以外"):
            actions.publish_urgently(page, reason="急", by=office.author, at=at("2024-03-01"))


class TestWithdrawal:
    def test_leaves_a_page_that_says_since_when_and_why(self, office):
        page = office.write(title="有误的通告", words="<p>错误的内容</p>")
        office.publish(page)
        actions.withdraw(page, reason="内容有误", by=office.reviewers["final_review"], at=at("2024-03-05"))
        left = published(office, page)
        assert "内容有误" in left
        assert "2024-03-05" in left
        assert "错误的内容" not in left

    def test_takes_it_from_the_lists(self, office):
        page = office.write(title="有误的通告")
        office.publish(page)
        site = site_of(office.home)
        published(office, page)
        lists = [site.root / "news/index.html", site.root / "news/list-1.html", site.root / "news/rss.xml"]
        assert all("有误的通告" in each.read_text() for each in lists)
        actions.withdraw(page, reason="内容有误", by=office.reviewers["final_review"], at=at("2024-03-05"))
        published(office, page)
        assert not any("有误的通告" in each.read_text() for each in lists)

    def test_takes_its_pictures_from_the_public(self, office):
        page = office.write(
            body=[("picture", {"image": picture(office.author), "alt": "证件照", "caption": ""})]
        )
        office.publish(page)
        published(office, page)
        folder = site_of(office.home).root / "news" / str(page.pk)
        assert list(folder.glob("*.png"))
        actions.withdraw(page, reason="泄露隐私", by=office.reviewers["final_review"], at=at("2024-03-05"))
        published(office, page)
        assert not folder.exists()

    def test_needs_the_head_and_a_reason(self, office):
        page = office.write()
        office.publish(page)
        with pytest.raises(Refused, match="“终审”岗位"):
            actions.withdraw(page, reason="x", by=office.author, at=at("2024-03-05"))
        with pytest.raises(Refused, match="读者会看到"):
            actions.withdraw(page, reason=" ", by=office.reviewers["final_review"], at=at("2024-03-05"))


def test_a_picture_belongs_to_the_office_of_whoever_uploaded_it(office):
    assert Picture.objects.get(pk=picture(office.author).pk).org == office.org
