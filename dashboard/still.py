"""A selection as a picture for print and slides: borders, areas, dots, names, and below them what it is of.

Drawn with Pillow on the server, in the map's own projection and without a browser. Shapes are drawn at twice the size
and made smaller, as Pillow draws no smooth edges; words are set at their final size. What no font here can write is
left out rather than shown as boxes.
"""

import io
import json
import math
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import shapely
import streamlit
from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from dashboard import colours, text
from dashboard.marks import Drawing, Mark, corners
from geo import outlines

WIDTH, HEIGHT = 2000, 1250
MARGIN, TOP, BOTTOM = 56, 168, 132
FINER = 2  # times that the shapes are drawn larger
LABELLED = 70
EDGES = 85.0  # degrees of latitude: Web Mercator has no poles
ROOM = 0.12  # about what is looked at, a share of it
STEPS_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
KM_A_DEGREE = 111.2

WATER, LAND, BORDER = "#dfe8ec", "#f8f6f1", "#b4ada0"
INK, SOFT, COUNTRY, PAPER = "#1b1f24", "#5b646e", "#8d8678", "#ffffff"
# Streamlit's own typeface, so that the picture looks like the page; it has no letters for these scripts, which the
# first of these fonts that the machine has writes.
_FONTS = Path(streamlit.__file__).parent / "static" / "static" / "media"
_UPRIGHT, _SLANTED = "SourceSansVF-Upright*", "SourceSansVF-Italic*"
_OTHERS = ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "Arial Unicode.ttf", "arial.ttf")
_OWN_SCRIPTS = 0x0530  # Latin, Greek and Cyrillic come before, in Unicode's order
_PUNCTUATION = range(0x2000, 0x2100)

Box = tuple[float, float, float, float]
XY = list[tuple[float, float]]


def png(drawing: Drawing, countries: dict[str, str]) -> bytes:
    """The picture. `countries` are names to write, by ISO code."""
    frame = _Frame(drawing.looked_at)
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    picture.paste(_shapes(drawing, frame), (MARGIN, TOP))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((MARGIN, TOP, WIDTH - MARGIN, HEIGHT - BOTTOM), outline=BORDER)
    _names(picture, drawing, frame, countries)
    _scale(pen, frame)
    _heading(pen, drawing)
    _footing(pen, drawing)
    made = io.BytesIO()
    picture.save(made, "PNG", pnginfo=_info(drawing))
    return made.getvalue()


class _Frame:
    """Degrees to pixels of the map's window, by Web Mercator."""

    def __init__(self, box: Box) -> None:
        west, south, east, north = box
        self.width, self.height = WIDTH - 2 * MARGIN, HEIGHT - TOP - BOTTOM
        low, high = _mercator(max(south, -EDGES)), _mercator(min(north, EDGES))
        self.scale = min(self.width / (east - west), self.height / (high - low)) * (1 - ROOM)
        self.west = (west + east) / 2 - self.width / self.scale / 2
        self.top = (low + high) / 2 + self.height / self.scale / 2

    def __call__(self, lon: float, lat: float) -> tuple[float, float]:
        """From the window's upper left corner, x to the right and y down."""
        return (lon - self.west) * self.scale, (self.top - _mercator(max(-EDGES, min(EDGES, lat)))) * self.scale

    def many(self, ring: Any, finer: int = 1) -> XY:
        """A ring of (lon, lat), so many times larger."""
        lonlat = np.asarray(ring, float)
        lat = np.radians(np.clip(lonlat[:, 1], -EDGES, EDGES))
        x = (lonlat[:, 0] - self.west) * self.scale * finer
        y = (self.top - np.degrees(np.arcsinh(np.tan(lat)))) * self.scale * finer
        return list(zip(x.tolist(), y.tolist(), strict=True))

    def sees(self, points: XY, finer: int = 1) -> bool:
        xs, ys = zip(*points, strict=True)
        inside = max(xs) >= 0 and max(ys) >= 0
        return inside and min(xs) <= self.width * finer and min(ys) <= self.height * finer

    def drowns(self, points: XY, finer: int) -> bool:
        """Whether a shape is larger than the window, which shading would only make darker."""
        xs, ys = zip(*points, strict=True)
        return max(xs) - min(xs) > self.width * finer and max(ys) - min(ys) > self.height * finer

    def km(self, pixels: float) -> float:
        """How far so many pixels reach in the middle of the window."""
        middle = math.degrees(math.atan(math.sinh(math.radians(self.top - self.height / self.scale / 2))))
        return pixels / self.scale * KM_A_DEGREE * math.cos(math.radians(middle))


def _mercator(lat: float) -> float:
    return math.degrees(math.asinh(math.tan(math.radians(lat))))


def _shapes(drawing: Drawing, frame: _Frame) -> Image.Image:
    drawn = Image.new("RGB", (frame.width * FINER, frame.height * FINER), WATER)
    pen = ImageDraw.Draw(drawn, "RGBA")
    for ring in _land(frame):
        pen.polygon(ring, fill=LAND, outline=BORDER, width=2)
    areas = [mark for mark in drawing.marks if mark.spot is None]
    for mark in sorted(areas, key=lambda mark: (mark.cell is None, _size(mark)), reverse=True):
        _area(pen, mark, frame)
    for mark in sorted((m for m in drawing.marks if m.spot), key=lambda m: (not m.associative, -m.stories)):
        _dot(pen, mark, frame)
    return drawn.reduce(FINER)


def _land(frame: _Frame) -> Iterator[XY]:
    """The outer rings of all countries in the window, the largest first: an enclave lies upon its neighbour."""
    rings = []
    for code in outlines.encoded("country"):
        for outer, *_ in outlines.corners("country", code) or []:
            ring = frame.many(outer, FINER)
            if len(ring) > 2 and frame.sees(ring, FINER):
                rings.append(ring)
    yield from sorted(rings, key=_box_size, reverse=True)


def _box_size(ring: XY) -> float:
    xs, ys = zip(*ring, strict=True)
    return (max(xs) - min(xs)) * (max(ys) - min(ys))


def _size(mark: Mark) -> float:
    return max(_box_size(ring) for ring in corners(mark.geometry))


def _area(pen: ImageDraw.ImageDraw, mark: Mark, frame: _Frame) -> None:
    """A division is shaded; what is only roughly known is dashed, and what is wide is a line alone.

    The cell of a grid that would be a speck is a disc.
    """
    if mark.cell and _half(mark, frame) < _radius(mark):
        x, y = (FINER * value for value in frame(mark.cell.lon, mark.cell.lat))
        _disc(pen, x, y, FINER * _radius(mark), mark.colour, hollow=mark.associative)
        return
    outlined = mark.cell is not None or (mark.area is None and mark.place.kind in ("country", "admin1"))
    # a town has a dozen areas about it, one on the other
    shade = "80" if mark.cell else "26" if outlined else "10"
    for outer in corners(mark.geometry):
        ring = frame.many(outer, FINER)
        if not frame.sees(ring, FINER):
            continue
        if not mark.wide and not mark.associative and not frame.drowns(ring, FINER):
            pen.polygon(ring, fill=f"{mark.colour}{shade}")
        if outlined and not mark.associative:
            pen.line([*ring, ring[0]], fill=f"{mark.colour}b0", width=3, joint="curve")
        else:
            for dash in _dashes(ring, on=4 if mark.associative else 14, off=8):
                pen.line(dash, fill=f"{mark.colour}80", width=3)


def _half(mark: Mark, frame: _Frame) -> float:
    """Half of the width of an area, in pixels of the picture."""
    xs, _ = zip(*frame.many(corners(mark.geometry)[0]), strict=True)
    return (max(xs) - min(xs)) / 2


def _dashes(ring: XY, *, on: float, off: float) -> Iterator[XY]:
    """The pieces of a line that a dashed one shows, in pixels."""
    points = np.array(ring)
    lengths = np.hypot(*np.diff(points, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    starts = np.arange(0, along[-1], on + off)
    for start in starts[:4_000]:  # nobody could tell more
        at = np.array([start, min(start + on, along[-1])])
        yield list(zip(np.interp(at, along, points[:, 0]), np.interp(at, along, points[:, 1]), strict=True))


def _radius(mark: Mark) -> float:
    """In pixels of the picture; its area says how many stories, as on the page."""
    return min(5.5 + 2.6 * math.sqrt(mark.stories), 32) + (4 if mark.associative else 0)


def _dot(pen: ImageDraw.ImageDraw, mark: Mark, frame: _Frame) -> None:
    if mark.spot is None:
        return
    x, y = (FINER * value for value in frame(mark.spot.lon, mark.spot.lat))
    _disc(pen, x, y, FINER * _radius(mark), mark.colour, hollow=mark.associative)


def _disc(pen: ImageDraw.ImageDraw, x: float, y: float, radius: float, colour: str, *, hollow: bool) -> None:
    box = (x - radius, y - radius, x + radius, y + radius)
    if hollow:
        pen.ellipse(box, outline=colour, width=4)
    else:
        pen.ellipse(box, fill=f"{colour}d8", outline="#ffffff", width=3)


class _Words:
    """Words with where they stand; those that would cover others are left out."""

    def __init__(self, picture: Image.Image) -> None:
        self.pen = ImageDraw.Draw(picture)
        self.taken: list[Box] = []
        self.window = (MARGIN, TOP, WIDTH - MARGIN, HEIGHT - BOTTOM)

    def put(self, at: tuple[float, float], words: str, font: Any, *, fill: str, anchor: str) -> bool:
        left, top, right, bottom = self.pen.textbbox(at, words, font=font, anchor=anchor)
        box = (left - 5, top - 3, right + 5, bottom + 3)
        inside = box[0] > self.window[0] and box[1] > self.window[1]
        if not (inside and box[2] < self.window[2] and box[3] < self.window[3]) or any(
            _meet(box, b) for b in self.taken
        ):
            return False
        self.pen.text(at, words, font=font, fill=fill, anchor=anchor, stroke_width=3, stroke_fill="#fbfaf7")
        self.taken.append(box)
        return True


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _names(picture: Image.Image, drawing: Drawing, frame: _Frame, countries: dict[str, str]) -> None:
    """Of dots beside them, the most told of first; of areas and countries where there is room left."""
    words = _Words(picture)
    dots = []
    for mark in drawing.marks:
        point = mark.spot or mark.cell
        if point and not mark.associative:
            x, y = frame(point.lon, point.lat)
            radius = max(_radius(mark), _half(mark, frame) if mark.cell else 0.0)
            dots.append((x + MARGIN, y + TOP, radius, mark))
    # a name may lie on the smaller dots of others, not on those of the most stories
    words.taken += [(x - r, y - r, x + r, y + r) for x, y, r, _ in dots[: LABELLED // 2] if r > 12]
    named: set[str] = set()
    for x, y, radius, mark in dots:
        name = mark.place.name
        if len(named) >= LABELLED or name in named:
            continue
        size = 25 if radius > 18 else 21
        for offset, anchor in ((radius + 5, "lm"), (-radius - 5, "rm")):
            if _put(words, (x + offset, y), name, size, weight=600, fill=INK, anchor=anchor):
                named.add(name)
                break
    areas = [(m.geometry, m.place.name, m.colour) for m in drawing.marks if not (m.spot or m.cell or m.associative)]
    for geometry, name, colour in areas[:LABELLED]:
        if name not in named and name not in countries.values() and len(named) < LABELLED:
            ring = frame.many(max(corners(geometry), key=len))
            named.update(_inside(words, ring, name, 21, colour=colour))
    for code, name in countries.items():
        for outer, *_ in (outlines.corners("country", code) or [])[:1]:
            _inside(
                words,
                frame.many(outer),
                "   ".join(" ".join(word) for word in name.upper().split()),
                20,
                colour=COUNTRY,
            )


def _inside(words: _Words, ring: XY, name: str, size: int, *, colour: str) -> list[str]:
    """Write a name into the roomiest part of an area that is seen, if it is wide enough."""
    window = shapely.box(0, 0, WIDTH - 2 * MARGIN, HEIGHT - TOP - BOTTOM)
    coarse = shapely.simplify(shapely.make_valid(shapely.Polygon(ring)), size / 4)
    if not coarse.intersects(window):
        return []
    seen = shapely.intersection(coarse, window)
    if seen.area < len(name) * size * size:
        return []
    (x, y), edge = shapely.maximum_inscribed_circle(seen, tolerance=size / 2).coords
    if 2.6 * math.hypot(edge[0] - x, edge[1] - y) < len(name) * size * 0.45:
        return []
    at = (x + MARGIN, y + TOP)
    return [name] if _put(words, at, name, size, weight=400, slanted=True, fill=colour, anchor="mm") else []


def _put(words: _Words, at: tuple[float, float], name: str, size: int, *, fill: str, anchor: str, **face: Any) -> bool:
    clean = _clean(name, 48)
    font = _font(clean, size, **face)
    return bool(font and clean) and words.put(at, clean, font, fill=fill, anchor=anchor)


def _scale(pen: ImageDraw.ImageDraw, frame: _Frame) -> None:
    km = max((step for step in STEPS_KM if step <= frame.km(260)), default=STEPS_KM[0])
    length = km / frame.km(1)
    right, y = WIDTH - MARGIN - 24, HEIGHT - BOTTOM - 22
    pen.line([(right - length, y - 8), (right - length, y), (right, y), (right, y - 8)], fill=INK, width=2)
    _write(pen, (right - length / 2, y - 12), f"{km:,} km", 19, anchor="ms")


def _heading(pen: ImageDraw.ImageDraw, drawing: Drawing) -> None:
    about = drawing.about
    title = text.take_title(about.place.name if about.place else None)
    _write(pen, (MARGIN, 74), _clean(title, 70), 54, weight=700, anchor="ls")
    asked = " · ".join(filter(None, (about.span, about.words, ", ".join(about.filters.kinds))))
    _write(pen, (MARGIN, 114), _clean(asked, 150), 27, weight=600, fill=SOFT, anchor="ls")
    told = text.take_counts(about.held, drawing.left_out)
    _write(pen, (MARGIN, 148), _clean(told, 170), 24, fill=SOFT, anchor="ls")
    _write(pen, (WIDTH - MARGIN, 74), text.TITLE, 30, weight=700, fill=SOFT, anchor="rs")


def _footing(pen: ImageDraw.ImageDraw, drawing: Drawing) -> None:
    """The legend, then who is to be credited, when it was made, and the sources."""
    x, y = float(MARGIN), HEIGHT - BOTTOM + 32.0
    for kind, colour in drawing.kinds.items():
        _disc(pen, x + 9, y - 1, 9, colour, hollow=False)
        x = _write(pen, (x + 26, y), text.EVENT_KINDS[kind], 21, anchor="lm") + 26
    if any(mark.associative for mark in drawing.marks):
        _disc(pen, x + 9, y - 1, 9, colours.ASSOCIATIVE[False], hollow=True)
        x = _write(pen, (x + 26, y), text.TAKE_OTHER, 21, anchor="lm") + 26
    if any(mark.spot is None for mark in drawing.marks):
        pen.rectangle((x, y - 9, x + 24, y + 8), fill="#e9e5dc", outline=SOFT)
        x = _write(pen, (x + 32, y), text.TAKE_AREA, 21, anchor="lm") + 26
    _write(pen, (x, y), text.TAKE_SIZE, 21, fill=SOFT, anchor="lm")
    about = drawing.about
    _write(pen, (MARGIN, y + 38), _clean(f"Sources: {about.told_by}", 190), 19, fill=SOFT, anchor="lm")
    credit = " · ".join(filter(None, (about.credit, about.at, about.caution)))
    _write(pen, (MARGIN, y + 66), credit, 19, fill=SOFT, anchor="lm")


def _write(
    pen: ImageDraw.ImageDraw,
    at: tuple[float, float],
    words: str,
    size: int,
    *,
    anchor: str,
    weight: int = 400,
    fill: str = INK,
) -> float:
    """Write a line; gives where it ends."""
    font = _font(words, size, weight=weight)
    if font is None:
        words = "".join(c if ord(c) < _OWN_SCRIPTS or ord(c) in _PUNCTUATION else "…" for c in words)
        font = _face(_UPRIGHT, size, weight)
    pen.text(at, words, font=font, fill=fill, anchor=anchor)
    return at[0] + pen.textlength(words, font=font)


def _clean(words: str, longest: int) -> str:
    """One line without what cannot be seen: controls, marks of direction, halves of characters."""
    line = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _font(words: str, size: int, *, weight: int, slanted: bool = False) -> Any:
    """The font that can write these words; None where the machine has none."""
    if all(ord(c) < _OWN_SCRIPTS or ord(c) in _PUNCTUATION for c in words):
        return _face(_SLANTED if slanted else _UPRIGHT, size, weight)
    return _fallback(size)


@cache
def _face(pattern: str, size: int, weight: int) -> Any:
    found = next(iter(sorted(_FONTS.glob(pattern))), None)
    if found is None:
        return ImageFont.load_default(size)  # another version of Streamlit: Pillow has a plain one of its own
    font = ImageFont.truetype(found, size)
    font.set_variation_by_axes([weight])
    return font


@cache
def _fallback(size: int) -> Any:
    for name in _OTHERS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:  # the machine has no font of this name
            continue
    return None


def _info(drawing: Drawing) -> PngInfo:
    """What it is of, in the keywords of the PNG specification, and whole as JSON under "Dateline"."""
    about, info = drawing.about, PngInfo()
    said: Iterable[tuple[str, str]] = (
        ("Title", f"{text.TITLE}: {about.selection}"),
        ("Description", about.held),
        ("Source", about.told_by),
        ("Copyright", about.licence),
        ("Creation Time", about.at),
        ("Software", text.TITLE),
        ("Dateline", json.dumps(about.record(), ensure_ascii=True)),
    )
    for keyword, words in said:
        info.add_text(keyword, words.encode("utf-8", "replace").decode())
    return info
