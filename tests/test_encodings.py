"""Bytes to text."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.encodings import decode
from corpus.errors import EncodingError, InputError, UsageError

SIMPLIFIED = "重庆日报记者2月14日从市政府获悉，全市复工复产有序推进。"
TRADITIONAL = "經濟日報記者昨日報導，這項計畫將於明年開始實施。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("length", [4, 8, 28])
def test_simplified_chinese_is_recognised(encoding: str, length: int) -> None:
    """Whole sentences and cuttings of four characters."""
    assert decode(SIMPLIFIED[:length].encode(encoding)).text == SIMPLIFIED[:length]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "big5", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("length", [4, 8, 24])
def test_traditional_chinese_is_recognised(encoding: str, length: int) -> None:
    """Traditional characters in GB18030 are not taken for Big5, and the other way round."""
    assert decode(TRADITIONAL[:length].encode(encoding)).text == TRADITIONAL[:length]


@pytest.mark.parametrize("encoding", ["big5hkscs", "cp950"])
def test_big5_with_additions_is_recognised(encoding: str) -> None:
    """Hong Kong's and Taiwan's additional characters are read."""
    text = TRADITIONAL + {"big5hkscs": "嘅喺", "cp950": "碁銹"}[encoding]
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("text", ["a\0b", "甲\r\n乙\f丙", "\u2028甲\u2029", "\u200b甲\ufeff乙", "\ue000甲\U000f0000", "", "\n"])
def test_odd_characters_are_kept(text: str) -> None:
    """NUL, CRLF, form feeds, line separators, zero-width and private-use characters are part of the page."""
    long = text + SIMPLIFIED
    assert decode(long.encode()).text == long


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16"])
def test_surrogates_become_characters(encoding: str) -> None:
    """A pair is the character that it stands for; a lone one is U+FFFD, one for one."""
    data = f"{SIMPLIFIED}\ud834\udd1e\ud800x".encode(encoding, "surrogatepass")
    assert decode(data).text == f"{SIMPLIFIED}\U0001d11e\ufffdx"


def test_the_message_names_the_byte_and_the_way_out() -> None:
    """A wrong name of the encoding: line, byte, offset, and what the text reads as."""
    with pytest.raises(EncodingError) as caught:
        decode(b"1\n" + SIMPLIFIED.encode("gb18030"), "utf-8", place="front.txt")
    assert str(caught.value).splitlines() == [
        "front.txt:2: not UTF-8: byte 0xd6 at offset 2",
        'help: it reads as GB18030 ("1重庆日报记者2月…"); try --encoding gb18030',
    ]


def test_a_damaged_byte_is_not_taken_for_another_encoding() -> None:
    """One bad byte in UTF-8 is said to be just that."""
    with pytest.raises(EncodingError, match="the rest reads as UTF-8; 1 character is damaged"):
        decode((SIMPLIFIED * 5).encode() + b"\xff" + SIMPLIFIED.encode(), place="x")


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"PK\x03\x04", b"\x89PNG\r\n", b"\0\0\0\0", bytes(range(256)) * 4])
def test_other_files_are_refused(data: bytes) -> None:
    """A PDF, an archive, an image, a binary file are no page text."""
    with pytest.raises(InputError):
        decode(data, place="x")


def test_another_script_is_not_taken_for_chinese() -> None:
    """A Japanese text in its own encoding is not read as something else; the message says what it may be."""
    with pytest.raises(EncodingError, match="it may be"):
        decode("これは日本語のテキストです。今日は天気がいいですね。".encode("shift_jis"), place="x")


@pytest.mark.parametrize("name", ["nope", "hex", "rot13", "a\0b", ""])
def test_an_unknown_encoding_is_a_wrong_call(name: str) -> None:
    """Also where Python knows a codec of that name that is none of text; no name at all means: recognise it."""
    if not name:
        assert decode(b"x", name).encoding == "utf-8"
        return
    with pytest.raises(UsageError, match="no encoding is called"):
        decode(b"x", name)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
def test_ten_megabytes_in_one_line_are_read_at_once(encoding: str) -> None:
    """Recognition looks at a sample; reading is linear."""
    text = SIMPLIFIED * 120_000
    start = time.perf_counter()
    assert decode(text.encode(encoding)).text == text
    assert time.perf_counter() - start < 10


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused_in_good_order(data: bytes) -> None:
    """There is no third way, and what is read can be written again."""
    with suppress(InputError):
        decode(data, place="x").text.encode()
