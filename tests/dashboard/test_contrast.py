"""Text and marks stand out from what they lie on, light and dark, as WCAG 2.2 AA asks (1.4.3 and 1.4.11).

Computed from the colours as they are written: the theme in .streamlit/config.toml, dashboard/maps.py, style.css and
static/map.css. What a browser makes of them is for the scan in tests/browser.
"""

import re
import tomllib
from pathlib import Path

import pytest

from dashboard import maps

ROOT = Path(__file__).parent.parent.parent
THEME = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
STYLE = (ROOT / "dashboard" / "style.css").read_text(encoding="utf-8")
MAP_STYLE = (ROOT / "static" / "map.css").read_text(encoding="utf-8")
TEXT, GRAPHICS = 4.5, 3.0

Colour = tuple[float, float, float]


def rgb(colour: str) -> Colour:
    """The channels of "#rgb" or "#rrggbb", 0..255."""
    digits = colour.strip().removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    return tuple(int(digits[at : at + 2], 16) for at in (0, 2, 4))  # type: ignore[return-value]


def over(front: Colour, alpha: float, behind: Colour) -> Colour:
    """What is seen where a colour lies on another."""
    return tuple(alpha * f + (1 - alpha) * b for f, b in zip(front, behind, strict=True))  # type: ignore[return-value]


def luminance(colour: Colour) -> float:
    """Relative luminance, 0..1, as WCAG defines it."""
    linear = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    """1..21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000", "#fff", 21.0), ("#777777", "#ffffff", 4.48), ("#fff", "#fff", 1.0)]
)
def test_the_measure_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(rgb(one), rgb(other)) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["backgroundColor", "secondaryBackgroundColor"])
@pytest.mark.parametrize("front", ["textColor", "linkColor", "primaryColor"])
def test_the_theme_can_be_read(theme: str, ground: str, front: str) -> None:
    assert contrast(rgb(THEME[theme][front]), rgb(THEME[theme][ground])) >= TEXT


def _opacities() -> list[tuple[str, float]]:
    """The rules of the page's style that make what they hold fainter, text all of it but for the legend's filling."""
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", STYLE, flags=re.S))
    return [
        (selector.strip(), float(found[1]))
        for selector, body in rules
        if (found := re.search(r"(?<![\w-])opacity:\s*([\d.]+)", body)) and "::" not in selector
    ]


@pytest.mark.parametrize(("selector", "opacity"), _opacities())
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_fainter_text_can_be_read(theme: str, selector: str, opacity: float) -> None:
    for ground in ("backgroundColor", "secondaryBackgroundColor"):
        behind = rgb(THEME[theme][ground])
        assert contrast(over(rgb(THEME[theme]["textColor"]), opacity, behind), behind) >= TEXT, selector


def _marks() -> list[tuple[str, Colour, float]]:
    """The see-through grounds of marked words."""
    found = re.findall(
        r"([^{}]*\bmark\b[^{}]*)\{[^{}]*background:\s*rgb\((\d+) (\d+) (\d+) / ([\d.]+)%\)",
        re.sub(r"/\*.*?\*/", "", STYLE, flags=re.S),
    )
    return [(name.strip(), (float(r), float(g), float(b)), float(alpha) / 100) for name, r, g, b, alpha in found]


@pytest.mark.parametrize(("selector", "colour", "alpha"), _marks())
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_marked_words_can_be_read(theme: str, selector: str, colour: Colour, alpha: float) -> None:
    behind = over(colour, alpha, rgb(THEME[theme]["backgroundColor"]))
    assert contrast(rgb(THEME[theme]["textColor"]), behind) >= TEXT, selector


def test_the_rules_were_found() -> None:
    assert len(_opacities()) >= 2
    assert len(_marks()) >= 2


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("role", ["literal", "associative", "chosen"])
def test_marks_stand_out_from_the_land_and_in_the_legend(dark: bool, role: str) -> None:
    theme = THEME["dark" if dark else "light"]
    for ground in (maps.LAND[dark]["fillColor"], theme["backgroundColor"]):
        assert contrast(rgb(maps.COLOURS[dark][role]), rgb(ground)) >= GRAPHICS


def _colours(selector: str) -> dict[str, str]:
    """The colours that the map's style gives what a selector names, by property."""
    found: dict[str, str] = {}
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", MAP_STYLE, flags=re.S)):
        if selector in [one.strip() for one in selectors.split(",")]:
            found |= dict(re.findall(r"(?<![\w-])(color|background):\s*(#[0-9a-fA-F]{3,6})\b", body))
    return found


def test_words_on_the_map_can_be_read() -> None:
    for selector, dark in ((".name", False), (".dark .name", True)):
        assert contrast(rgb(_colours(selector)["color"]), rgb(maps.LAND[dark]["fillColor"])) >= TEXT
    for selector in (".dark .leaflet-tooltip", ".dark .leaflet-control-layers"):
        box = _colours(selector)
        assert contrast(rgb(box["color"]), rgb(box["background"])) >= TEXT
    credit, box = _colours(".dark .leaflet-control-attribution a"), _colours(".dark .leaflet-tooltip")
    assert contrast(rgb(credit["color"]), rgb(box["background"])) >= TEXT
