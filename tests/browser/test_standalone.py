"""A map to keep, opened from the disk by a browser that is offline."""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from dashboard import standalone, takeaway, text
from news.queries import Filters
from tests.dashboard.reports import HOSTILE, REPORTS, corpus_of


@pytest.mark.skipif(not standalone.possible(), reason="Leaflet was not fetched: python static/vendor.py")
def test_it_opens_without_a_network_and_a_mark_filters_the_list(browser: Browser, tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path / "archive", REPORTS)
    file = tmp_path / "map.html"
    file.write_bytes(takeaway.make(corpus, Filters(until=date(2018, 7, 31)), "html"))
    context = browser.new_context(offline=True)
    page = context.new_page()
    faults: list[str] = []
    asked: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    sentences = page.locator("article")
    everything = sentences.count()
    page.locator("path.leaflet-interactive[fill-opacity='0.85']").last.dispatch_event("click")
    expect(page.get_by_role("button", name=text.TAKE_ALL)).to_be_visible()
    assert 0 < sentences.count() < everything
    page.get_by_role("button", name=text.TAKE_ALL).click()
    expect(sentences).to_have_count(everything)
    file.write_bytes(takeaway.make(corpus, Filters(words="officials"), "html"))
    page.goto(file.as_uri())
    expect(page.locator("article").first).to_contain_text(HOSTILE[:30])
    assert page.evaluate("window.hacked") is None
    assert (faults, asked) == ([], [file.as_uri()] * 2)
    context.close()
