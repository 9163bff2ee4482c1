"""Articles that were written to do harm, in a real browser: nothing of them runs, and they are shown to the letter."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Frame, expect

from dashboard import standalone, takeaway, text
from news.queries import Filters
from tests.browser.conftest import ROOT, Reader, serve
from tests.browser.test_phone import BEYOND
from tests.dashboard.reports import corpus_of
from tests.hostile.corpus import ATTACKS, ENTRIES, Attack
from tests.hostile.detector import Detector, bare

HERE = ROOT / "tests" / "hostile"
NOTHING = "nothing"  # what shown.py has where there is nothing to show
PATIENCE_MS = 60_000
# Elements that only an attack would have made, anywhere in a page.
MADE = """() => [...document.querySelectorAll("*")].filter((one) => {
  const { localName: kind, textContent: words } = one;
  const bad = [...one.attributes].some(({ name, value }) => /^on/i.test(name)
    || /^(href|src|action|formaction|data|xlink:href)$/.test(name)
      && /^\\W*(javascript|vbscript|data:text)/i.test(value)
    || /^(src|srcset|style|background|poster)$/.test(name) && /canary|url\\(x/.test(value));
  return bad || /^(marquee|object|embed|base|applet|plaintext|math|x-y|xi:include|select|font)$/.test(kind)
    || kind === "script" && one.type !== "application/json" && /pwned/.test(words)
    || kind === "style" && /canary/.test(words) || kind === "iframe" && !one.title
    || /^(L|cookie|getElementById)$/.test(one.id + (one.name ?? "")) || one.matches(".katex")
    || one.matches("[data-testid=stMarkdownContainer] :is(code, em, del, table, img, sup):not(.st-key-about *)");
}).map((one) => one.outerHTML.slice(0, 200))"""
# Bylines in which something stands on the wrong side of what comes before it.
TURNED = """() => [...document.querySelectorAll(".report p")].filter((line) => {
  const boxes = [...line.children].map((one) => one.getClientRects()[0]).filter(Boolean);
  return boxes.some((box, n) => n && box.top === boxes[n - 1].top && box.left < boxes[n - 1].right - 1);
}).map((one) => one.textContent.slice(0, 100))"""
# What an element holds, as the parser of HTML and Markdown leave it: no null, one kind of line end.
WORDS = "all => all.map((one) => one.textContent)"
_UNSEEN = re.compile("[\0\ufeff\ufffd\u2060\u2066-\u2069\u202a-\u202e\u200e\u200f\u061c]")


def _like(words: str) -> str:
    """Words without what is drawn as nothing, and with every run of spaces as one."""
    return " ".join(_UNSEEN.sub("", words).split())


def _kept(attacks: list[Attack]) -> list[str]:
    return [_like(attack.kept) for attack in attacks]


Visit = Callable[..., tuple[Reader, Detector]]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard on an archive of all attacks."""
    script = Path(__file__).with_name("page.py")
    with serve(tmp_path_factory.mktemp("hostile"), script=script, reports=ENTRIES) as address:
        yield address


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of shown.py."""
    with serve(tmp_path_factory.mktemp("shown"), script=HERE / "shown.py", reports=()) as address:
        yield address


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Open a page with a detector; what it saw at the end fails the test."""
    opened = []

    def at(address: str, **settings: object) -> tuple[Reader, Detector]:
        context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **settings})  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE_MS)
        reader = Reader(context, address)
        detector = Detector(context)
        opened.append((context, reader, detector))
        return reader, detector

    yield at
    for context, reader, detector in opened:
        for frame in reader.page.frames:
            assert frame.evaluate(MADE) == []
        context.close()
        assert (detector.ran, detector.errors) == ([], [])


def test_attacks_run_where_nothing_is_escaped_and_that_is_seen(browser: Browser) -> None:
    """The detector, and the attacks, are worth something."""
    context = browser.new_context()
    detector = Detector(context)
    bare(context.new_page(), detector)
    assert [str(attack) for attack in ATTACKS if attack.runs and not detector.caught(attack)] == []
    assert {what for _, what in detector.ran} >= {"pwned", "alert", "confirm", "prompt", "http://canary.invalid/a.js"}
    page = context.new_page()
    page.set_content("<p onclick=x()><marquee></marquee><a href='javascript:pwned(1)'>x</a>")
    assert len(page.evaluate(MADE)) == 3
    context.close()


def test_every_way_of_showing_words_shows_every_attack_to_the_letter(shown: str, visit: Visit) -> None:
    reader, _ = visit(shown)
    page = reader.page
    page.goto(shown)
    page.get_by_role("button", name="hover").wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    kept = _kept(list(ATTACKS))

    def told(where: str) -> list[str]:
        return [_like(words).removeprefix(NOTHING) for words in page.locator(where).evaluate_all(WORDS)]

    assert told(".st-key-reports h4") == kept
    assert all(
        words in one for words, one in zip(kept, told(".st-key-reports .sentence"), strict=True) if len(words) < 400
    )
    assert told(".st-key-lines li") == kept
    assert [words.removesuffix(", SY").rstrip() for words in told(".st-key-candidates td bdi")] == kept
    assert told(".st-key-words [data-testid=stMarkdownContainer]") == kept
    assert told(".st-key-labels button [data-testid=stMarkdownContainer]") == kept
    assert set(told(".st-key-texts article")) >= {_like(e.article.text) for e in ENTRIES[:5]}
    page.get_by_role("button", name="hover").hover()
    expect(page.get_by_role("tooltip")).to_be_visible()
    assert "".join(told("[role=tooltip]")[0].split()) == "".join("".join(kept).split())
    links = page.locator(".stHtml a").evaluate_all("all => all.map((one) => [one.protocol, one.rel])")
    # where Streamlit likes an address less than we do, a link leads nowhere
    assert {tuple(one) for one in links} <= {(to, "noopener noreferrer") for to in ("https:", "http:", ":")}
    assert page.evaluate(TURNED) == []
    expect(page.locator("[data-testid=stMarkdownContainer] :is(a, [data-testid=stIconMaterial])")).to_have_count(0)
    assert page.evaluate(BEYOND) == []
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(500)
    assert page.evaluate(BEYOND) == []
    assert page.evaluate(MADE) == []


def _whole(reader: Reader, detector: Detector) -> None:
    """The page is as it should be: nothing ran or was made, nothing runs out at the side, the tabs are there."""
    reader.settle()
    page = reader.page
    assert (detector.ran, detector.errors) == ([], [])
    for frame in page.frames:
        assert frame.evaluate(MADE) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.evaluate(BEYOND) == []
    expect(page.get_by_role("radio", name=text.VIEWS["about"], exact=True)).to_be_visible()
    expect(page.locator("[data-testid=stException], [data-testid=stAlertContentError]")).to_have_count(0)


TOOLTIPS = """() => {
  const said = [];
  map.eachLayer((layer) => {
    if (layer.mark) said.push(layer.openTooltip().getTooltip().getElement()?.textContent);
  });
  return said;
}"""


def _names_on_map(frame: Frame) -> set[str]:
    return {_like(str(said)) for said in frame.evaluate(TOOLTIPS)}


def test_the_map_its_layers_its_list_and_all_that_opens_from_it(archive: str, visit: Visit) -> None:
    reader, detector = visit(archive)
    reader.open()
    page = reader.page
    _whole(reader, detector)
    said = _names_on_map(reader.frame)
    missing = [str(a) for a in ATTACKS if not any(one.startswith(_like(a.kept[:60])) for one in said)]
    assert missing == []
    reader.stand(33, 36, 6)  # where there is something to put into clusters
    for layer, sign in (
        ("clusters", "document.querySelector('.cluster')"),
        ("heat", "document.querySelector('.leaflet-heatmap-layer')"),
        ("countries", "Object.values(map._layers).some(layer => layer.mark && layer.mark.shape === 'shade')"),
        ("places", "Object.values(map._layers).filter(layer => layer.mark && layer.mark.shape === 'dot').length > 50"),
    ):
        page.get_by_text(text.LAYERS[layer], exact=True).click()
        reader.settle()
        reader.wait(sign)
        _names_on_map(reader.frame)
    for label in (text.TRENDS, "Not on the map"):
        page.locator("summary", has_text=label).click()
        reader.settle()
    page.locator("summary", has_text="more report").first.click()
    page.get_by_role("button", name=text.READ).first.hover()
    expect(page.get_by_role("tooltip")).to_be_visible()
    page.get_by_role("button", name=text.ON_MAP).first.click()
    page.get_by_label(text.PLACE, exact=True).click()
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("[class*=st-key-correct-] button").first.click()
    reader.settle()
    expect(page.get_by_label(text.CORRECT_SEARCH)).to_be_visible()
    page.keyboard.press("Escape")
    for name in (text.SHARE, text.TAKE):
        page.get_by_role("button", name=name).click()
        reader.settle()
        page.keyboard.press("Escape")
    _whole(reader, detector)


def test_article_why_table_about_and_frame(archive: str, visit: Visit) -> None:
    reader, detector = visit(archive)
    page = reader.page
    chosen = [a for a in ATTACKS if str(a) in ("event handler: image error", "length: long word")]
    for attack in chosen:
        words = attack.kept
        start = ENTRIES[attack.number].article.text.index(words)
        reader.open(
            f"article={quote(words)}&view=article&open={quote(words)}.{start}&place={quote(words[:200])}",
            view="article",
        )
        dialog = page.get_by_role("dialog")
        dialog.locator("mark.chosen").wait_for()
        assert [_like(one) for one in dialog.locator("mark.chosen").evaluate_all(WORDS)] == [_like(words)]
        assert [_like(one) for one in dialog.locator("h4").evaluate_all(WORDS)] == [_like(words)]
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        assert [_like(one) for one in page.locator(".st-key-article h4").evaluate_all(WORDS)] == [_like(words)]
        _whole(reader, detector)
    reader.view("places")
    _whole(reader, detector)
    expect(page.locator("[data-testid=stDataFrame]").first).to_be_visible()
    reader.view("about")
    _whole(reader, detector)
    page.goto(f"{archive}?embed=true&place={quote(chosen[0].kept)}")
    reader.map_locator(".leaflet-overlay-pane canvas").wait_for()
    expect(page.get_by_text(text.OPEN_FULL)).to_be_visible()
    for frame in page.frames:
        assert frame.evaluate(MADE) == []


def test_a_phone_and_an_address_full_of_attacks(archive: str, visit: Visit) -> None:
    reader, detector = visit(archive, viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    html = next(a.kept for a in ATTACKS if str(a) == "html breakout: attribute and tag")
    script = next(a.kept for a in ATTACKS if str(a) == "javascript breakout: end of the script")
    names = "place since until q kind associative layer colour names base at article open made".split()
    reader.open("&".join(f"{name}={quote(html if n % 2 else script)}" for n, name in enumerate(names)), view="other")
    _whole(reader, detector)
    expect(reader.chip("q")).to_contain_text(html if names.index("q") % 2 else script)
    reader.open()
    _whole(reader, detector)


def test_what_is_brought_is_looked_at_before_it_is_kept(archive: str, visit: Visit, tmp_path: Path) -> None:
    reader, detector = visit(archive)
    reader.open("view=add", view="add")
    page = reader.page
    page.get_by_text(text.ADD_WAYS["files"], exact=True).click()
    reader.settle()
    some = [a for a in ATTACKS if a.family in ("event handler", "markdown", "direction")][::4]
    lines = [
        json.dumps(
            {"text": f"Shelling hit Daraa. {a.payload}", "title": a.payload, "source": a.payload, "url": a.payload}
        )
        for a in some
    ]
    table = f"{some[0].payload},text,:red[x]\n" + "\n".join('"=1+1","Shelling hit Nawa.",x' for _ in range(3))
    page.locator("input[type=file]").set_input_files(
        [
            {
                "name": '"><img src=x: onerror=pwned(1)>.jsonl',
                "mimeType": "text/plain",
                "buffer": "\n".join(lines).encode(),
            },
            {"name": ":red[x] **b** \u202egpj.csv", "mimeType": "text/csv", "buffer": table.encode()},
        ]
    )
    reader.settle()
    page.get_by_role("button", name=text.ADD_LOOK).click()
    page.get_by_role("button", name=text.KEEP).wait_for()
    _whole(reader, detector)
    shown = {_like(words) for words in page.locator(".report h4").evaluate_all(WORDS)}
    assert len(shown & set(_kept(some))) > len(some) / 2


@pytest.mark.skipif(not standalone.possible(), reason="Leaflet was not fetched: python static/vendor.py")
def test_a_map_to_keep_runs_its_own_scripts_only(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    file.write_bytes(takeaway.make(corpus_of(tmp_path / "archive", ENTRIES), Filters(), "html"))
    context = browser.new_context(viewport={"width": 390, "height": 844})
    detector = Detector(context)
    page = context.new_page()
    page.goto(file.as_uri())
    page.locator("article").first.wait_for()
    titles = {_like(words) for words in page.locator("article h3").evaluate_all(WORDS)}
    assert titles >= set(_kept(list(ATTACKS)))
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.locator("path.leaflet-interactive[fill-opacity='0.85']").first.dispatch_event("mouseover")
    page.locator("path.leaflet-interactive[fill-opacity='0.85']").first.dispatch_event("click")
    assert page.evaluate(MADE) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    context.close()
    assert (detector.ran, detector.errors) == ([], [])
