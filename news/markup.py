"""A text that was stored as HTML, such as the `content_html` of a feed or a column of a site's export -> what it says.

Nothing is left out but scripts and styles: unlike a page, it holds no menus. Text without tags is left as it is.
"""

import re
from typing import Final

from trafilatura import load_html

from news.pages import overgrown

_TAGS: Final = re.compile(r"</(?:p|div|span|li|ul|h[1-6]|b|i|strong|em|a|blockquote|table|body)\s*>|<br\s*/?>", re.I)
_BLOCKS: Final = ("p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "tr", "figure", "section")
# What HTML may say ("&#1;") and lxml takes from its own parser, but from nobody else.
_NO_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain(text: str) -> str:
    """The words of an HTML fragment, each paragraph on lines of its own; the text itself where it is none."""
    if not _TAGS.search(text) or overgrown(text):
        return text
    tree = load_html(f"<html><body><div>{text}</div></body></html>")
    if tree is None:
        return text
    for element in [*tree.iter("script", "style")]:
        element.clear(keep_tail=True)
    for element in tree.iter(*_BLOCKS):
        end = "\n" if element.tag in ("br", "li", "tr") else "\n\n"
        element.tail = end + _NO_XML.sub("", element.tail or "").lstrip(" \n")
    return str(tree.text_content()).strip()
