"""A small library of invented laws in the layout of the corpus."""

import gzip
import json
from pathlib import Path
from typing import Any

NUMERALS = "零一二三四五六七八九十"


def law(title: str, *articles: str, promulgated: str = "2010-03-01", **said: Any) -> dict[str, Any]:
    """Return a line of a file: a law with these articles, numbered from the first."""
    return {
        "id": f"{abs(hash((title, promulgated))):x}"[:12],
        "title": title,
        "short_title": title,
        "category": "地方性法规",
        "region": "云东",
        "promulgated": promulgated,
        "effective": "",
        "status": "现行",
        "history": [],
        "preamble": "",
        "articles": [
            {"no": f"第{NUMERALS[n]}条", "n": n, "chapter": "", "text": text}
            for n, text in enumerate(articles, start=1)
        ],
        "source": {"repo": "示例来源", "path": f"{title}.md"},
        **said,
    }


OLD_BRIDGES = law(
    "云东省桥梁条例",
    "为了保护桥梁，制定本条例。",
    "桥梁由县级人民政府管理。",
    "本条例自2001年5月1日起施行。",
    promulgated="2001-03-01",
    id="bridges2001",
)
BRIDGES = law(
    "云东省桥梁和隧道条例",
    "为了保护桥梁和隧道，根据《云东省道路条例》，制定本条例。",
    "桥梁和隧道的管理，依照《云东省道路条例》第二条执行。",
    "本条例自2020年6月1日起施行。2001年3月1日公布的《云东省桥梁条例》同时废止。",
    promulgated="2020-01-10",
    id="bridges2020",
)
ROADS_2005 = law(
    "云东省道路条例",
    "为了保护道路，制定本条例。",
    "道路由市级人民政府管理。",
    "本条例自2005年10月1日起施行。",
    promulgated="2005-08-01",
    id="roads2005",
)
ROADS_2022 = law(
    "云东省道路条例",
    "为了保护道路，方便行人，制定本条例。",
    "道路由县级以上人民政府管理。",
    "违反本条例第二条规定的，责令改正。",
    "本条例自2022年1月1日起施行。",
    promulgated="2021-11-20",
    id="roads2022",
)
WELLS = law(
    "云东省水井办法",
    "水井由村民委员会管理。",
    "本办法自2003年1月1日起施行。",
    promulgated="2002-12-01",
    id="wells2002",
    status="失效",
)
LIBRARY = [OLD_BRIDGES, BRIDGES, ROADS_2005, ROADS_2022, WELLS]


def written(folder: Path, *rows: Any, name: str = "laws.jsonl.gz") -> Path:
    """Write a file of these lines; what is a string stands there as it is."""
    path = folder / name
    text = "\n".join(
        row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows
    ).encode()
    path.write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
    return path
