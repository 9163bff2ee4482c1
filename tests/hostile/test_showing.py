"""No way of showing words skips their escaping: neither one that is there, nor one that somebody adds."""

from pathlib import Path

import pytest

from tests.hostile.sinks import TRUSTED, Module, faults_of_script, modules, scripts

ROOT = Path(__file__).parents[2]
MODULES, SCRIPTS = modules(ROOT), scripts(ROOT)


@pytest.mark.parametrize("name", MODULES)
def test_a_module_shows_escaped_words_only(name: str) -> None:
    assert list(map(str, Module(name, MODULES[name]).faults())) == []


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_makes_no_element_or_code_of_words(name: str) -> None:
    assert list(map(str, faults_of_script(name, SCRIPTS[name]))) == []


def test_scripts_within_modules_make_none_either() -> None:
    for name, source in MODULES.items():
        assert list(map(str, faults_of_script(name, "\n".join(_javascript(source))))) == []


def _javascript(source: str) -> list[str]:
    return [part for part in source.split('"""') if "=>" in part or "function(" in part]


def test_all_that_is_trusted_is_there() -> None:
    used: set[tuple[str, str]] = set()
    for name, source in MODULES.items():
        module = Module(name, source)
        list(module.faults())
        used |= module.used
    assert used == set(TRUSTED)


@pytest.mark.parametrize(
    "source",
    [
        "st.html(article.title)",
        "st.html(f'<b>{article.title}</b>')",
        "st.html('<b>' + article.title + '</b>')",
        "st.html('<b>%s</b>' % article.title)",
        "st.html('<b>{}</b>'.format(article.title))",
        "st.html(text.where(place, countries))",
        "left.html(reason)",
        "words = escape(a)\nwords = article.title\nst.html(words)",
        "def draw(words):\n    st.html(words)\ndraw(article.title)",
        "def made(article):\n    return article.title\nst.html(made(article))",
        "part = f'<p title=\"{article.url}\">'",
        "st.html(markup.plain(article.title))",
        "markup.facts([(text.KIND, place.name)])",
        "st.markdown(article.title)",
        "st.markdown(f'**{article.title}**')",
        "st.markdown(text.where(place, countries))",
        "st.markdown(markup.plain(a), unsafe_allow_html=True)",
        "st.caption(' · '.join([text.KIND, article.source]))",
        "st.write(article)",
        "st.button(place.name)",
        "st.button(text.READ, help=article.title)",
        "st.button(text.READ, help=text.is_this_one(1, place, {}))",
        "st.expander(f'{name}')",
        "st.toast(str(error))",
        "st.error(f'**{text.FAILED}** {error}')",
        "st.pills(text.NAME, names, format_func=names.__getitem__)",
        "st.pills(text.NAME, ids, format_func=lambda id_: articles[id_].title)",
        "st.segmented_control(text.NAME, list(names), format_func=labels.get)",
        "st.tabs([article.title])",
        "st.dialog(article.title)",
        "with st.popover(name): pass",
        "for title in titles:\n    st.markdown(title)",
        "with st.spinner(text.columns(path.name)): pass",
        "states.say(str(error), '')",
        "bar.progress(0.5, article.title)",
        "pd.DataFrame({text.PLACE: [place.name for place in places]})",
        "pd.DataFrame({text.PLACE: [isolated(place.name) for place in places]})",
        "folium.Popup(place.name)",
        "folium.Marker(at, tooltip=place.name)",
        "folium.Tooltip(escape(place.name))",
        "DivIcon(html=name)",
        "base.get_root().html.add_child(x)",
        "Element(words)",
        "st.latex(words)",
        "st.components.v1.iframe(url)",
        "st.components.v1.html(words)",
    ],
)
def test_a_new_way_that_skips_the_escaping_is_told(source: str) -> None:
    assert list(Module("new.py", f"from dashboard import markup, states, text\n{source}\n").faults())


@pytest.mark.parametrize(
    "source",
    [
        "st.html(markup.heading(article))",
        "st.html(f'<b>{escape(article.title)}</b>')",
        "st.html('<b>' + escape(a) + '</b>')",
        "st.html(f'<td>{count:,}</td>')",
        "def made(a):\n    return markup.lines([a])\nst.html(made(article))",
        "def draw(words):\n    st.html(words)\ndraw(markup.hint(text.EMPTY))",
        "markup.facts([(text.KIND, escape(place.name))])",
        "st.markdown(text.ABOUT)",
        "st.markdown(f'#### {text.undated(3)}')",
        "st.caption(f'**{markup.plain(article.title)}**' + (text.EMPTY if empty else ''))",
        "st.button(markup.plain(place.name), help=text.CORRECT_HELP)",
        "st.pills(text.NAME, ids, format_func=lambda id_: markup.plain(names[id_]))",
        "st.selectbox(text.PLACE, ids, format_func=labels.__getitem__)",
        "shown, left = text.counts(counts, 3, 0)\nst.caption(f'**{shown}**')",
        "for label, key in ((text.SINCE, 'a'), (text.UNTIL, 'b')):\n    st.date_input(label, None, key=key)",
        "st.dataframe(pd.DataFrame({text.PLACE: [markup.cell(place.name) for place in places]}))",
        "st.code(problem)",
    ],
)
def test_what_is_escaped_is_let_through(source: str) -> None:
    assert list(map(str, Module("new.py", f"from dashboard import markup, text\n{source}\n").faults())) == []


@pytest.mark.parametrize(
    "source",
    [
        "box.innerHTML = name;",
        "box.outerHTML = `<b>${name}</b>`;",
        "box.insertAdjacentHTML('beforeend', name)",
        "document.write(name)",
        "eval(name)",
        "new Function(name)()",
        "setTimeout('f()', 1)",
        "box.setAttribute('onclick', name)",
        "box.onclick = `f(${name})`",
        "frame.srcdoc = name",
        "layer.bindPopup(name)",
        "layer.bindTooltip(name)",
        "layer.bindTooltip(mark.name, { sticky: true })",
        "L.divIcon({ html: name })",
        "L.divIcon({ html: `<b>${name}</b>` })",
        "tooltip.setContent(name)",
        "document.createRange().createContextualFragment(name)",
        "new DOMParser().parseFromString(name, 'text/html')",
        "link.href = 'javascript:f()'",
        "box.style.cssText = name",
    ],
)
def test_a_script_that_makes_elements_of_words_is_told(source: str) -> None:
    assert list(faults_of_script("new.js", f"const span = document.createElement('b');\n{source}\n"))


def test_a_script_that_sets_words_as_text_is_let_through() -> None:
    source = """/* never innerHTML */
    const span = document.createElement("span");
    span.textContent = name;
    L.divIcon({ html: span });
    layer.bindTooltip(span, { sticky: true });
    layer.bindTooltip(() => words(mark));
    button.onclick = () => go();
    """
    assert list(faults_of_script("good.js", source)) == []
