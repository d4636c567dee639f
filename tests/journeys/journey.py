"""What all journeys share: a person, her browser, and what holds on every page she sees.

    class TestSignIn(Journey):
        def test_resident_signs_in(self):
            self.given_a_resident_with_an_account()
            self.when_she_signs_in()
            self.then_she_sees_her_requests()

Steps are written below the scenario and look for what people see: labels, buttons, words. Every page that a step
opens is checked: WCAG 2.2 AA without a violation, nothing refused by the content security policy, nothing
broken, nothing wider than the screen, and the mark of the demo where it is one.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.judging import wrong_with
from yangguang.core.orgs.models import Person

PASSWORD = "a-long-password-of-hers"


class Journey:
    """A task that somebody comes to do."""

    width = 360
    scripts = True
    """Whether the browser runs scripts; a resident's journey holds without them, too."""

    page: Page
    address: str
    """Where the site is."""

    @pytest.fixture(autouse=True)
    def _open_browser(self, browser: Browser, live_server: Any, settings: Any) -> Iterator[None]:
        settings.DEMO = True
        self.wrong: list[str] = []
        self.address = live_server.url
        context = browser.new_context(
            base_url=live_server.url,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport={"width": self.width, "height": 800},
            java_script_enabled=self.scripts,
            reduced_motion="reduce",
        )
        self.page = self._watched(context)
        yield
        context.close()
        assert not self.wrong, "\n".join(self.wrong)

    def _watched(self, context: BrowserContext) -> Page:
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: self.wrong.append(f"{page.url}: {error}"))
        page.on("console", lambda message: self._note(page, message))
        page.on("response", lambda answer: self._note_missing(page, answer))
        return page

    def _note(self, page: Page, message: Any) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.wrong.append(f"{page.url}: {message.text}")

    def _note_missing(self, page: Page, answer: Any) -> None:
        if answer.status >= 400 and not answer.request.is_navigation_request():
            self.wrong.append(f"{page.url}: {answer.status} {answer.url}")

    # What a person does

    def go(self, address: str) -> None:
        self.page.goto(address)
        self.look()

    def follow(self, link: str | re.Pattern[str]) -> None:
        self.page.get_by_role("link", name=link).first.click()
        self.look()

    def press(self, button: str) -> None:
        self.page.get_by_role("main").get_by_role("button", name=button).first.click()
        self.look()

    def fill(self, label: str, words: str) -> None:
        self.page.get_by_label(label).fill(words)

    def choose(self, label: str) -> None:
        self.page.get_by_label(label, exact=True).check()

    def reach(self, name: str) -> None:
        """Go to a link, a button or a field with the Tab key alone; it must show that it is reached."""
        for _ in range(80):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(NAME_OF_FOCUS) == name:
                assert self.page.evaluate(SHOWS_FOCUS), f"“{name}”没有可见的焦点"
                return
        pytest.fail(f"Tab never comes to “{name}” on {self.page.url}")

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    def enter(self) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.look()

    # What a person sees

    def sees(self, *words: str) -> None:
        for each in words:
            expect(self.page.locator("body")).to_contain_text(each)

    def sees_title(self, words: str) -> None:
        assert words in self.page.title()

    def look(self) -> None:
        """Check what holds on every page."""
        self.sees("示范数据")
        if not self.scripts:
            return
        assert self.page.evaluate(WIDER_THAN_SCREEN) <= 0, f"{self.page.url} is wider than {self.width}px"
        found = wrong_with(self.page, f"standard {self.width}")
        assert not found, "\n".join(f"{self.page.url}: {each}" for each in found)

    # Who comes

    def somebody(self, username: str, name: str) -> Person:
        return Person.objects.create_user(username, password=PASSWORD, name=name)

    def sign_in(self, person: Person) -> None:
        self.go("/account/login/")
        self.fill("用户名", person.username)
        self.fill("密码", PASSWORD)
        self.press("登录")

    def come(self, person: Person) -> None:
        """Let somebody sit down who signed in before; nobody else is signed in any more."""
        client = Client()
        client.force_login(person, "django.contrib.auth.backends.ModelBackend")
        self.leave()
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        self.page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.address}])

    def leave(self) -> None:
        """Be nobody whom the site knows."""
        self.page.context.clear_cookies()


WIDER_THAN_SCREEN = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
NAME_OF_FOCUS = """() => {
    const reached = document.activeElement;
    return (reached.labels?.length ? reached.labels[0] : reached).innerText.trim();
}"""
SHOWS_FOCUS = """() => {
    const look = getComputedStyle(document.activeElement);
    return look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2;
}"""
