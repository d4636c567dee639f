"""What the sentences of laws and notices are made of: titles, numbers, remarks, and how a text speaks of itself."""

import re

from .numerals import NUMERAL

THIS = (
    r"本(?:实施|暂行|试行|管理|补充|若干)?(?:法典?|条例|办法|规定|细则|规则|规章|决定|解释|通则|意见|通知|方案|章程|规程|规范|"
    r"标准|准则|制度|指引|指南|公告|通告|批复|决议|修正案|守则|预案|措施|政策|目录|清单|安排|令)"
)
"""How a text speaks of itself."""
TITLE = re.compile(r"《[^《》]{1,120}(?:《[^《》]{1,120}》[^《》]{0,120}){0,3}》")
REMARK = r"[（(〔\[][^（）()\n]{1,90}(?:[（(][^（）()\n]{0,40}[）)][^（）()\n]{0,50})*[）)〕\]]"
_WORD = r"[^\W\d_日]"
NUMBER = re.compile(
    rf"{_WORD}{{1,12}}(?:[（(]{_WORD}{{1,2}}[）)]{_WORD}{{0,3}})?\s?[〔\[［（(【]\s?[0-9０-９]{{4}}\s?年?[〕\]］）)】]"
    rf"\s?第?\s?[0-9０-９]{{1,5}}\s?号"
    rf"|{_WORD}{{0,22}}令\s?[〔（(\[]?\s?(?:[0-9]{{4}}年?)?[〕）)\]]?\s?第?\s?[0-9０-９一二三四五六七八九十百]{{1,5}}\s?号"
    rf"|{_WORD}{{0,22}}第\s?[0-9０-９一二三四五六七八九十百]{{1,5}}\s?号令"
)
SENTENCE = re.compile(r"[^。\n]{1,3000}。?")
NUMBERING = re.compile(rf"\s*(?:第[{NUMERAL}]+条|[{NUMERAL}]+[、.．]|[（(][{NUMERAL}]+[）)])?\s*")
"""The number of an article, a section or an item at the beginning of a line."""
