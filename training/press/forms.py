"""The fixed phrases of papers as forms with slots, each about as often as papers print it.

What draws from them and which facts it gives: `furniture`, `dressing`, `asides`, `printout`.
"""

from __future__ import annotations

from typing import Final, NamedTuple

Rows = tuple[tuple[str, ...], ...]


class Forms(NamedTuple):
    """The phrases of papers of one script."""

    days: tuple[str, ...]
    weekdays: tuple[str, ...]
    labels: tuple[str, ...]
    folios: Rows
    footers: Rows
    bylines: tuple[str, ...]
    datelines: tuple[str, ...]
    jumps_to: tuple[str, ...]
    jumps_from: tuple[str, ...]
    notes: tuple[str, ...]
    captions: tuple[str, ...]
    credits: tuple[str, ...]
    bullets: tuple[str, ...]
    leads: tuple[str, ...]
    """The bullets that stand before the first sentence of a summary alone; a colon follows where they have none."""


SIMPLIFIED: Final = Forms(
    days=(
        "{y}年{m}月{d}日",
        "{y}年{m}月{d}日",
        "{y}年{m:02d}月{d:02d}日",
        "{y}.{m}.{d}",
        "{y}-{m:02d}-{d:02d}",
        "{y}/{m}/{d}",
        "{written_year}年{written_month}月{written_day}日",
        "{m}月{d}日",
    ),
    weekdays=("星期{weekday}", "星期{weekday}", "周{weekday}", ""),
    labels=(
        "{page:02d}",
        "{page}",
        "第{page}版",
        "第{page:02d}版",
        "A{page:02d}",
        "A{page}",
        "{page}版",
        "B{page:02d}",
        "第{written_page}版",
        "{page:03d}",
    ),
    folios=(
        ("{paper} {day} {week} {label}",),
        ("{label}", "{section}", "{day} {week}", "{paper}"),
        ("{label} {section} {day} {week} {role}{colon}{name} {any_role}{colon}{name}",),
        ("{day} {week} {section} {label}",),
        ("{label} {section} {paper}",),
        ("{paper}", "{day} {week}", "{label}"),
        ("{section} {label}", "{day}　{week}", "{role}{colon}{name}"),
        ("{label}",),
        ("{section}　{label}",),
        ("{day} {week} {lunar} {section} {label}",),
        ("{paper}{day} 星期{weekday} {label}",),
        ("{role}{colon}{name} 联系电话{colon}0{10-99}-{60000000-89999999}", "{section} {label}"),
        ("{label}", "{week} {day}", "{role}{colon}{name}  {any_role}{colon}{name}", "{section}"),
        ("{day} 星期{weekday}", "今日{8|12|16|20|24}版", "国内统一刊号CN{11-65}-{1-99:04d}"),
    ),
    footers=(
        ("本版责编{colon}{name}",),
        ("本版责编{colon}{name} {name} 版式设计{colon}{name}",),
        ("电子信箱{colon}{mail}",),
        ("责任编辑{colon}{name} 美术编辑{colon}{name} 校对{colon}{name}",),
        ("新闻热线{colon}{phone}", "网址{colon}{site}"),
        ("E-mail：{mail} 电话：{phone}",),
        ("编辑{colon}{name}", "美编{colon}{name}", "校对{colon}{name}"),
        ("社址：{北京|重庆|武汉|成都}市{解放|人民|中山|朝阳}路{2-300}号 邮编：{100000-850000} 广告热线：{phone} 印刷：本报印务公司",),
        ("投稿邮箱：{mail}",),
        ("本版邮箱 {mail}", "责编 {name}"),
        ("{paper}官方网站 {site} 客服电话 {phone}",),
        ("国内统一刊号：CN{11-65}-{1-99:04d}　邮发代号：{1-90}-{1-9}　零售价：1.{0-9}0元",),
    ),
    bylines=(
        "本报记者 {people}",
        "本报记者 {people}",
        "本报记者 {people}",
        "□本报记者 {people}",
        "■本报记者 {people}",
        "□ 本报记者 {people}",
        "本报记者 {people} 文/图",
        "记者 {people}",
        "本报记者 {spaced} 通讯员 {name}",
        "新华社记者 {people}",
        "●本报记者 {people}",
        "◎本报记者 {people}",
        "本报记者{listed}",
        "文/本报记者 {first} 图/记者 {name}",
        "□新华社记者 {people}",
        "（本报记者 {people}）",
        "【本报记者 {people}】",
    ),
    datelines=(
        "本报讯 （记者 {people}）",
        "本报讯（记者 {people}）",
        "本报{北京|重庆|武汉|上海}{day}电 （记者{listed}）",
        "新华社{北京|成都|广州}{day}电 ",
        "本报讯 ",
    ),
    jumps_to=(
        "（下转{label}版）",
        "（下转{label}版）",
        "（下转{label}版）",
        "▶▶下转{label}版",
        "(下转{label}版)",
        "下转{label}版",
        "（紧转{label}版）",
        "→下转{label}版",
    ),
    jumps_from=("（上接{label}版）", "（上接{label}版）", "◀◀上接{label}版", "(上接{label}版)", "上接{label}版"),
    notes=(
        "（相关报道见{label}版）",
        "（相关报道见{label}版）",
        "相关报道见{label}版",
        "（更多报道见{label}版）",
        "（详细报道见{label}版）",
        "（全文见{label}版）",
        "■ 相关报道见{label}版",
    ),
    captions=("", "", "图为", "图为", "▲", "图①：", "上图：", "{day}，", "▲ "),
    credits=(
        "。（{who}摄）",
        "。 {who} 摄",
        "。 本报记者 {who}摄",
        "。（受访者供图）",
        "。新华社记者 {who} 摄",
        "。{who}摄（影像中国）",
        "。（新华社发）",
        "。（记者 {who} 摄）",
        " {who} 摄",
        "。记者 {who} 通讯员 {other} 摄影报道",
        "。（受访企业供图）",
        "。",
        " （{who}摄）",
    ),
    bullets=("●", "● ", "●", "■", "◆", "核心提示", "阅读提示", "导读", "▶", "★"),
    leads=("核心提示", "阅读提示", "导读"),
)
TRADITIONAL: Final = Forms(
    days=(
        "{y}年{m}月{d}日",
        "中華民國{roc}年{m}月{d}日",
        "中華民國{written_roc}年{written_month}月{d}日",
        "民國{roc}年{m}月{d}日",
        "{y}.{m:02d}.{d:02d}",
        "{y}/{m:02d}/{d:02d}",
        "{y}-{m:02d}-{d:02d}",
    ),
    weekdays=("星期{weekday}", "（{weekday}）", "星期{weekday}", ""),
    labels=("A{page}", "A{page:02d}", "第{page}版", "第{written_page}版", "{page}", "B{page}"),
    folios=(
        ("{headed}", "{day} {week}", "{label}"),
        ("{label} {section}", "{day}{week}"),
        ("{paper} {day} {week} {label}",),
        ("{label}", "{section}", "{paper}", "{day}{week}"),
        ("{section} {label}",),
        ("{day}　{week}　{label}　{section}",),
        ("{paper} {label} {section} 責任編輯：{name}",),
        ("{label}", "{day}{week}", "{section}編輯╱{name}　美編╱{name}"),
    ),
    footers=(
        ("責任編輯：{name}　美術編輯：{name}",),
        ("新聞熱線：{phone}　信箱：{mail}",),
        ("本版編輯 {name}",),
        ("讀者服務專線 {phone}", "網址 {site}"),
        ("{paper}　版權所有　不得轉載",),
        ("捐款查詢電話：{phone}", "本版主編╱{name}"),
    ),
    bylines=(
        "記者{listed}／{place}報導",
        "【記者{listed}／{place}報導】",
        "報導．攝影╱{first}",
        "記者{first}╱{place}報導",
        "文／{first}　圖／本報記者{last}",
        "本報記者 {listed}",
    ),
    datelines=("【記者{first}台北報導】", "〔記者{listed}／高雄報導〕", "（中央社台北{day}電）"),
    jumps_to=("（下轉{label}版）", "（下轉{label}）", "▶下轉{label}版", "（文轉{label}版）"),
    jumps_from=("（上接{label}版）", "（上接{label}）", "◀上接{label}版", "（文接{label}版）"),
    notes=("（相關報導見{label}版）", "相關新聞見{label}版", "（更多報導請見{label}版）"),
    captions=("", "圖為", "▲", "圖："),
    credits=("。（{who}攝）", "。{who}攝", "。記者{who}／攝影", "。（本報記者{who}攝）", "。圖／{who}提供", "。翻攝畫面", "。"),
    bullets=("●", "■", "重點：", "導讀：", "◎"),
    leads=("重點：", "導讀："),
)

PLACES: Final = ("台北", "台中", "高雄", "新北", "台南", "桃園", "綜合", "屏東")
ROLES: Final = (
    "责编",
    "责任编辑",
    "编辑",
    "本版责编",
    "值班主任",
    "主编",
    "版式",
    "美编",
    "美术编辑",
    "校对",
    "视觉",
    "本版编辑",
    "版式设计",
    "图编",
    "组版",
)
LUNAR: Final = ("农历戊戌年正月初十", "农历己亥年九月十四", "己亥年十二月廿一", "农历庚子年正月初六", "己亥年正月廿五", "农历腊月廿三")
MAIL: Final = "{news|xinwen|ywb|rbs|jizhe}{page}@{domain}"
DOMAINS: Final = ("example.cn", "paper.example.com", "163.example")
SOURCES: Final = (
    "《{paper}》（{y}年{m:02d}月{d:02d}日 第 {page:02d} 版）",
    "《{paper}》（ {y}年{m}月{d}日 {page} 版）",
    "来源：{paper} {y}-{m:02d}-{d:02d}",
    "{paper}/{y}年/{m}月/{d}日/第{page:03d}版",
    "{paper}　{y}年{m}月{d}日　第{page:02d}版：{section}",
    "【来源】{paper} {y}.{m:02d}.{d:02d} 第{page}版",
    "{y}年{m:02d}月{d:02d}日{5-22:02d}:{0-59:02d} 来源：{paper}",
    "来源：{paper} 发布时间：{y}-{m:02d}-{d:02d} {5-22:02d}:{0-59:02d}",
    "（来源：{paper}，{y}年{m}月{d}日第{page}版）",
    "[{paper}] {y}/{m:02d}/{d:02d} A{page:02d}",
    "文章来源：{paper} 日期：{y}年{m}月{d}日 版次：{page:02d}",
    "{y}-{m:02d}-{d:02d} {paper}",
)
EDITORS: Final = ("（责编：{name}、{name}）", "责任编辑：{name}", "[责任编辑：{name}]", "编辑：{name}", "(责任编辑 {name})")
