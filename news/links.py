"""Links to where an article was published, safe ones only and to its sentence, and to the records of places.

The text fragment (`#:~:text=`, https://wicg.github.io/scroll-to-text-fragment/) asks the browser to scroll to words of
the page and mark them; one that does not know it, or a page that has changed, opens at the top as without it.
"""

from urllib.parse import quote, urldefrag, urlsplit

_DIRECTIVE = ":~:"
# Of a longer sentence the first and the last words are given: notes and adverts within it then do no harm.
_WORDS = 6
# Without spaces, as in Chinese, there is no safe place to cut; and addresses cannot be of any length.
_LONGEST = 300


def is_web(url: str) -> bool:
    """Whether a link may lead there: http and https only."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # so does a port that is none
        return False


def to_sentence(url: str, sentence: str) -> str:
    """An address that leads to a sentence of its page; unchanged where it is none of the web or the sentence is empty.

    What stands behind its "#" already is kept, but for another text fragment.
    """
    words = sentence.split()
    if not words or not is_web(url):
        return url
    parts = [words[:_WORDS], words[-_WORDS:]] if len(words) > 2 * _WORDS else [words]
    asked = [" ".join(part) for part in parts]
    if max(map(len, asked)) > _LONGEST:
        return url
    page, fragment = urldefrag(url)
    return f"{page}#{fragment.partition(_DIRECTIVE)[0]}{_DIRECTIVE}text={','.join(map(_encoded, asked))}"


def to_place(place_id: str) -> str:
    """The page of a place in the gazetteer that its id is of; "" where that has none."""
    gazetteer, _, number = place_id.partition(":")
    return (
        f"https://www.geonames.org/{number}"
        if gazetteer == "geonames" and number.isascii() and number.isdecimal()
        else ""
    )


def _encoded(words: str) -> str:
    """Percent-encoded; so is the dash, which `quote` leaves: it would be read as the mark of a prefix or suffix."""
    return quote(words, safe="", errors="replace").replace("-", "%2D")
