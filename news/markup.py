"""A text that was stored as HTML, such as the `content_html` of a feed or a column of a site's export -> what it says.

Nothing is left out but scripts and styles: unlike a page, it holds no menus. Text without tags is left as it is. Also
which HTML is not to be parsed at all.
"""

import re
from typing import Final

from trafilatura import load_html

_TAGS: Final = re.compile(r"</(?:p|div|span|li|ul|h[1-6]|b|i|strong|em|a|blockquote|table|body)\s*>|<br\s*/?>", re.I)
_BLOCKS: Final = ("p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "tr", "figure", "section")

# libxml2 compares each attribute of a tag with all before it: 60,000 take three seconds, 600,000 five minutes.
_MOST_ATTRIBUTES: Final = 5_000
_TAG: Final = re.compile(r"""<[a-z](?:[^>"']++|"[^"]*+"|'[^']*+')*+""", re.I)
_QUOTED: Final = re.compile(r""""[^"]*"|'[^']*'""")


def is_endless(html: str) -> bool:
    """Whether a tag has so many attributes that parsing it would seem to have no end. No page of news has."""
    for tag in _TAG.finditer(html):
        if tag.end() - tag.start() > 2 * _MOST_ATTRIBUTES:
            names = _QUOTED.sub("= ", tag[0])
            if max(len(names.split()), names.count("=")) > _MOST_ATTRIBUTES:
                return True
    return False


def plain(text: str) -> str:
    """The words of an HTML fragment, each paragraph on lines of its own; the text itself where it is none."""
    if not _TAGS.search(text) or is_endless(text):
        return text
    tree = load_html(f"<html><body><div>{text}</div></body></html>")
    if tree is None:
        return text
    for element in [*tree.iter("script", "style")]:
        element.drop_tree()
    for element in tree.iter(*_BLOCKS):
        end = "\n" if element.tag in ("br", "li", "tr") else "\n\n"
        element.tail = end + (element.tail or "").lstrip(" \n")
    return str(tree.text_content()).strip()
