"""The plainest rows of a catalogue, as the tests write them."""

from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from yangguang.core.matters.models import Catalogue, Guide, GuideCheck, Item
from yangguang.core.matters.rules import Entry, read_entry
from yangguang.core.records.models import Record
from yangguang.rules.problems import Refused

CELLS = {
    "seq": "1",
    "level1": "招生管理",
    "level2": "学区划分",
    "elements": "学区划分范围\n咨询电话",
    "bases": "《中华人民共和国义务教育法》\n《中华人民共和国政府信息公开条例》",
    "deadline": "信息形成或变更之日起20个工作日内",
    "publisher": "金湾区教育局",
    "channels": "■政府网站 □政府公报 ■两微一端",
    "everybody": "√",
    "group": "",
    "active": "√",
    "on_request": "",
    "county": "√",
    "town": "",
}


def entry(
    seq: int = 1, level1: str = "招生管理", level2: str = "学区划分", *, levels: str = "county", **cells: str
) -> Entry:
    marked = {level: "√" if level in levels else "" for level in ("county", "town")}
    return read_entry(CELLS | {"seq": str(seq), "level1": level1, "level2": level2} | marked | cells)


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=ZoneInfo("Asia/Shanghai"))


@contextmanager
def refused(words: str):
    """Check that an act is refused in these words, and that it writes nothing."""
    before = _rows()
    with pytest.raises(Refused, match=words):
        yield
    assert _rows() == before


def _rows() -> list[list]:
    return [
        list(model.objects.order_by("pk").values()) for model in (Catalogue, Item, Guide, GuideCheck, Record)
    ]
