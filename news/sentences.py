"""Where the sentences of a text begin and end: what a name is shown in, and how far a date reaches. Knows neither.

A wrong cut costs some words of context, so this is a few rules and no model.
"""

import re

# A full stop after these ends no sentence.
ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof gen col lt sgt maj capt adm sen rep gov st no vs etc jr sr inc ltd co calif fla tex "
    "jan feb aug sept oct nov dec".split()
)
# The end of a sentence with its closing quotes, or a line break. A run of marks is looked at once, from its beginning.
END = re.compile(r"""(?:(?<![.!?…؟।。])[.!?…؟।。]++["'”’»)\]]*+(?=\s)|(?<=[。！？])|\n)\s*""")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """The (start, end) of every sentence in order, white space around them left out."""
    spans = []
    start = 0
    for end in END.finditer(text):
        if _goes_on(text, end):
            continue
        spans.append((start, end.end()))
        start = end.end()
    spans.append((start, len(text)))
    return [stripped for span in spans if (stripped := _strip(text, *span))]


def _goes_on(text: str, end: re.Match[str]) -> bool:
    if not end.group().startswith("."):
        return False
    word = re.search(r"[^\s(\"'“]*$", text[max(0, end.start() - 20) : end.start()])
    before = word.group().lower() if word else ""
    following = text[end.end() : end.end() + 1]
    initial = len(before) == 1 and before.isalpha()
    return following.islower() or initial or before in ABBREVIATIONS or ("." in before and len(before) <= 5)


def _strip(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
