"""What an article says, without what became of it on its way: mojibake, lines of the web page, its body twice.

Text without such a fault comes out as it came in, letter for letter; curly quotes, ligatures, accents and double spaces
are no faults. Tags in plain text are text. Cleaning what is clean changes nothing, and no text whatever raises.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Final

from ftfy import TextFixerConfig, fix_encoding
from ftfy.fixes import unescape_html

from geo import Article
from geo.lexicon import FOLDER

_PASSES: Final = 6  # one mends nearly all; "&amp;amp;lt;" needs one for each layer


def clean(article: Article) -> Article:
    """The article with a clean title and text; its source and address without what can't be seen."""
    return replace(
        article,
        title=clean_text(article.title),
        text=clean_text(article.text),
        source=_SPACE.sub(" ", _visible(article.source)),
        url=_SPACE.sub("", _visible(article.url)),
    )


def clean_text(raw: str) -> str:
    """The text without faults; the text itself where it has none."""
    # One mended fault may uncover another, so a text is clean only once a pass finds nothing more. A text made to need
    # one pass after another is not worth the time: it keeps all but what can't be seen.
    plain = _visible(raw)
    for text in dict.fromkeys((raw, plain)):
        for _ in range(_PASSES):
            before, text = text, _mended(text)
            if text == before:
                return text
    return plain


def _mended(text: str) -> str:
    mended = _visible(_decoded(unescape_html(text) if "&" in text else text))
    if "\n" in mended:
        mended = _without_blank_lines(_without_repeats(_without_boilerplate(mended)))
    return text if mended == text else mended.strip()


# -- Characters

_SPACE: Final = re.compile(r"[\t\n]+")
# Controls, soft hyphens, byte order marks, joiners of words; embeddings, overrides and isolates, by which a text can
# show other words than it has.
_HIDDEN: Final = (
    "\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffc\ufffe\uffff"
)
_REMOVED: Final = re.compile(f"[{_HIDDEN}]+")
_COLOUR: Final = re.compile(r"\x1b\[[\d;]*[A-Za-z]")  # of a terminal
# Letters that are never shown, but as the flags of England, Scotland and Wales.
_TAG: Final = re.compile("(\U0001f3f4[\U000e0061-\U000e007a]{5}\U000e007f)|[\U000e0000-\U000e007f]")
_RARE: Final = re.compile("[\x1b\ud800-\udfff\U000e0000-\U000e007f]")
_LINE_END: Final = re.compile("\r\n?|[\x0b\x0c\u2028\u2029]")
# Joiners and non-joiners belong to Persian, to the scripts of India and to emoji. After a letter of Europe, a Hebrew
# one, a digit, a space or another joiner they only hide a name.
_JOINER: Final = re.compile("[\u200c\u200d](?<![\u0600-\u1dff\u2070-\U0010ffff].)")
# Marks of direction stand beside punctuation and numbers; within a word they, too, only hide it.
_MARK: Final = re.compile(r"[\u061c\u200e\u200f](?<=[^\W\d_].)[\u061c\u200e\u200f]*(?=[^\W\d_])")
# Most texts have none of all these, and then are not looked at again.
_SUSPECT: Final = re.compile(f"[{_HIDDEN}\x0b\x0c\r\u061c\u200c-\u200f\u2028\u2029\ud800-\udfff\U000e0000-\U000e007f]")


def _visible(text: str) -> str:
    """Without characters that can't be seen or kept; lines end with a line feed. Twice is the same as once."""
    if not _SUSPECT.search(text):
        return text
    if _RARE.search(text):
        # Halves of a character are joined; single ones can't be written to any file.
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        text = _TAG.sub(r"\1", _COLOUR.sub("", text))
    text = _LINE_END.sub("\n", _REMOVED.sub("", text))
    return _MARK.sub("", _JOINER.sub("", text))


# ftfy's own test for mojibake takes ten times as long as this. No mojibake is without a control character, an Œ that no
# letter follows, a lone Ã or Â, a sign or accented letter of Latin script beside another that is not ASCII, or what
# Cyrillic becomes when it is read as another encoding of Cyrillic.
_LATIN: Final = "\x80-\u036f\u2010-\u2e7f\uf8ff\ufb01\ufb02\ufffd"
_BROKEN: Final = re.compile(
    f"[\x80-\x9f]|[Œœ][^A-Za-z]|[ÃÂ] |[{_LATIN}][^\x00-\x7f]|[^\x00-\x7f][{_LATIN}]|[Ґґ]|вЂ|ГўВЂВ"
)
# What can't be told any more stays as it is: "â€?" is no better as "\ufffd".
_CONFIG: Final = TextFixerConfig(replace_lossy_sequences=False, explain=False)
# A no-break space as some sites write it; no encoding leads there, and no language has the two letters together.
_RUINED_SPACE: Final = "Ìý"


# Some lines may be broken and others not; only very short ones are decoded together, as each decoding takes its time.
_SEGMENT: Final = re.compile(r".{,80}[^\n]*\n?", re.DOTALL)


def _decoded(text: str) -> str:
    """With UTF-8 that was read as another encoding read as UTF-8."""
    if text.isascii() or not _BROKEN.search(text):
        return text
    segments = _SEGMENT.findall(text.replace(_RUINED_SPACE, "\xa0"))
    return "".join(fix_encoding(segment, _CONFIG) if _BROKEN.search(segment) else segment for segment in segments)


# -- Lines

_LONGEST_BOILERPLATE: Final = 160  # characters
_ENDS: Final = ' \xa0.:…!|<>‹›«»→←▶▼*•·-–—[]()"“”'
_ALIKE: Final = str.maketrans({"’": "'", "ı": "i", "\u0307": ""})  # "İLGİLİ" and "ILGILI" in small letters, too
_BLANK_LINES: Final = re.compile(r"\n(?:[^\S\n]*\n){3,}")


def _without_blank_lines(text: str) -> str:
    """With no more than two blank lines together."""
    return _BLANK_LINES.sub("\n\n\n", text)


def _without_boilerplate(text: str) -> str:
    lines = text.split("\n")
    found = {line for line in set(lines) if len(line) <= _LONGEST_BOILERPLATE and _is_boilerplate(line)}
    # A text of nothing else, such as a title, is what somebody wanted to keep.
    if not found or not any(line.strip() for line in lines if line not in found):
        return text
    return "\n".join(line for line in lines if line not in found)


def _is_boilerplate(line: str) -> bool:
    folded = _folded(line)
    lines, links, patterns = _boilerplate()
    if folded in lines or folded in links:
        return True
    before, colon, _ = folded.partition(":")
    return bool(colon and before.rstrip() in links) or patterns.fullmatch(folded) is not None


def _folded(line: str) -> str:
    return " ".join(line.casefold().translate(_ALIKE).split()).strip(_ENDS)


@cache
def _boilerplate() -> tuple[frozenset[str], frozenset[str], re.Pattern[str]]:
    """Whole lines; what stands before a colon and a link, too; patterns of whole lines. Of all languages."""
    with open(FOLDER / "boilerplate.toml", "rb") as file:
        lists = tomllib.load(file)
    lines, links = (
        frozenset(_folded(line) for words in lists[name].values() for line in words.strip().splitlines())
        for name in ("lines", "links")
    )
    patterns = (pattern for of_language in lists["patterns"].values() for pattern in of_language)
    return lines, links, re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


# -- Repeats

# A block counts as the same again only where so much of it is in lines as long as a sentence. What is repeated on
# purpose is shorter: a refrain, the lines of a dialogue, a heading, a row of a table. Nobody writes a paragraph twice,
# to the letter, but by mistake.
_LONG_LINE: Final = 60  # characters
_BLOCK: Final = 200  # characters in such lines


def _without_repeats(text: str) -> str:
    """With the first of each block of lines that stands there again. Blank lines do not tell blocks apart."""
    lines = text.split("\n")
    solid = [at for at, line in enumerate(lines) if line and not line.isspace()]
    content = [lines[at].strip() for at in solid]
    if len(set(content)) == len(content):
        return text
    dropped: set[int] = set()
    for start, end in _repeats(content):
        # The blank lines before the block go with it: those after it part what is left.
        dropped.update(range(solid[start - 1] + 1, solid[end - 1] + 1))
    return "\n".join(line for at, line in enumerate(lines) if at not in dropped)


def _repeats(content: list[str]) -> Iterator[tuple[int, int]]:
    """The half-open spans of lines that stood there before. Looks at a line twice at most: the time is linear."""
    first: dict[str, int] = {}
    at = done = 0
    while at < len(content):
        line = content[at]
        before = first.setdefault(line, at)
        if before == at or len(line) < _LONG_LINE:
            at += 1
            continue
        start, back, at = at, at - before, at + 1
        while at < len(content) and content[at] == content[at - back]:
            at += 1
        # What is repeated time and again is no longer than one turn of it.
        if _length(content[start : min(at, start + back)]) >= _BLOCK:
            while start > max(done, back) and content[start - 1] == content[start - 1 - back]:
                start -= 1  # a heading, say, which alone would not have begun a block
            yield start, at
            done = at


def _length(lines: Iterable[str]) -> int:
    return sum(len(line) for line in lines if len(line) >= _LONG_LINE)
