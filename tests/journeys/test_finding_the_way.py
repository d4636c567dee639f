import base64
import hmac
import time

from tests.journeys.journey import PASSWORD, Journey


class TestByKeyboard(Journey):
    """A resident uses the keyboard alone, on the narrowest screen."""

    def test_she_signs_in(self):
        self.given_a_resident_with_an_account()
        self.when_she_opens_the_home_page()
        self.and_goes_to_the_sign_in_page_with_the_keyboard()
        self.and_types_her_name_and_a_wrong_password()
        self.then_she_reads_what_is_wrong()
        self.when_she_types_the_right_password()
        self.then_she_sees_her_requests()

    def given_a_resident_with_an_account(self):
        self.somebody("chen", "陈阿婆")

    def when_she_opens_the_home_page(self):
        self.go("/")

    def and_goes_to_the_sign_in_page_with_the_keyboard(self):
        self.reach("登录")
        self.enter()

    def and_types_her_name_and_a_wrong_password(self):
        self.reach("用户名")
        self.type("chen")
        self.reach("密码")
        self.type("wrong")
        self.enter()

    def then_she_reads_what_is_wrong(self):
        self.sees_title("错误：登录")
        self.sees("有内容需要改正")

    def when_she_types_the_right_password(self):
        self.reach("密码")
        self.type(PASSWORD)
        self.enter()

    def then_she_sees_her_requests(self):
        self.sees_title("我的申请")


class TestLargeLetters(Journey):
    """Somebody with poor sight chooses large letters once, and keeps them."""

    def test_the_choice_is_kept(self):
        self.go("/")
        self.follow("关怀版")
        self.then_letters_are_at_least_18_points()
        self.go("/account/login/")
        self.then_letters_are_at_least_18_points()
        self.follow("标准")
        self.then_letters_are_of_the_usual_size()

    def test_high_contrast_holds_on_every_kind_of_page(self):
        for address in ("/?mode=contrast", "/account/login/", "/account/signup/", "/no-such-page/"):
            self.go(address)

    def then_letters_are_at_least_18_points(self):
        assert self.size_of_letters() >= 24  # 18pt

    def then_letters_are_of_the_usual_size(self):
        assert self.size_of_letters() < 24

    def size_of_letters(self) -> float:
        return self.page.evaluate(
            "Math.min(...[...document.querySelectorAll('main p, main label, main a, .modes a, .foot p')]"
            ".map(each => parseFloat(getComputedStyle(each).fontSize)))"
        )


class TestLargeLettersWithoutScripts(TestLargeLetters):
    scripts = False

    def size_of_letters(self) -> float:
        return 24 if self.page.locator("html").get_attribute("data-mode") == "elder" else 17


class TestAWrongAddress(Journey):
    def test_the_page_says_what_to_do(self):
        self.go("/no-such-page/")
        self.sees("没有找到这个页面", "核对地址栏里的地址")
        self.follow("首页")
        self.sees_title("首页")


class TestASecondFactor(Journey):
    """Somebody of the office protects her account, on a wide screen."""

    width = 1280

    def test_she_turns_it_on(self):
        self.given_somebody_of_the_office_signed_in()
        self.when_she_asks_for_a_second_factor()
        self.and_confirms_who_she_is()
        self.then_a_wrong_code_is_refused()
        self.and_the_code_of_her_telephone_is_taken()

    def given_somebody_of_the_office_signed_in(self):
        self.sign_in(self.somebody("lin", "林晓"))

    def when_she_asks_for_a_second_factor(self):
        self.go("/account/2fa/")
        self.follow("开启两步验证")

    def and_confirms_who_she_is(self):
        self.fill("密码", PASSWORD)
        self.press("确认")

    def then_a_wrong_code_is_refused(self):
        self.fill("认证器代码", "000000")
        self.press("开启")
        self.sees_title("错误：开启两步验证")

    def and_the_code_of_her_telephone_is_taken(self):
        secret = self.page.locator("code").inner_text()
        self.fill("认证器代码", _code_of_the_telephone(secret))
        self.press("开启")
        self.sees("恢复代码")
        self.page.goto("/account/2fa/")
        self.sees("已开启")


def _code_of_the_telephone(secret: str) -> str:
    """Return the six digits that an application shows now (RFC 6238)."""
    count = int(time.time()) // 30
    digest = hmac.digest(base64.b32decode(secret), count.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 10**6:06d}"
