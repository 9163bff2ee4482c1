"""Readers of a dashboard that runs, for `benchmarks.soak`: they come, click, read, take files away, leave, come back.

Most speak Streamlit's protocol as a browser does, without one: forty browsers are more than two cores can draw. A few
are real Chromium pages. What either is shown that it should not be is kept in the `Diary`, and nobody stops for it.
"""

import asyncio
import csv
import io
import json
import random
import re
import time
import urllib.request
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlencode, urljoin

from playwright.async_api import Browser, Error, Page
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import WebSocketException

from benchmarks.dashboard import PATIENCE_S, Readers, Server, Session
from dashboard import state, takeaway, text

T = TypeVar("T")
FORMS = tuple(text.TAKE_FORMATS)
PAUSE_S = (4.0, 16.0)  # between two clicks
STAYS = (3, 12)  # clicks, until a reader leaves
AWAY_S = (2.0, 20.0)
_SHOWN = re.compile(r"\*\*([\d,]+) of [\d,]+ stor(?:y|ies): ([\d,]+) mentions? in ([\d,]+) reports?\*\*")
_BROKEN = "[data-testid=stException], [data-testid=stAlertContentError]"


@dataclass(slots=True)
class Diary:
    """What the readers met. `reads` are articles to open, as (id, where its first mention starts)."""

    reads: list[tuple[str, int]] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)  # seconds, of answers to a protocol session
    problems: list[str] = field(default_factory=list)

    def problem(self, what: str) -> None:
        """Note what a reader should not have met."""
        self.problems.append(f"{time.strftime('%H:%M:%S')} {what}"[:500])


class Visitor:
    """A protocol session after another, of one reader."""

    def __init__(self, server: Server, diary: Diary, seed: int) -> None:
        self._server, self._diary = server, diary
        self._chance = random.Random(seed)
        self._readers = Readers(seed)
        self._acts: dict[str, Callable[[Session], Awaitable[None]]] = {
            "filter": self._filter,
            "look": self._look,
            "view": self._view,
            "article": self._article,
            "why": self._why,
            "export": self.export,
        }

    async def live(self, until: float) -> None:
        """Come and go until a moment of the loop's clock."""
        clock = asyncio.get_running_loop().time
        while clock() < until:
            try:
                async with self._server.connection() as connection:
                    session = Session(connection)
                    await self._ask(session, "")
                    for _ in range(self._chance.randint(*STAYS)):
                        await asyncio.sleep(self._chance.uniform(*PAUSE_S))
                        if clock() >= until:
                            return
                        await self._act(session)
            except (OSError, WebSocketException, RuntimeError, TimeoutError) as error:
                self._diary.problem(f"{type(error).__name__}: {error}")
            self._diary.done["left"] += 1
            await asyncio.sleep(self._chance.uniform(*AWAY_S))

    async def everything(self) -> None:
        """Each thing that a reader can do, once."""
        async with self._server.connection() as connection:
            session = Session(connection)
            await self._ask(session, "")
            for kind in self._readers.kinds:
                await self._ask(session, self._readers.next(kind))
            for name, act in self._acts.items():
                if name != "export":
                    await act(session)
            for form in FORMS:
                await self.export(session, form)

    async def _act(self, session: Session) -> None:
        name = self._chance.choices(list(self._acts), [10, 3, 2, 3, 2, 1])[0]
        await self._acts[name](session)
        self._diary.done[name] += 1

    async def _ask(self, session: Session, query: str) -> None:
        took, _ = await self._patiently(session.ask(query))
        self._diary.times.append(took / 1000)
        for delta in session.drawn:
            alert = delta.new_element.alert
            if delta.new_element.WhichOneof("type") == "alert" and alert.format == Alert.ERROR:
                self._diary.problem(f"?{query}: {alert.body}")

    async def _filter(self, session: Session) -> None:
        await self._ask(session, self._readers.any())

    async def _look(self, session: Session) -> None:
        look = {"layer": self._chance.choice(state.LAYERS), "colour": self._chance.choice(state.COLOURS)}
        await self._ask(session, f"{self._readers.any()}&{urlencode(look)}")

    async def _view(self, session: Session) -> None:
        await self._ask(session, urlencode({"view": self._chance.choice(["places", "about"])}))

    async def _article(self, session: Session) -> None:
        article, _ = self._chance.choice(self._diary.reads)
        await self._ask(session, urlencode({"view": "article", "article": article}))

    async def _why(self, session: Session) -> None:
        article, start = self._chance.choice(self._diary.reads)
        await self._ask(session, urlencode({"open": f"{article}.{start}"}))

    async def export(self, session: Session, form: str | None = None) -> None:
        """Open what the selection can be taken away as, take one, close it."""
        form = form or self._chance.choice(FORMS)
        query = self._readers.next("a place, a period")
        await self._ask(session, query)
        shown = await self._patiently(opened(session, query, text.TAKE))
        if shown:
            content = await self._patiently(download(self._server, session, text.TAKE_FORMATS[form][0]))
            if (found := _mentions(content, form)) not in (None, min(shown, takeaway.MOST)):
                self._diary.problem(f"?{query}: {shown} mentions on the page, {found} in the {form}")
        await self._patiently(opened(session, query, text.TAKE, open_=False))

    async def _patiently(self, coming: Awaitable[T]) -> T:
        return await asyncio.wait_for(coming, PATIENCE_S)


async def opened(session: Session, query: str, label: str, *, open_: bool = True) -> int:
    """Open or close a popover of the page that a session is at; how many mentions the page then says that it shows."""
    popovers = (delta.add_block.popover for delta in session.drawn)
    await session.ask(query, opened={next(p.id for p in popovers if p.label == label): open_})
    return _shown(session)


async def download(
    server: Server, session: Session, label: str, *, meanwhile: Callable[[], Awaitable[None]] | None = None
) -> bytes:
    """The file behind a button of the page that a session is at. Raises RuntimeError where it cannot be made.

    meanwhile  what goes on between the making of the file and its fetching
    """
    buttons = (delta.new_element.download_button for delta in session.drawn)
    message = BackMsg()
    request = message.backend_operation_request
    request.request_id, request.session_id = label, session.id
    request.deferred_file.file_id = next(button.deferred_file_id for button in buttons if button.label == label)
    await session.connection.send(message.SerializeToString())
    while True:
        found = ForwardMsg.FromString(await session.connection.recv(decode=False))
        if found.WhichOneof("type") == "backend_operation_response":
            break
    if said := found.backend_operation_response.error_msg:
        raise RuntimeError(said)
    if meanwhile:
        await meanwhile()
    url = urljoin(server.address, found.backend_operation_response.deferred_file.url.lstrip("/"))
    return await asyncio.to_thread(_fetch, url)


def _fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=PATIENCE_S) as answer:
        content: bytes = answer.read()
        return content


def _shown(session: Session) -> int:
    """How many mentions the page says that it shows."""
    for delta in session.drawn:
        if found := _SHOWN.search(delta.new_element.markdown.body):
            return int(found[2].replace(",", ""))
    return 0


def _mentions(content: bytes, form: str) -> int | None:
    """How many mentions an export holds; None for forms that do not tell."""
    match form:
        case "csv":
            return sum(1 for _ in csv.DictReader(io.StringIO(content.decode())))
        case "geojson":
            return len(json.loads(content)["features"])
        case "kml":
            return content.count(b"<Placemark")
        case _:
            return None


async def browse(browser: Browser, server: Server, diary: Diary, seed: int, until: float) -> None:
    """Real pages of one reader, one after another, each with a browser's storage of its own."""
    chance, clock, readers = random.Random(seed), asyncio.get_running_loop().time, Readers(seed)
    while clock() < until:
        context = await browser.new_context(viewport={"width": 1280, "height": 800})
        page = await context.new_page()
        page.set_default_timeout(PATIENCE_S * 1000)
        page.on("pageerror", lambda error: diary.problem(f"Chromium: {error}"))
        try:
            await page.goto(f"{server.address}?{readers.any() if chance.random() < 0.5 else ''}")
            await _settled(page)
            for act in chance.sample(_BROWSED, len(_BROWSED)):
                if clock() >= until:
                    break
                await act(page, readers)
                await _settled(page)
                if broken := await page.locator(_BROKEN).all_inner_texts():
                    diary.problem(f"Chromium: {broken}")
                diary.done["in Chromium"] += 1
                await asyncio.sleep(chance.uniform(*PAUSE_S))
        except Error as error:
            diary.problem(f"Chromium: {error}")
        finally:
            await context.close()
        await asyncio.sleep(chance.uniform(*AWAY_S))


async def _settled(page: Page) -> None:
    await page.get_by_role("radio", name=text.VIEWS["about"], exact=True).wait_for()
    await asyncio.sleep(0.5)
    await page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


async def _views(page: Page, readers: Readers) -> None:
    for view in ("places", "about", "map"):
        await page.get_by_role("radio", name=text.VIEWS[view], exact=True).click()
        await _settled(page)


async def _home(page: Page) -> None:
    """The page without filters."""
    await page.goto(page.url.partition("?")[0])
    await _settled(page)


async def _search(page: Page, readers: Readers) -> None:
    await _home(page)
    await page.get_by_label(text.WORDS, exact=True).fill(readers.word())
    await page.keyboard.press("Enter")
    await _settled(page)
    await page.get_by_role("button", name=text.WHY).first.click()
    await page.get_by_role("dialog").wait_for()
    await _settled(page)
    await page.keyboard.press("Escape")
    await page.get_by_role("dialog").wait_for(state="detached")


async def _read(page: Page, readers: Readers) -> None:
    await _home(page)
    await page.get_by_role("button", name=text.READ).first.click()
    await page.get_by_role("button", name=text.BACK).wait_for()
    await _settled(page)
    await page.get_by_role("button", name=text.BACK).click()


async def _take(page: Page, readers: Readers) -> None:
    await _home(page)
    await page.get_by_role("button", name=text.TAKE).click()
    async with page.expect_download() as download:
        await page.get_by_role("button", name=text.TAKE_FORMATS["csv"][0]).click()
    await (await download.value).path()
    await page.keyboard.press("Escape")


async def _back(page: Page, readers: Readers) -> None:
    address = page.url
    await page.goto(f"{address.partition('?')[0]}?{readers.next('a place, a period')}")
    await _settled(page)
    await page.goto(address)


_BROWSED: tuple[Callable[[Page, Readers], Awaitable[None]], ...] = (_views, _search, _read, _take, _back)
