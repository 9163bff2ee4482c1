"""Finds where the dashboard shows words without their escaping: over the syntax trees of its modules, and its scripts.

What a page shows as HTML must come from `dashboard/markup.py` or through `escape`; what it shows as Markdown, from
`dashboard/text.py` or through `markup.plain`; what a table holds, through `markup.cell`. A value that this can't follow
back to one of these is told, and stays so until it is escaped, or stands in TRUSTED with the reason.
"""

import ast
import inspect
import re
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from dashboard import text

How = Literal["html", "markdown", "cell"]

# Streamlit's elements that show some of their arguments as Markdown, in the order of these.
MARKDOWN: dict[str, tuple[str | None, ...]] = {
    **dict.fromkeys(
        "markdown caption write info warning error success toast title header subheader".split(), ("body",)
    ),
    **dict.fromkeys(
        "button download_button link_button expander popover radio checkbox toggle selectbox multiselect pills "
        "segmented_control text_input text_area date_input number_input slider file_uploader form_submit_button metric "
        "dialog spinner status badge".split(),
        ("label",),
    ),
    "progress": (None, "text"),
    "tabs": ("tabs",),
    "say": ("words",),  # of states.py, which shows them in passing
}
# Whatever the element, these are Markdown; `format_func` not where options are plain text.
MARKDOWN_KEYWORDS = ("label", "body", "help", "caption", "captions", "text", "title", "format_func")
PLAIN_OPTIONS = ("selectbox", "multiselect")
FORBIDDEN = {
    "Popup", "Tooltip", "GeoJsonPopup", "GeoJsonTooltip", "Html", "Element", "DivIcon", "IFrame", "Figure", "Marker",
    "iframe", "latex", "get_root", "write_stream", "add_child", "json",
}  # fmt: skip
# Functions of text.py that are given records of others' words and say only ours of them.
OURS = {
    "introduction",
    "looked",
    "role",
    "precision",
    "hint",
    "hints",
    "kinds_of",
    "event_kind",
    "kinds_of_bar",
    "trend",
}
# What can't be followed: module, expression, and why it does no harm.
_MARKUP, _OF_OURS = "dashboard/markup.py", "a name or colour of ours"
TRUSTED: Mapping[tuple[str, str], str] = {
    (_MARKUP, "tag"): "made by _places and _searched, and looked at there",
    (_MARKUP, "kind"): _OF_OURS,
    (_MARKUP, "entry.shape"): _OF_OURS,
    (_MARKUP, "entry.colour"): _OF_OURS,
    (_MARKUP, "number"): "counts the candidates",
    (_MARKUP, "value"): "of `facts`, to which HTML is given: looked at where it is called",
    ("dashboard/standalone.py", "fill"): _OF_OURS,
    ("dashboard/standalone.py", "line"): _OF_OURS,
    ("dashboard/states.py", "words"): "what `say` was given: looked at where it is called",
    ("dashboard/tray.py", "count"): "a number",
    (
        "dashboard/views/article.py",
        "text.when(event.when)",
    ): "begins with a day or a word of ours; the rest is isolated",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Where something is shown that may be others' words."""

    module: str
    line: int
    shown: str

    def __str__(self) -> str:
        return f"{self.module}:{self.line}: {self.shown}"


def _takes_numbers_only(name: str) -> bool:
    """Whether a function of text.py can say nothing but our own words, by the types that it takes."""
    function = getattr(text, name, None)
    if name in OURS:
        return True
    if not inspect.isfunction(function):
        return False
    hints = {**typing.get_type_hints(function, vars(text) | {"Preview": str, "Looked": str})}
    hints.pop("return", None)
    told = " ".join(map(str, hints.values()))
    return not re.search(r"\bstr\b|Place|Event\b|Filters|Mapping|Article|Relation|When\b|Preview|Looked", told)


class Module:
    """A module of the dashboard, and where in it words are shown."""

    def __init__(self, name: str, source: str, trusted: Mapping[tuple[str, str], str] = TRUSTED) -> None:
        self.name = name
        self.tree = ast.parse(source)
        self.trusted = trusted
        self.parents = {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}
        self.functions = {n.name: n for n in ast.walk(self.tree) if isinstance(n, ast.FunctionDef)}
        self.ours = {
            one.asname or one.name
            for node in ast.walk(self.tree)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("dashboard")
            for one in node.names
        }
        self.used: set[tuple[str, str]] = set()

    def faults(self) -> Iterator[Fault]:
        """What is shown and can't be followed to its escaping."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                for how, value in self._shown(node):
                    if not self.safe(value, how):
                        yield Fault(self.name, value.lineno, ast.unparse(value)[:120])
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in FORBIDDEN and not self._is_trusted(node.func):
                    yield Fault(self.name, node.lineno, f"{name} takes words as HTML, JavaScript or formulas")
                if any(k.arg in ("unsafe_allow_html", "unsafe_allow_javascript") for k in node.keywords):
                    yield Fault(self.name, node.lineno, "unsafe_allow_html")
            elif isinstance(node, ast.JoinedStr) and self._is_html(node) and not self.safe(node, "html"):
                yield Fault(self.name, node.lineno, ast.unparse(node)[:120])

    @staticmethod
    def _is_html(node: ast.JoinedStr) -> bool:
        return any(isinstance(p, ast.Constant) and re.search(r"<[a-z/!]", str(p.value)) for p in node.values)

    def _shown(self, call: ast.Call) -> Iterator[tuple[How, ast.expr]]:
        """What a call shows, and as what."""
        if not isinstance(call.func, ast.Attribute):
            if isinstance(call.func, ast.Name) and call.func.id == "html":
                yield from (("html", value) for value in call.args)
            return
        name = call.func.attr
        if isinstance(call.func.value, ast.Name) and call.func.value.id in self.ours and name not in ("facts", "say"):
            return  # a function of ours, which is looked at itself
        if name == "html":
            yield from (("html", value) for value in call.args)
        elif name == "facts":
            yield from (("html", value) for value in self._values(call.args))
        elif name == "DataFrame":
            yield from (("cell", value) for value in self._values(call.args[:1]))
        elif name in MARKDOWN:
            yield from (("markdown", value) for value, shown in zip(call.args, MARKDOWN[name], strict=False) if shown)
            for keyword in call.keywords:
                plain = keyword.arg == "format_func" and name in PLAIN_OPTIONS
                if keyword.arg in MARKDOWN_KEYWORDS and not plain:
                    yield "markdown", keyword.value

    @staticmethod
    def _values(arguments: list[ast.expr]) -> Iterator[ast.expr]:
        """Of pairs, and of a dictionary, the second ones."""
        for argument in arguments:
            if isinstance(argument, ast.List) and all(isinstance(e, ast.Tuple) for e in argument.elts):
                yield from (e.elts[1] for e in argument.elts if isinstance(e, ast.Tuple))
            elif isinstance(argument, ast.Dict):
                yield from (v.elt if isinstance(v, ast.ListComp) else v for v in argument.values)
            else:
                yield argument

    def _is_trusted(self, node: ast.expr) -> bool:
        key = (self.name, ast.unparse(node))
        if key in self.trusted:
            self.used.add(key)
        return key in self.trusted

    def safe(self, node: ast.expr | None, how: How, seen: frozenset[ast.AST] = frozenset()) -> bool:
        """Whether all that a value can be is escaped for where it is shown."""
        if node is None or node in seen:
            return True
        if self._is_trusted(node):
            return True
        seen |= {node}

        def each(*nodes: ast.expr | None) -> bool:
            return all(self.safe(one, how, seen) for one in nodes)

        match node:
            case ast.Constant():
                return True
            case ast.FormattedValue(value=value, format_spec=ast.JoinedStr(values=[ast.Constant(value=str(spec))])):
                return bool(re.search(r"[,dfeg%]$", spec)) or each(value)  # words know no such format
            case ast.FormattedValue(value=value) | ast.NamedExpr(value=value) | ast.Starred(value=value):
                return each(value)
            case (
                ast.Lambda(body=value)
                | ast.Subscript(value=value)
                | ast.Attribute(value=value, attr="__getitem__" | "parent")
            ):
                return each(value)
            case ast.JoinedStr(values=parts) | ast.BoolOp(values=parts):
                return each(*parts)
            case ast.BinOp(left=left, right=right) | ast.IfExp(body=left, orelse=right):
                return each(left, right)
            case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Dict(values=parts):
                return each(*parts)
            case ast.ListComp(elt=value) | ast.GeneratorExp(elt=value) | ast.DictComp(value=value):
                return each(value)
            case ast.Attribute(value=ast.Name(id="text")):
                return how != "html"
            case ast.Call():
                return self._call(node, how, seen)
            case ast.Name():
                return self._name(node, how, seen)
        return False

    def _call(self, call: ast.Call, how: How, seen: frozenset[ast.AST]) -> bool:
        given = [*call.args, *(keyword.value for keyword in call.keywords)]
        match call.func:
            case ast.Name(id="escape") | ast.Attribute(value=ast.Name(id="markup"), attr="facts"):
                return how == "html"
            case ast.Name(id="sorted" | "list" | "map"):
                return all(self.safe(one, how, seen) for one in given)
            case ast.Name(id="len" | "int" | "round" | "range" | "Path"):
                return True
            case ast.Attribute(value=ast.Name(id="markup"), attr="plain"):
                return how == "markdown"
            case ast.Attribute(value=ast.Name(id="markup"), attr="cell"):
                return how == "cell"
            case ast.Attribute(value=ast.Name(id="markup")):
                return how == "html"
            case ast.Attribute(value=ast.Name(id="text"), attr=name):
                if how == "html":
                    return False
                return _takes_numbers_only(name) or all(self.safe(one, how, seen) or _is_count(one) for one in given)
            case ast.Attribute(value=value, attr="to_numpy") if how == "cell":
                return isinstance(value, ast.Subscript) or ".dt." in ast.unparse(value)  # numbers and days
            case ast.Attribute(value=value, attr="join" | "items" | "values" | "strip" | "get"):
                return all(self.safe(one, how, seen) for one in (value, *given))
            case ast.Name(id=name) if name in self.functions:
                made = [n.value for n in ast.walk(self.functions[name]) if isinstance(n, ast.Return)]
                return all(self.safe(one, how, seen) for one in made)
        return False

    def _name(self, name: ast.Name, how: How, seen: frozenset[ast.AST]) -> bool:
        """Whether all that a name is bound to where it stands is safe."""
        within: ast.AST | None = name
        while within is not None:
            within = self.parents.get(within)
            if isinstance(within, ast.FunctionDef | ast.Lambda | ast.Module | ast.ListComp | ast.GeneratorExp):
                found = list(self._bound(within, name.id))
                if found:
                    return all(value is not None and self.safe(value, how, seen) for value in found)
            if isinstance(within, ast.FunctionDef):
                names = [argument.arg for argument in (*within.args.args, *within.args.kwonlyargs)]
                if name.id in names:
                    return self._given(within, names, name.id, how, seen)
        return False

    def _bound(self, scope: ast.AST, name: str) -> Iterator[ast.expr | None]:
        """The values that are given a name in a scope; None for what can't be told."""
        if isinstance(scope, ast.Lambda):
            return
        if isinstance(scope, ast.ListComp | ast.GeneratorExp):
            pairs: list[tuple[ast.expr, ast.expr]] = []
            for one in scope.generators:
                pairs += self._turns(one.target, one.iter)
        else:
            pairs = []
            for node in ast.walk(scope):
                if isinstance(node, ast.Assign):
                    pairs += [(target, node.value) for target in node.targets]
                elif isinstance(node, ast.AnnAssign | ast.AugAssign | ast.NamedExpr) and node.value:
                    pairs.append((node.target, node.value))
                elif isinstance(node, ast.For):
                    pairs += self._turns(node.target, node.iter)
        for target, value in pairs:
            yield from self._part(target, value, name)

    @staticmethod
    def _turns(target: ast.expr, over: ast.expr) -> list[tuple[ast.expr, ast.expr]]:
        """What the target of a loop is at each turn, where that is written out; else the whole of what it runs over."""
        if isinstance(over, ast.Tuple | ast.List) and over.elts:
            return [(target, one) for one in over.elts]
        return [(target, over)]

    def _part(self, target: ast.expr, value: ast.expr, name: str) -> Iterator[ast.expr | None]:
        match target, value:
            case ast.Name(id=found), _ if found == name:
                yield value
            case ast.Tuple(elts=targets), ast.Tuple(elts=values) if len(targets) == len(values):
                for one, given in zip(targets, values, strict=True):
                    yield from self._part(one, given, name)
            case ((ast.Tuple() | ast.Starred()), _) if any(
                isinstance(one, ast.Name) and one.id == name for one in ast.walk(target)
            ):
                yield value

    def _given(
        self, function: ast.FunctionDef, names: list[str], name: str, how: How, seen: frozenset[ast.AST]
    ) -> bool:
        """Whether a function of this module is given safe values only; one of another module's is not looked for."""
        calls = [
            n for n in ast.walk(self.tree)
            if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == function.name
        ]  # fmt: skip
        for call in calls:
            keywords = {keyword.arg: keyword.value for keyword in call.keywords}
            given = {**dict(zip(names, call.args, strict=False)), **keywords}
            if name in given and not self.safe(given[name], how, seen):
                return False
        return bool(calls)


def _is_count(node: ast.expr) -> bool:
    """Whether an expression is a number by what it is made with."""
    match node:
        case ast.BinOp(op=ast.Sub()) | ast.Call(func=ast.Name(id="len" | "sum" | "int")):
            return True
        case ast.Call(func=ast.Attribute(attr=name)):
            return name.startswith("is_")
        case ast.Attribute(attr="articles" | "sources" | "stories" | "last" | "usual" | "mentions"):
            return True
        case ast.Name(id="done" | "total" | "rises" | "falls" | "unit" | "samples") | ast.Compare():
            return True
    return False


# What makes elements or code of strings; `html` and tooltips take an element that was made with textContent.
_SCRIPT = re.compile(
    r"""\.(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write|\beval\s*\(|\bFunction\s*\(|\bsrcdoc\b
      |createContextualFragment|DOMParser|setHTML|setAttribute\(\s*["'`]on|\bjavascript:|\.on\w+\s*=\s*["'`]
      |set(?:Timeout|Interval)\(\s*["'`]|bindPopup|setContent|setPopupContent|setTooltipContent|importScripts
      |\.cssText\b|\$\(""",
    re.VERBOSE,
)
# These take an element too; a string would be HTML.
_ELEMENT = re.compile(r"(?:bindTooltip\(|\bhtml:)\s*(?!\(\)\s*=>)(\w*)")
_MADE = re.compile(r"const (\w+) = document\.createElement")


def faults_of_script(name: str, source: str, trusted: Mapping[tuple[str, str], str] = TRUSTED) -> Iterator[Fault]:
    """Where a script makes elements or code of strings."""
    without = re.sub(r"/\*.*?\*/", lambda found: "\n" * found[0].count("\n"), source, flags=re.DOTALL)
    made = set(_MADE.findall(without))
    for number, line in enumerate(without.splitlines(), 1):
        strings = [found[0] for found in _SCRIPT.finditer(line)]
        strings += [found[0] for found in _ELEMENT.finditer(line) if found[1] not in made]
        if any((name, found) not in trusted for found in strings):
            yield Fault(name, number, line.strip()[:120])


def modules(root: Path) -> dict[str, str]:
    """The modules that show anything, by name."""
    paths = [root / "app.py", *sorted((root / "dashboard").rglob("*.py"))]
    return {str(path.relative_to(root)): path.read_text(encoding="utf-8") for path in paths}


def scripts(root: Path) -> dict[str, str]:
    """The scripts that run in a browser, by name; those in a template or a module are looked at with it."""
    folders = [root / "static", root / "dashboard"]
    paths = sorted(p for folder in folders for kind in ("*.js", "*.html") for p in folder.glob(kind))
    return {str(path.relative_to(root)): path.read_text(encoding="utf-8") for path in paths}
