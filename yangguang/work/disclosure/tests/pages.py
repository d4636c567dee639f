"""A page as a person finds it: what it asks, what it says is wrong and where, what she had typed."""

from typing import Any

from lxml import html

TYPED = {
    "applicant_kind": "natural_person",
    "applicant": "陈阿婆",
    "identity": "440404195001011230",
    "representative": "陈小姐",
    "phone": "0756-5550199",
    "email": "chen@example.cn",
    "address": "三灶镇海澄村1号",
    "wanted": "2022年三灶镇学区划分图",
    "form": "electronic",
    "way": "online",
}
"""A whole request, as a resident types it."""

FIELD = "ancestor-or-self::*[contains(concat(' ', @class, ' '), ' field ')][1]"


class Page:
    """One answer of the server, read."""

    def __init__(self, answer: Any) -> None:
        self.status = answer.status_code
        self.source = answer.content.decode()
        self.tree = html.document_fromstring(self.source)

    @property
    def title(self) -> str:
        return " ".join(self.tree.findtext(".//title").split())

    @property
    def text(self) -> str:
        [main] = self.tree.xpath("//main")
        return " ".join(main.text_content().split())

    @property
    def form(self) -> Any:
        """The form of an act; the others on a page sign out or look something up."""
        [form] = [each for each in self.tree.forms if "once" in each.fields]
        return form

    def asked(self) -> set[str]:
        return set(self.form.fields.keys()) - {"csrfmiddlewaretoken", "once"}

    def typed(self) -> dict[str, str]:
        """Return what stands in the form, as a browser sends it that runs no script."""
        values = {name: value for name, value in self.form.form_values() if value}
        for area in self.form.xpath(".//textarea"):  # the first line break in one is no part of it
            values[area.name] = values.get(area.name, "").removeprefix("\n")
        return values

    def facts(self) -> dict[str, str]:
        """Return the terms and descriptions of the page."""
        return {
            term.text_content(): " ".join(term.getnext().text_content().split())
            for term in self.tree.xpath("//dt")
        }

    def summary(self) -> list[str]:
        """Return what the summary on top says; each leads to the field where it is put right."""
        said = self.tree.xpath("//*[@role='alert']//li")
        for link in self.tree.xpath("//*[@role='alert']//li/a"):
            target = self.tree.get_element_by_id(link.get("href").removeprefix("#"))
            assert target.tag in ("input", "textarea", "select"), f"“{link.text}” leads to no field"
        return [each.text_content() for each in said]

    def beside(self, name: str) -> list[str]:
        """Return what is said to be wrong beside a field, and is read out with it."""
        control = self.form.xpath(f".//*[@name='{name}']")[0]
        [place] = control.xpath(FIELD)
        described = place if control.get("type") == "radio" else control
        said = []
        for known in (described.get("aria-describedby") or "").split():
            error = self.tree.get_element_by_id(known)
            assert error.xpath(FIELD) == [place], f"{known} does not stand beside {name}"
            if error.get("class") == "error":
                said.append(error.text_content().removeprefix("错误："))
        return said
