"""Names of people and places in the small print of newspapers: which words can be one, and where one ends.

A name of two characters is printed with a space inside (沈 岩), so that it is as wide as a name of three; a letter-spaced
line sets every character apart; a line end swallows the space between two names. What is read here was announced as names
(by a title, a bracket, a slash), so the question is where each ends more than whether it is one.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HAN: Final = r"\u3400-\u9fff\U00020000-\U000323af〇"

_SURNAMES: Final = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐"
    "费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康"
    "伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆"
    "高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣"
    "贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇"
    "栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿"
    "白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹"
    "习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄"
    "阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公仉督岳帅缑亢况郈有琴佟言福肖"
    "佘牟闫苑代付覃仝靖旷戢海晋楚闾法汝鄢涂钦展候普凡励阳鲜巨商邝雒原莽字银侠亓"
    "趙錢孫吳鄭馮陳衛蔣沈韓楊許呂張嚴華姜謝鄒竇蘇範魯韋馬鳳費賀湯羅畢鄔樂時齊顧黃蕭貝計談龐熊紀項藍閔賈婁顏鍾駱盧繆應賁鄧單諸鈕龔陸榮"
    "儲車寧欒厲劉葉龍懷從賴藺喬陰蒼雙聞黨譚貢勞酈卻邊莊閻連習魚"
    "廣闕師鞏聶關紅遊權蓋豐況鄺溫雲向祿滿塗閆簡饒岳強藺鄢閭湯翟楊臺庄仇"
)
_COMPOUND_LIST: Final = (
    "欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 司徒 司空 夏侯 皇甫 尉迟 尉遲 公孙 公孫 慕容 长孙 長孫 宇文 令狐 东方 東方 南宫 南宮 轩辕 "
    "軒轅 端木 百里 呼延 鲜于 鮮于 闻人 聞人 申屠 "
    "太史 独孤 獨孤 东郭 東郭 西门 西門 公冶 淳于 单于 澹台 万俟 赫连 赫連 范姜 張簡 歐蘭"
)
_PLACE_LIST: Final = (
    "北京 上海 天津 重庆 重慶 石家庄 太原 呼和浩特 沈阳 瀋陽 大连 大連 长春 長春 哈尔滨 哈爾濱 南京 苏州 蘇州 无锡 杭州 宁波 寧波 "
    "温州 合肥 福州 厦门 廈門 泉州 南昌 济南 濟南 青岛 青島 郑州 鄭州 "
    "洛阳 武汉 武漢 长沙 長沙 广州 廣州 深圳 珠海 东莞 佛山 南宁 南寧 桂林 海口 三亚 三亞 成都 贵阳 貴陽 昆明 拉萨 拉薩 西安 延安 "
    "兰州 蘭州 西宁 西寧 银川 銀川 乌鲁木齐 烏魯木齊 喀什 香港 澳门 澳門 雄安 "
    "台北 臺北 新北 基隆 桃園 新竹 竹縣 竹市 苗栗 台中 臺中 彰化 南投 雲林 嘉義 台南 臺南 高雄 屏東 宜蘭 花蓮 台東 臺東 澎湖 金門 "
    "馬祖 連江 中壢 板橋 "
    "东京 東京 大阪 首尔 首爾 平壤 曼谷 河内 河內 新加坡 吉隆坡 雅加达 雅加達 马尼拉 馬尼拉 仰光 金边 金邊 新德里 伊斯兰堡 德黑兰 "
    "巴格达 开罗 開羅 迪拜 伦敦 倫敦 巴黎 柏林 罗马 羅馬 布鲁塞尔 布魯塞爾 日内瓦 "
    "日內瓦 维也纳 維也納 华沙 華沙 莫斯科 基辅 基輔 马德里 馬德里 里斯本 雅典 华盛顿 華盛頓 纽约 紐約 洛杉矶 洛杉磯 旧金山 舊金山 "
    "多伦多 渥太华 渥太華 墨西哥城 圣保罗 里约热内卢 悉尼 雪梨 堪培拉 约翰内斯堡 内罗毕"
)
_COMPOUND, _PLACES = frozenset(_COMPOUND_LIST.split()), frozenset(_PLACE_LIST.split())
_NO_NAME: Final = re.compile(
    r"记者|記者|手记|手記|观察|觀察|调查|調查|札记|述评|编辑|編輯|同志|获悉|獲悉|了解|看到|受访|受訪|资料|資料|图片|圖片|照片|视频|"
    r"視頻|网络|網路|截图|截圖|企业|企業|公司|单位|單位|集团|"
    r"大学|大學|中心|视觉|視覺|影像|光明|综合|綜合|即時|新闻|新聞|报道|報導|评论|評論|分别|分別|商家|银行|阳光|原文|原题|高校|景区|"
    r"社区|小区|市民|网友|网民|家长|居民|读者|[的了者们們说說来來这這那哪]|^[为為系係是]|[社报報网網局部委院校馆館厅廳站团團队隊节節]$"
)
DOT: Final = re.compile(r"[·‧•・]")
_NAME: Final = re.compile(rf"[{HAN}]{{2,6}}|[{HAN}]{{1,8}}(?:[·‧•・][{HAN}]{{1,10}}){{1,3}}")
_PAIR, _LONG, _MOST = 2, 3, 160
"""Characters of a short name and of a long one, and how many words may be names at all."""


def people(words: Sequence[str], *, titled: bool) -> list[str] | None:
    """Return the names that a row of words stands for, or None if it is no row of names.

    Single characters are paired, a compound surname takes the next character, and names that stand together without a space
    are parted where a surname begins. Without a title before it (`titled`), a name must begin with a surname, hold a middle
    dot, or be letter-spaced. An empty word stands for a comma or a slash: a name does not go
    on behind it.

    >>> people(["沈", "岩", "韩立冬"], titled=True)
    ['沈岩', '韩立冬']
    >>> people(["上官", "燕", "古丽娜尔·买买提"], titled=False)
    ['上官燕', '古丽娜尔·买买提']
    >>> people(["孟", "一", "凡"], titled=True), people(["韩立冬周晓棠"], titled=True)
    (['孟一凡'], ['韩立冬', '周晓棠'])
    >>> people(["扎西多吉"], titled=True), people(["扎西多吉"], titled=False), people(["受访者"], titled=True)
    (['扎西多吉'], None, None)
    """
    found: list[str] = []
    for word, spaced in _joined(words[:_MOST]):
        if not word:
            continue
        if not _NAME.fullmatch(word) or _NO_NAME.search(word) or not (titled or spaced or has_surname(word)):
            return None
        found.extend(_parted(word))
    return found


def has_surname(word: str) -> bool:
    """Say whether a word has the shape of a Chinese name: a surname and one or two characters, or a middle dot.

    >>> has_surname("孟一凡"), has_surname("欧阳文静"), has_surname("果农"), has_surname("高质量发展")
    (True, True, False, False)
    """
    if DOT.search(word):
        return True
    return (len(word) <= _LONG and word[:1] in _SURNAMES) or (len(word) <= _LONG + 1 and word[:2] in _COMPOUND)


def place_at_end(text: str) -> str | None:
    """Return the well-known place that a text ends with, if any.

    >>> place_at_end("本報記者羅穎花蓮"), place_at_end("孟一凡")
    ('花蓮', None)
    """
    return next((text[-n:] for n in range(6, 1, -1) if text[-n:] in _PLACES), None)


def _joined(words: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Put letter-spaced names together; yield each name and whether it was letter-spaced."""
    before = ""
    for single, group in groupby(words, key=lambda word: len(word) == 1):
        run = list(group)
        if single and (before in _COMPOUND or (len(run) == 1 and len(before) == _PAIR and has_surname(before))):
            run = [before + run[0], *run[1:]]
            yield run.pop(0), False
        elif before:
            yield before, False
        before = "" if single else run.pop()
        yield from ((name, True) for name in _closed(run)) if single else ((word, False) for word in run)
    if before:
        yield before, False


def _closed(run: Sequence[str]) -> list[str]:
    """Make names of single characters: one of three, else pairs, unless surnames say that there are names of three."""
    text = "".join(run)
    if len(run) <= _LONG:
        return [text] if text else []
    pairs = [text[at : at + _PAIR] for at in range(0, len(text), _PAIR)]
    return pairs if all(has_surname(pair) for pair in pairs) and len(text) % _PAIR == 0 else _at_surnames(text) or pairs


def _parted(word: str) -> list[str]:
    """Part names that stand together without a space."""
    whole = len(word) <= _LONG or (word[:2] in _COMPOUND and len(word) <= _LONG + 1) or DOT.search(word)
    return [word] if whole else _at_surnames(word) or [word]


def _at_surnames(text: str) -> list[str]:
    """Cut a text into names of two to four characters that each begin with a surname, as few as possible; empty if it cannot be cut."""
    best: list[list[str]] = [[] for _ in range(len(text) + 1)]
    for end in range(_PAIR, len(text) + 1):
        for size in (2, 3, 4):
            start = end - size
            if start < 0 or (start and not best[start]) or not has_surname(text[start:end]):
                continue
            if not best[end] or len(best[start]) + 1 < len(best[end]):
                best[end] = [*best[start], text[start:end]]
    return best[len(text)]
