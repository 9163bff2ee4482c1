"""A tiny annotated corpus in our own words, and what a system might find in it."""

import json
from pathlib import Path
from typing import Any

DARAA = (32.6189, 36.1021)
DAMASCUS = (33.5102, 36.2913)
MOSCOW = (55.752, 37.6178)


def span(text: str, name: str, point: tuple[float, float] | None, **more: Any) -> dict[str, Any]:
    """The mark of the first `name` in a text."""
    start = text.index(name)
    lat, lon = point or (None, None)
    return {"start": start, "end": start + len(name), "text": name, "lat": lat, "lon": lon, **more}


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


SHELLING = "Shells fell on Daraa while Moscow and Damascus held talks about Nowhereville."
ARABIC = "قصف على درعا اليوم"
GOLD = [
    {
        "id": "a",
        "title": "",
        "text": SHELLING,
        "toponyms": [
            span(SHELLING, "Daraa", DARAA, role="literal", type="Literal"),
            span(SHELLING, "Moscow", MOSCOW, role="associative", type="Metonymic"),
            span(SHELLING, "Damascus", DAMASCUS, role="associative", type="Metonymic"),
            span(SHELLING, "Nowhereville", None, role="literal", type="Literal"),
        ],
    },
    {
        "id": "b",
        "title": "",
        "text": ARABIC,
        "toponyms": [span(ARABIC, "درعا", DARAA, role="literal", type="Literal")],
    },
]
FOUND = [
    {
        "article_id": "a",
        **span(SHELLING, "on Daraa", DARAA),
        "role": "literal",
        "confidence": 0.9,
        "kind": "settlement",
    },
    {
        "article_id": "a",
        **span(SHELLING, "Moscow", DAMASCUS),
        "role": "literal",
        "confidence": 0.3,
        "kind": "settlement",
    },
    {"article_id": "a", **span(SHELLING, "Nowhereville", MOSCOW), "role": "literal", "confidence": 0.2},
    {"article_id": "a", **span(SHELLING, "Shells", None), "role": "associative", "confidence": 0.0},
    {"article_id": "b", **span(ARABIC, "درعا", DARAA), "role": "literal", "confidence": 1.0, "kind": "settlement"},
]
EVENTS = [
    {"id": "e", "text": "Shells fell on Daraa.", "events": [{"lat": DARAA[0], "lon": DARAA[1]}]},
    {"id": "f", "text": "Many were hurt.", "events": [{"lat": DAMASCUS[0], "lon": DAMASCUS[1]}]},
]
