"""What stands on every sheet of a printout: address, day, database, number of the sheet; and how its sheets are printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from training.press.markup import div, element, escaped

if TYPE_CHECKING:
    from training.press.furniture import Issue
    from training.press.slots import Slots

WIDTH: Final = 794
"""The width of a sheet of A4."""
_HEIGHT: Final = 1123
_NUMBERS: Final = (
    "第 {p} 页 共 {n} 页",
    "- {p} -",
    "{p}/{n}",
    "{p}",
    "第{p}页",
    "—{p}—",
    "第 {p} 页，共 {n} 页",
    "Page {p} of {n}",
    "· {p} ·",
)
_DATABASES: Final = (
    "中国重要报纸全文数据库",
    "报刊剪辑",
    "新闻资料汇编",
    "人民数据库",
    "电子报纸存档",
    "剪报资料（内部使用）",
    "慧科新闻检索",
)
_STYLES: Final = ("foot", "foot", "head+foot", "web", "head", "none", "foot-db")


@dataclass(frozen=True, slots=True)
class Running:
    """The lines that stand on every sheet, with `{p}` for its number and `{n}` for that of the last."""

    style: str
    head: tuple[str, ...]
    foot: tuple[str, ...]
    font: str
    size: int
    align: str

    def options(self, slots: Slots, margin: float) -> dict[str, Any]:
        """Draw how the browser prints the sheets."""
        above, below = slots.rng.choice([50, 70, 90]), slots.rng.choice([55, 70, 90])
        return {
            "width": f"{WIDTH}px",
            "height": f"{_HEIGHT}px",
            "margin": {"top": f"{above}px", "bottom": f"{below}px", "left": f"{margin}px", "right": f"{margin}px"},
            "display_header_footer": self.style != "none",
            "header_template": self._template(self.head, margin),
            "footer_template": self._template(self.foot, margin),
        }

    def _template(self, pieces: tuple[str, ...], margin: float) -> str:
        """Return a line in the form in which the browser counts sheets in it."""
        if not pieces:
            return "<span></span>"
        number, last = element("span", "", class_="pageNumber"), element("span", "", class_="totalPages")
        inner = "".join(element("span", escaped(piece).replace("{p}", number).replace("{n}", last)) for piece in pieces)
        spread = "space-between" if len(pieces) > 1 else self.align
        style = f"font-family:{self.font.replace(chr(39), '')};font-size:{self.size}px;width:100%;padding:0 {int(margin)}px;"
        return div(inner, style=f"{style}display:flex;justify-content:{spread}")


def draw_running(slots: Slots, issue: Issue, font: str) -> Running:
    """Draw the lines of a printout; `issue` is its paper, and the day and page of its first article."""
    rng = slots.rng
    url, day = _address(slots, issue), _day(slots, issue)
    number, database, style = rng.choice(_NUMBERS), rng.choice(_DATABASES), rng.choice(_STYLES)
    titles = (rng.choice([database, f"{day} {database}", issue.paper]), rng.choice([database, issue.paper]))
    heads = {"head+foot": titles[:1], "web": (day, database), "head": (titles[1], number)}
    foots = {
        "foot": (number,),
        "head+foot": (number,),
        "web": (url, number if "{n}" in number else "{p}/{n}"),
        "foot-db": (database, number),
    }
    size, align = rng.choice([7, 8, 9, 10]), rng.choice(["center", "center", "flex-end", "flex-start"])
    return Running(style, heads.get(style, ()), foots.get(style, ()), font, size, align)


def _address(slots: Slots, issue: Issue) -> str:
    """Draw the address that a page was printed from."""
    year, month, day = issue.date.split("-")
    forms = (
        "http://paper.example.com.cn/html/{y}-{m}/{d}/nw.D110000_{y}{m}{d}_{1-9}-{1-20:02d}.htm",
        "https://www.example.org/archive/{y}{m}{d}/c{1000-9999}.html",
        "news.example.cn/print/{100000-999999}",
    )
    return slots.one(forms, y=year, m=month, d=day)


def _day(slots: Slots, issue: Issue) -> str:
    """Draw the day on which a page was printed."""
    year, month, day = issue.day
    forms = ("{y}/{m}/{d}", "{date}", "{y}年{m}月{d}日", "{y}/{m}/{d} 上午{1-11}:{10-59}")
    return slots.one(forms, y=year, m=month, d=day, date=issue.date)
