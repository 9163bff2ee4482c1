"""Every word of the interface stands in dashboard/text.py: one file to read, mend and translate."""

import ast
import inspect
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
import streamlit as st

ROOT = Path(__file__).parent.parent.parent
MODULES = [ROOT / "app.py", *sorted(p for p in (ROOT / "dashboard").rglob("*.py") if p.name != "text.py")]
SCRIPTS = sorted([*(ROOT / "static").glob("*.js"), *(ROOT / "dashboard").rglob("*.js")])
STYLES = sorted([*(ROOT / "static").glob("*.css"), *(ROOT / "dashboard").rglob("*.css")])

# What a reader sees or hears of the arguments of Streamlit's elements, and of Altair's and folium's.
SHOWN = set(
    "label body tabs help placeholder text title page_title caption captions alt message description tagline x_label "
    "y_label popup attr".split()
)
WORD = re.compile(r"[^\W\d_]{2,}")
# An icon, the form of an address and a template's own words are the same in every language.
NO_WORDS = re.compile(r":material/\w+:|^https?://…$|\{%.*?%\}|\{\{.*?\}\}")
ELEMENTS = {
    name: list(inspect.signature(element).parameters)
    for name in dir(st)
    if not name.startswith("_") and callable(element := getattr(st, name)) and name.islower()
}


def _words(node: ast.AST) -> str:
    """The letters of a literal, whether it is a plain string or the fixed parts of an f-string."""
    match node:
        case ast.Constant(value=str(words)):
            return words
        case ast.JoinedStr(values=parts):
            return "".join(_words(part) if isinstance(part, ast.Constant) else "…" for part in parts)
        case ast.BinOp(left=left, op=ast.Add() | ast.Mod(), right=right):
            return f"{_words(left)} {_words(right)}"
        case ast.IfExp(body=body, orelse=orelse):
            return f"{_words(body)} {_words(orelse)}"
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return " ".join(_words(item) for item in items)
    return ""


class _Text(HTMLParser):
    """What of a piece of HTML is shown: its text, and the attributes that are read out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.shown: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.shown += [said for name, said in attrs if name in ("title", "alt", "aria-label", "placeholder") and said]

    def handle_data(self, data: str) -> None:
        self.shown.append(data)


def _shown(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Literals that are shown, with their lines."""
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            shown = [keyword.value for keyword in node.keywords if keyword.arg in SHOWN]
            if isinstance(node.func, ast.Attribute) and (parameters := ELEMENTS.get(node.func.attr)):
                shown += [value for name, value in zip(parameters, node.args, strict=False) if name in SHOWN]
            for value in shown:
                words = _words(value)
                yield node.lineno, " ".join(_Text(words).shown) if "<" in words else words
        elif isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in parts:
            words = _words(node)
            if re.search(r"<[a-z/]", words):
                yield node.lineno, " ".join(_Text(words).shown)


def _docstrings_out(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    return tree


def words_elsewhere(source: str) -> list[tuple[int, str]]:
    """The words of the interface in a module, with their lines."""
    tree = _docstrings_out(ast.parse(source))
    return [(line, words) for line, words in _shown(tree) if WORD.search(NO_WORDS.sub("", words))]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_has_words_of_its_own(module: Path) -> None:
    assert words_elsewhere(module.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        'st.button("Save")',
        'left.button("Save", key="x")',
        'st.selectbox(text.PLACE, [], help="Choose one")',
        'st.caption(f"**{shown}** of all")',
        'with st.popover(label="More"): pass',
        'st.toast("Saved" if good else text.FAILED)',
        'alt.X("date:T", title="Day")',
        'st.html("<p>Hello</p>")',
        "HTML = '<button aria-label=\"Close\"></button>'",
        "part = f'<b>{name}</b> was hit'",
        'st.tabs(["Map", "List"])',
    ],
)
def test_words_of_ones_own_are_found(source: str) -> None:
    assert words_elsewhere(source)


@pytest.mark.parametrize(
    "source",
    [
        "st.button(text.SAVE, key='save', icon=':material/save:', type='primary')",
        'st.caption(f"**{shown}**" + (f"  \\n{left}" if left else ""))',
        'st.markdown(f"##### {undated}")',
        'st.text_input(text.URL, placeholder="https://…")',
        'HTML = \'<p class="when" dir="auto"></p>\'',
        'alt.X("date:T", title=None)',
        '"""A docstring with <b>words</b>."""',
    ],
)
def test_what_is_no_word_is_let_through(source: str) -> None:
    assert not words_elsewhere(source)


_SET = re.compile(
    r"""\b(?:textContent|innerText|innerHTML|title|ariaLabel|placeholder|alt|ariaDescription)["']?\s*(?:[:=]|\?\?=|\|\|=)\s*["'`]([^"'`]*)"""
)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_no_script_has_words_of_its_own(script: Path) -> None:
    source = script.read_text(encoding="utf-8")
    found = [re.sub(r"\$\{[^}]*\}", "", words) for words in _SET.findall(source)]
    assert [words for words in found if WORD.search(words)] == []


@pytest.mark.parametrize("style", STYLES, ids=lambda path: path.name)
def test_no_style_has_words_of_its_own(style: Path) -> None:
    contents = re.findall(r"content:\s*[\"']([^\"']*)", style.read_text(encoding="utf-8"))
    assert [words for words in contents if WORD.search(words)] == []
