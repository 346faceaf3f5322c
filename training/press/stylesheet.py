"""The style sheet of a page of columns: what is not a habit is drawn here, rule by rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from training.style import chance

if TYPE_CHECKING:
    import random

    from training.press.habits import Habits

_INDENTS: Final = {"em": "2em", "ideo": "0", "margin": "0", "none": "0"}


def stylesheet(rng: random.Random, habits: Habits, width: int) -> str:
    """Draw the style sheet of a page."""
    rules = (_page(habits, width), _rows(rng, habits), _bodies(rng, habits), _headlines(rng, habits), _boxes(rng, habits), _furniture(rng))
    return "\n".join(rules) + "\n"


def _page(habits: Habits, width: int) -> str:
    text = habits.type
    return (
        "@page{margin:0}*{margin:0;padding:0;box-sizing:border-box}"
        f"body{{font-family:{text.font};font-size:{text.size}px;line-height:{text.leading};width:{width}px;padding:20px;"
        f"line-break:{text.line_break};text-spacing-trim:{text.spacing_trim};text-autospace:{text.autospace};"
        f"letter-spacing:{text.letter_spacing}em}}"
    )


def _rows(rng: random.Random, habits: Habits) -> str:
    return (
        f".row{{display:flex;gap:{habits.gap}px;margin-bottom:{rng.choice([8, 14, 22])}px;align-items:flex-start}}"
        f".z{{position:relative}}.fx{{display:flex;gap:{habits.gap}px;align-items:flex-start}}.art{{flex:none}}"
    )


def _bodies(rng: random.Random, habits: Habits) -> str:
    rule = "column-rule:1px solid #999;" if habits.rules and chance(rng, 0.5) else ""
    below = "margin-bottom:.6em;" if habits.indent == "margin" else ""
    byline = rng.choice(["", "font-weight:bold", "font-size:.92em", "margin-bottom:.4em"])
    return (
        f".body{{text-align:{'justify' if habits.type.justified else 'left'};column-fill:balance;{rule}}}"
        f".body p{{orphans:1;widows:1}}.body p.b{{text-indent:{_INDENTS[habits.indent]};{below}}}"
        f".body p.sub{{{habits.crosshead_style}}}.by{{{byline}}}"
    )


def _headlines(rng: random.Random, habits: Habits) -> str:
    return (
        f".head{{padding:{rng.choice([2, 5, 9])}px 0;font-family:{habits.type.headline_font};letter-spacing:0}}"
        f".title{{font-weight:{rng.choice(['bold', 'bold', 'normal'])};line-height:1.25}}"
        f".kicker{{font-size:{rng.choice([1.1, 1.25, 1.45])}em}}.subtitle{{font-size:{rng.choice([1.05, 1.2, 1.35])}em}}"
    )


def _boxes(rng: random.Random, habits: Habits) -> str:
    frame = rng.choice(
        [
            "border:1px solid #333;padding:8px",
            "padding:6px 0",
            "background:#e6e6e6;padding:8px",
            "border-top:2px solid #000;border-bottom:1px solid #000;padding:5px",
        ]
    )
    fonts = [habits.type.font, habits.type.headline_font]
    return (
        f".summ{{{frame};margin-bottom:8px;font-size:{rng.choice([0.95, 1, 1.1])}em;font-family:{rng.choice(fonts)}}}"
        f".pic{{margin-bottom:8px;font-family:{rng.choice(fonts)};flex:none}}"
    )


def _furniture(rng: random.Random) -> str:
    return (
        f".folio{{margin-bottom:8px}}"
        f".top{{{rng.choice(['border-bottom:1px solid #000', '', 'border-bottom:2px solid #000;padding-bottom:4px'])}}}"
        f".bot{{{rng.choice(['border-top:1px solid #000', '', ''])}}}"
    )
