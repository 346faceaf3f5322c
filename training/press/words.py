"""The words of papers of one script: names, papers, sections, numerals, fonts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import random


class Words(NamedTuple):
    """What differs between papers of Simplified and of Traditional characters, fixed phrases aside."""

    traditional: bool
    surnames: str
    given: str
    papers: tuple[str, ...]
    sections: tuple[str, ...]
    fonts: tuple[str, ...]

    def name(self, rng: random.Random) -> str:
        """Draw a name of two or three characters."""
        surname = rng.choice(self.surnames)
        return surname + "".join(rng.choice(self.given) for _ in range(rng.choice([1, 2, 2])))

    def names(self, rng: random.Random, counts: tuple[int, ...]) -> list[str]:
        """Draw some names, as many as one of the counts."""
        return [self.name(rng) for _ in range(rng.choice(counts))]


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SANS: Final = "'Noto Sans CJK TC'"
"""What some headlines of Traditional papers are set in."""

SIMPLIFIED: Final = Words(
    traditional=False,
    surnames=(
        "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖"
        "邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文欧阳"
    ),
    given="小明静曦蕾涛欣禹伟芳娜敏强磊军洋勇艳杰娟丽超秀英华平刚桂玉萍红建国志新春雪梅晨佳怡子涵宇航思远海燕文博雨桐一鸣德昌世荣",
    papers=_split(
        "重庆日报 人民日报 光明日报 经济日报 南方日报 四川日报 浙江日报 湖北日报 新民晚报 解放日报 北京青年报 大众日报 河南日报 "
        "齐鲁晚报 科技日报 农民日报 工人日报 法制日报 中国青年报 陕西日报 福建日报 广西日报 云南日报 楚天都市报 长江日报"
    ),
    sections=_split(
        "要闻 综合 综合新闻 经济 社会 文化 国际 体育 评论 理论 专题 视点 民生 区县新闻 头版 广告·专题 科教 健康周刊 读者来信 副刊 "
        "生态 政治 法治"
    ),
    fonts=("'Noto Serif CJK SC'", "'Noto Sans CJK SC'", "'WenQuanYi Zen Hei'", "'AR PL UMing CN'"),
)
TRADITIONAL: Final = Words(
    traditional=True,
    surnames="王李張劉陳楊趙黃周吳徐孫胡朱高林何郭馬羅梁宋鄭謝韓唐馮董蕭程曹袁鄧許傅沈曾彭呂蘇盧蔣蔡賴龔邱",
    given="小明靜雅婷怡君志豪家瑋俊傑淑芬美玲惠雯宗翰冠宇佩珊建宏文彬心怡子涵承恩宜蓁",
    papers=_split("蘋果日報 聯合報 中國時報 自由時報 台灣日報 經濟日報 工商時報 更生日報 中華日報 國語日報 台灣新生報"),
    sections=_split("要聞 綜合新聞 社會 生活 地方 人間異語 焦點 財經 國際 副刊 蘋果基金會 愛心 頭條 專題 健康 教育"),
    fonts=("'Noto Serif CJK TC'",),
)

_DIGITS: Final = "〇一二三四五六七八九"
_TENS: Final = ("", "十", "二十")
_CENTURY: Final = range(100, 110)


def digits(number: int) -> str:
    """Write a number digit by digit.

    >>> digits(2019)
    '二〇一九'
    """
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def numeral(number: int) -> str:
    """Write a number under thirty in words.

    >>> numeral(0), numeral(10), numeral(24)
    ('〇', '十', '二十四')
    """
    tens, ones = divmod(number, 10)
    return _TENS[tens] + (_DIGITS[ones] if ones or not tens else "")


def republic_year(year: int) -> str:
    """Write a year of the Republican calendar, given that of the common one.

    >>> republic_year(2015), republic_year(2021)
    ('一百零四', '一一〇')
    """
    own = year - 1911
    return f"一百零{_DIGITS[own % 10]}" if own in _CENTURY else digits(own)
