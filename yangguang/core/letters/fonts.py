"""The typefaces of official documents, and what stands in for those that may not be passed on."""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

from yangguang.rules.problems import Problem, Refused

FOLDER = "YG_FONTS"
"""The environment variable that names a folder with the office's own licensed fonts."""

LAYOUTS = Path(__file__).parent
"""The folder of the page layouts; typst reads no other."""

SUBSTITUTED = "替代字体，非正式用印版"


@dataclass(frozen=True, slots=True)
class Face:
    """One typeface: its name in an editable document, its names in font files, its free substitute."""

    name: str
    families: tuple[str, ...]
    substitute: str


TITLE = Face("方正小标宋简体", ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05"), "Noto Serif SC")
BODY = Face("仿宋_GB2312", ("FangSong_GB2312", "FangSong"), "Noto Serif SC")
HEADING = Face("黑体", ("SimHei",), "Noto Sans SC")
SONG = Face("宋体", ("SimSun",), "Noto Serif SC")
FACES = {"title": TITLE, "body": BODY, "heading": HEADING, "number": SONG}


@dataclass(frozen=True, slots=True)
class FontSet:
    """The fonts at hand: a compiler that knows them, a family for each use, whether any is a substitute."""

    compiler: typst.Compiler
    families: dict[str, str]
    substituted: bool


def font_set() -> FontSet:
    """Return the fonts in the folder that YG_FONTS names, completed by the free ones.

    Raises:
        Refused: if there is no such folder.
    """
    folder = os.environ.get(FOLDER, "")
    if folder and not Path(folder).is_dir():
        raise Refused(
            Problem(f"{FOLDER} 所指的字体文件夹 {folder} 不存在，请改成存在的文件夹，或者不设此项。")
        )
    return _in_folder(folder)


@cache
def _in_folder(folder: str) -> FontSet:
    free = Path(pylopdf_fonts_zh_cn.__file__).parent
    fonts = typst.Fonts(False, False, [*([folder] if folder else []), str(free)])
    at_hand = set(fonts.families())
    families = {
        use: next((each for each in (face.name, *face.families) if each in at_hand), face.substitute)
        for use, face in FACES.items()
    }
    compiler = typst.Compiler(root=LAYOUTS, font_paths=fonts, ignore_system_fonts=True)
    return FontSet(compiler, families, any(families[use] == face.substitute for use, face in FACES.items()))
