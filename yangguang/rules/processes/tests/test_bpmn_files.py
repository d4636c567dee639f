"""A file that cannot be read as a process is refused in a sentence, whatever is in it."""

import re
from random import Random

import pytest
from lxml import etree

from yangguang.rules.problems import Refused
from yangguang.rules.processes import load, load_file, soundness
from yangguang.rules.processes.bpmn import LARGEST_FILE
from yangguang.rules.processes.tests.sketches import DISCLOSURE, PERMIT, line_of, refusal, sketch

NOT_XML = "不是有效的 XML，请用流程编辑器打开并重新导出。"
NOT_UTF_8 = "流程文件不是 UTF-8 编码，请从编辑器另存为 UTF-8。"
NO_DOCTYPE = "流程文件不得含有 DOCTYPE 或实体声明，请从编辑器重新导出。"
TOO_LARGE = "流程超过300个节点或者600条连线，请拆分流程。"
BOMB = '<!DOCTYPE bomb [<!ENTITY a "哈"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE look [<!ENTITY secret SYSTEM "file:///secret.txt">]>'


def declared(encoding: str, text: str = PERMIT) -> str:
    return text.replace("UTF-8", encoding)


def before_the_root(inserted: str) -> str:
    return PERMIT.replace("<bpmn:definitions", inserted + "<bpmn:definitions", 1)


def parallel(*ways: str) -> str:
    return sketch("收件 > +分", *ways, "+合 > 办结").text()


IN_LETTERS = re.sub("[^ -~\n]", "x", PERMIT)

WRONG = {
    "empty": ("", NOT_XML),
    "blank": ("   \n", NOT_XML),
    "plain words": ("开始 → 登记 → 办结", NOT_XML),
    "cut in half": (PERMIT[: len(PERMIT) // 2], NOT_XML),
    "PDF": (b"%PDF-1.7\n1 0 obj", NOT_XML),
    "document of Word": (b"PK\x03\x04\x14\x00\x06\x00", NOT_XML),
    "nothing but zeros": (b"\x00" * 64, NOT_XML),
    "nested too deeply": ("<a>" * 100_000, NOT_XML),
    "entity that nobody declared": (PERMIT.replace("占道", "&secret;"), NOT_XML),
    "encoding that does not exist": (declared("KLINGON-8"), NOT_XML),
    "UTF-16 by its first line alone": (declared("UTF-16"), NOT_XML),
    "every byte there is": (bytes(range(256)) * 8, NOT_XML),
    "GB18030 that calls itself UTF-8": (PERMIT.encode("gb18030"), NOT_XML),
    "GB18030": (declared("GB18030").encode("gb18030"), NOT_UTF_8),
    "UTF-16": (declared("UTF-16").encode("utf-16"), NOT_UTF_8),
    "UTF-16 that hides a DOCTYPE": (declared("UTF-16", before_the_root(BOMB)).encode("utf-16-le"), NOT_UTF_8),
    "UTF-16 of letters that are UTF-8 as well": (declared("UTF-16", IN_LETTERS).encode("utf-16-le"), NOT_UTF_8),
    "Latin letters": (declared("ISO-8859-1"), NOT_UTF_8),
    "half a letter": (PERMIT.replace("占道", "\ud800"), NOT_XML),
    "entities that multiply": (before_the_root(BOMB), NO_DOCTYPE),
    "entities in small letters": (before_the_root(BOMB.lower()), NO_DOCTYPE),
    "file of the machine": (before_the_root(OUTSIDE).replace("占道", "&secret;"), NO_DOCTYPE),
    "more than two million bytes": ("x" * (LARGEST_FILE + 1), "流程文件超过2MB，请拆分流程。"),
    "page of the web": ("<html/>", "第1行：不是 BPMN 2.0 文件（最外层应为 definitions，现为 html）。"),
    "BPMN of nobody": ("<definitions/>", "第1行：不是 BPMN 2.0 文件（最外层应为 definitions，现为 definitions）。"),
    "no process": (re.sub("(?s)<bpmn:process.*bpmn:process>", "", PERMIT), "第2行：一个文件只能有一个流程，现有0个。"),
    "more than 300 nodes": (parallel(*(f"+分 > 审查{n} > +合" for n in range(300))), TOO_LARGE),
    "more than 600 flows": (parallel("+分 > 审查 > +合", *["+分 > +合"] * 600), TOO_LARGE),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_process_file_is_refused_in_one_sentence(name):
    content, said = WRONG[name]
    (told,) = refusal(content)
    assert told == said or (said == NOT_XML and re.fullmatch(rf"第\d+行：{NOT_XML}", told))


def test_mark_at_the_beginning_of_a_file_does_no_harm():
    marked = b"\xef\xbb\xbf" + PERMIT.encode()
    assert load(marked).nodes == load(PERMIT).nodes
    assert load(load(marked).text) == load(marked)


def test_encoding_need_not_be_declared():
    assert load(PERMIT.partition("\n")[2]).nodes.keys() == load(PERMIT).nodes.keys()


def test_all_mistakes_are_told_at_once():
    text = (
        PERMIT.replace('type="bool"', 'type="date"')
        .replace('sign="vote"', 'sign="both"')
        .replace('limit="5"', 'limit="x"')
        .replace("area &gt; 50", "area?")
        .replace('<bpmn:endEvent id="end"', '<bpmn:subProcess id="s"/><bpmn:endEvent id="end"')
    )
    told = refusal(text)
    for element, said in [
        ('type="date"', "date"), ('sign="both"', "both"), ('limit="x"', "limit"), ("area?", "area?"),
        ("subProcess", "subProcess"),
    ]:  # fmt: skip
        assert any(each.startswith(f"第{line_of(text, element)}行：") and said in each for each in told), told


def test_all_that_does_not_fit_is_told_at_once():
    text = (
        PERMIT.replace(' default="f_small"', "")
        .replace("<bpmn:flowNodeRef>tell</bpmn:flowNodeRef>", "")
        .replace('pauseWhile="inspect"', 'pauseWhile="measure"')
    )
    said = " ".join(refusal(text))
    for each in ("“告知”不在任何泳道里", "“是否踏勘”缺少默认分支", "“measure”不存在"):
        assert each in said


def test_every_flow_that_leads_nowhere_is_told():
    text = PERMIT.replace('targetRef="issue"', 'targetRef="licence"')
    text = text.replace('sourceRef="tell"', 'sourceRef="say"')
    assert [sentence.partition("：")[2] for sentence in refusal(text)] == [
        "连线 f_small 所连的“licence”不存在。",
        "连线 f_inspected 所连的“licence”不存在。",
        "连线 f_told 所连的“say”不存在。",
    ]


class TestFiles:
    def test_file_is_read(self, tmp_path):
        file = tmp_path / "permit.bpmn"
        file.write_text(PERMIT, encoding="utf-8")
        assert load_file(file) == load(PERMIT)

    def test_what_is_no_file_is_refused(self, tmp_path):
        with pytest.raises(Refused, match="没有找到文件 .*permit.bpmn，请检查路径。"):
            load_file(tmp_path / "permit.bpmn")
        with pytest.raises(Refused, match="是文件夹，请给出一个 .bpmn 文件。"):
            load_file(tmp_path)

    def test_what_may_not_be_opened_is_refused(self, tmp_path):
        """A link that leads to itself is a file that not even the administrator can open."""
        round_about = tmp_path / "round.bpmn"
        round_about.symlink_to(round_about)
        with pytest.raises(Refused, match="不能读取（.*），请检查权限。"):
            load_file(round_about)

    def test_file_that_is_too_large_is_not_read_to_its_end(self, tmp_path):
        file = tmp_path / "large.bpmn"
        with file.open("wb") as written:
            written.truncate(1_000_000_000_000)  # takes no room on the disk, and would not fit in memory
        with pytest.raises(Refused, match="超过2MB"):
            load_file(file)


class TestFilesSpoiltByChance:
    """What becomes of a file in an editor, a mail or a hurry: it is read or refused, and never breaks anything."""

    def spoilt(self, random: Random) -> bytes:
        root = etree.fromstring(DISCLOSURE.encode())
        for _ in range(random.randint(1, 3)):
            elements = [each for each in root.iter() if each is not root]
            some, other = random.choice(elements), random.choice(elements)
            match random.randrange(5):
                case 0 if some.getparent() is not None:
                    some.getparent().remove(some)
                case 1 if some.attrib:
                    del some.attrib[random.choice(list(some.attrib))]
                case 2 if some.attrib and other.attrib:
                    some.set(random.choice(list(some.attrib)), random.choice(list(other.attrib.values())))
                case 3 if other not in some.iterancestors() and other is not some:
                    some.append(other)
                case _:
                    some.text = random.choice(["", "true", "outcome == 'x'", "9" * 5000, "register"])
        return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))

    def cut(self, random: Random) -> bytes:
        raw = bytearray(DISCLOSURE.encode())
        match random.randrange(3):
            case 0:
                del raw[random.randrange(len(raw)) :]
            case 1:
                since = random.randrange(len(raw))
                del raw[since : since + random.randint(1, 400)]
            case _:
                raw[random.randrange(len(raw))] = random.randrange(256)
        return bytes(raw)

    @pytest.mark.slow
    @pytest.mark.parametrize("way", ["spoilt", "cut"])
    def test_file_is_read_or_refused(self, way):
        random = Random(19)
        read = 0
        for _ in range(250):
            content = getattr(self, way)(random)
            if told := refusal(content):
                assert all(sentence.endswith("。") for sentence in told)
            else:
                read += 1
                assert all(problem.message for problem in soundness.problems(load(content)))
        assert 10 <= read <= 240
