"""The grammar of credits: titles, tasks and names, and the role that each name gets.

A title stands before its names and tells their role and organization (本报记者 孟一凡 通讯员 沈岩). A task stands before its names,
with a slash or a colon, or after them (文/孟一凡 图/沈岩, 孟一凡摄影报道). Each word is a title, a task or a name, and where one is
none of them the text is no credit. That keeps 记者 in running text out: 记者从市农委获悉.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from corpus.names import HAN, has_surname, people
from corpus.records import Credit, CreditRole

if TYPE_CHECKING:
    from collections.abc import Iterable

Task = Literal["text", "report", "picture", "edit", "other"]

_TITLES: Final[dict[str, CreditRole]] = {
    "记者": "reporter",
    "記者": "reporter",
    "特派员": "reporter",
    "特派員": "reporter",
    "实习生": "reporter",
    "實習生": "reporter",
    "通讯员": "correspondent",
    "通訊員": "correspondent",
    "评论员": "author",
    "評論員": "author",
    "作者": "author",
    "撰稿人": "author",
    "摄影师": "photographer",
    "攝影師": "photographer",
    "责任编辑": "editor",
    "責任編輯": "editor",
    "责编": "editor",
    "責編": "editor",
    "编辑": "editor",
    "編輯": "editor",
    "编译": "editor",
    "編譯": "editor",
}
_BOTH: Final = "摄影报道|攝影報導|攝影報道|图文报道|圖文報導|文并摄|图文|圖文|文图|文圖"
_TASKS: Final[dict[Task, str]] = {
    "text": "采访撰文|採訪撰文|撰文|撰稿|执笔|執筆|文字|文",
    "report": "采访整理|採訪整理|参与采写|參與採寫|参与报道|综合报道|綜合報導|采写|採寫|采访|採訪|报道|報導|報道",
    "picture": "图片提供|圖片提供|图片|圖片|摄影|攝影|拍摄|供图|供圖|配图|照片|摄|攝|图|圖",
    "edit": "文字整理|整理",
    "other": (
        "美术编辑|美術編輯|视觉编辑|美编|美編|制图|製圖|绘图|繪圖|漫画|漫畫|插图|插圖|校对|校對|版式|策划|策劃|统筹|統籌|监制|監製|"
        "口述|翻译|翻譯|视频|剪辑|设计|設計|审核|审读|绘|繪"
    ),
}
_TASK_OF: Final[dict[str, tuple[Task, ...]]] = {
    **{word: (task,) for task, words in _TASKS.items() for word in words.split("|")},
    **{word: ("report" if "报" in word or "報" in word else "text", "picture") for word in _BOTH.split("|")},
}
_ROLE_OF: Final[dict[Task, CreditRole]] = {"text": "author", "report": "reporter", "edit": "editor"}


def _longest(words: Iterable[str]) -> str:
    """Return a pattern of words that tries the longest first."""
    return "|".join(sorted(words, key=len, reverse=True))


_TITLE: Final = re.compile(
    rf"(?P<organization>[{HAN}A-Za-z0-9·•\-—－]{{0,20}}?)(?P<kind>(?:驻[{HAN}]{{1,6}}?|駐[{HAN}]{{1,6}}?|特派|特约|特約|特邀|"
    rf"见习|見習|实习|實習|首席|高级|资深|全媒体|全媒體|融媒体|融媒|摄影|攝影|文字|执笔|参与|執筆|參與|前方|主任|外派)*)"
    rf"(?P<title>{_longest(_TITLES)})(?!站)(?P<rest>.{{0,30}})",
)
_ORGANIZATION: Final = re.compile(rf"[{HAN}A-Za-z0-9·•\-—－]{{1,16}}[社报報网網台臺刊视視闻聞端站心频社体线]")
_OWN: Final = re.compile(rf"(本[报報刊网網台社])[{HAN}]{{0,5}}")
_NOT_OF_IT: Final = re.compile(r"^(?:综合|綜合|据|據|本版.{0,10}由)")
_NO_ORGANIZATION: Final = re.compile(r"^(?:综合|綜合)|[告诉向对對与是的了]")
_GLUED_WORDS: Final = f"{_TASKS['report']}|{_BOTH}|摄影|攝影|拍摄|供图|供圖|提供|摄|攝|整理|绘|繪"
_GLUED: Final = re.compile(f"(?P<name>.{{1,30}}?)(?P<rest>等)?(?P<task>{_longest(_GLUED_WORDS.split('|'))})")
_TEXT_OR_PICTURE: Final = re.compile(r"(?P<name>.{1,30})(?P<task>[文图圖])")
_WORD: Final = re.compile(r"([^\s、/／╱｜|：:&＆，,]{1,60})\s{0,4}([/／╱｜|：:、，,&＆]?)")
_DOTTED: Final = re.compile(r"(文|圖|图|報導|报道|撰文)\W{1,2}(圖|图|攝影|摄影|攝|摄)")
_SPLIT_WEN: Final = re.compile(rf"(^|[\s、])文\s(?=[{HAN}](?:[\s、]|$|整理|摄|攝|参与|采))")
"""A letter-spaced name of the surname 文, which is a task, too."""

_KNOWN: Final = ("摄影报道", "通讯员", "通訊員", "评论员", "特派员", "新华社", "本报", "本報", "记者", "記者", "报道", "報導")
_SPACED: Final = re.compile("|".join(r"\s{0,3}".join(word) for word in _KNOWN))
_RUN_ON: Final = re.compile(rf"(?<=[{HAN}])(?<![约約邀报報社])(通讯员|通訊員|实习生|實習生)")
"""A title that lost the space before it at a line end."""

_FROM: Final = re.compile(rf"\s?[发發]自[{HAN}]{{2,10}}$")
_SPECIAL: Final = re.compile(r"^(?:特约|特約|本报|本報|本文)")
_COLONS: Final = frozenset("：:")
_SLASHES: Final = frozenset("/／╱|｜")
_FILLERS: Final = frozenset(("等", "和", "与", "及", "综合", "本文", "本版", "联合"))
_ALSO_NAMES: Final = frozenset("文图圖")
_FOUR: Final = 4
LONGEST: Final = 400
"""Characters that a credit may have."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a credit text says: its credits, whether a title or a task is printed (not names alone), and whether it is 摄 or 图."""

    credits: tuple[Credit, ...]
    marked: bool
    pictures: bool


def read(text: str, *, strict: bool = False) -> Reading | None:
    """Read the words of a credit text; None if one of them is no title, task or name.

    In a `strict` reading a name that stands right behind its title must begin with a surname: 记者节 names nobody.

    >>> [(c.role, c.name, c.organization) for c in read("新华社记者 孟一凡文 沈 岩摄").credits]
    [('reporter', '孟一凡', '新华社'), ('photographer', '沈岩', None)]
    >>> read("记者从市农委获悉"), read("记者节快到了", strict=True)
    (None, None)
    """
    if len(text) > LONGEST:
        return None
    text = _RUN_ON.sub(r" \1", _FROM.sub("", text))
    text = _DOTTED.sub(r"\1/\2", _SPACED.sub(lambda found: "".join(found[0].split()), text.strip()))
    words = _WORD.findall(_SPLIT_WEN.sub(r"\1文", text))
    if not words:
        return None
    tasks_first = words[0][0] in _TASK_OF or (words[0][0] in _TITLES and words[0][1] in _SLASHES)
    reader = _Reader(tasks_first, bool(re.search(r"[摄攝图圖]", text)) and ("文" in text or "摄" in text), strict=strict)
    for word, colon in words:
        reader.read(word, colon)
    named = reader.pending
    reader.flush()
    if reader.failed or not (named or reader.done or reader.organized):
        return None
    return Reading(tuple(reader.done), reader.marked, pictures=reader.pictured)


def _organization(printed: str) -> str | None:
    """Return the organization that stands before a title, empty where there is none; None where it is something else.

    >>> [_organization(text) for text in ("综合本报", "本报三农", "云江日报", "", "果农告诉本报")]
    ['本报', '本报', '云江日报', '', None]
    """
    printed = _NOT_OF_IT.sub("", printed)
    if own := _OWN.fullmatch(printed):
        return own[1]
    return printed if not printed or (_ORGANIZATION.fullmatch(printed) and not _NO_ORGANIZATION.search(printed)) else None


@dataclass(slots=True)
class _Group:
    """Names under one title, as they are read."""

    title: CreditRole | None = None
    organization: str | None = None
    words: list[str] = field(default_factory=list)

    def credits(self, task: Task | None) -> list[Credit] | None:
        """Return the credits of these names for one task; None if they are no names."""
        names = people(self.words, titled=self.title is not None)
        role = self._role(task)
        if names is None or role is None:
            return None if names is None else []
        return [Credit(role=role, name=name, organization=self.organization) for name in names]

    def _role(self, task: Task | None) -> CreditRole | None:
        if task == "other":
            return None
        if task == "picture":
            return "photographer"
        return self.title or (_ROLE_OF[task] if task else "author")


@dataclass(slots=True)
class _Reader:
    """Reads the words of one credit text, one after the other."""

    tasks_first: bool
    both: bool
    """Whether 文 or 图 at the end of a word is a task: only where the other, or 摄, is printed too."""
    strict: bool
    """Whether a name that stands right behind its title must have a surname: in running text, 记者节 is no name."""
    groups: list[_Group] = field(default_factory=lambda: [_Group()])
    tasks: list[Task] = field(default_factory=list)
    done: list[Credit] = field(default_factory=list)
    leading: bool = False
    """Whether the tasks at hand stand before their names."""
    marked: bool = False
    organized: bool = False
    failed: bool = False
    pictured: bool = False

    @property
    def pending(self) -> bool:
        """Whether names wait for their task."""
        return any(group.words for group in self.groups)

    def read(self, word: str, colon: str) -> None:
        """Read one word and the slash, colon or comma after it, which is kept among the names as an empty word: it ends one."""
        tasks = _TASK_OF.get(_SPECIAL.sub("", word))
        if tasks and not self._halved(word):
            self._task(tasks, before=self.tasks_first or colon in _COLONS)
        elif word not in _FILLERS and not self._title(word):
            self._name(word)
        if colon and self.groups[-1].words:
            self.groups[-1].words.append("")

    def _halved(self, word: str) -> bool:
        """Say whether a character is the second half of a letter-spaced name: 李 文."""
        run = 0
        for before in reversed(self.groups[-1].words):
            if len(before) != 1:
                break
            run += 1
        return len(word) == 1 and run % 2 == 1

    def _task(self, tasks: Iterable[Task], *, before: bool) -> None:
        self.marked = True
        if before and self.pending:
            self.flush()
        self.leading |= before
        self.tasks.extend(tasks)
        self.pictured |= "picture" in self.tasks

    def _title(self, word: str) -> bool:
        found = _TITLE.fullmatch(word)
        organization = _organization(found["organization"]) if found else None
        if not found or organization is None:
            return False
        if self.tasks and self.pending:
            self.flush()
        self.marked = True
        self.organized |= bool(organization)
        role = "photographer" if re.search("摄影|攝影", found["kind"]) else _TITLES[found["title"]]
        self.groups.append(_Group(role, organization or None))
        if found["rest"] in _TASK_OF:
            self._task(_TASK_OF[found["rest"]], before=False)
        elif found["rest"]:
            self._name(found["rest"])
            self.failed |= self.strict and not has_surname(self.groups[-1].words[-1])
        return True

    def _name(self, word: str) -> None:
        if self.tasks and self.pending and not self.leading:
            self.flush()
        found = _GLUED.fullmatch(word) or _TEXT_OR_PICTURE.fullmatch(word)
        if found and found["task"] in _ALSO_NAMES and not (self.both or (len(word) == _FOUR and has_surname(found["name"]))):
            found = None
        self.groups[-1].words.append(found["name"] if found else word)
        if found:
            self._task(_TASK_OF.get(found["task"], ("picture",)), before=False)

    def flush(self) -> None:
        """Give the names that wait their roles, once for each task; the next names begin afresh."""
        for task in dict.fromkeys(self.tasks) or (None,):
            for group in self.groups:
                credits_ = group.credits(task)
                self.failed |= credits_ is None
                self.done.extend(credits_ or ())
        self.groups, self.tasks, self.leading = [_Group()], [], False
