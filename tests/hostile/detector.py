"""Sees whatever of an attack runs in a browser; and bare pages that hold attacks as they are, to show that it does."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Frame, Page, Route, WebError

from tests.hostile.corpus import ATTACKS, Attack

# An address that no server has: `Detector` answers for it.
BARE = "http://127.0.0.1:9/bare"
# Pages by what an attack `runs` in. Whoever writes others' text so has forgotten to escape it.
PAGES = {
    "html": "<body>{}",
    "attribute": '<body><p title="{}">x</p>',
    "attribute-single": "<body><p title='{}'>x</p>",
    "attribute-bare": "<body><p title={}>x</p>",
    "textarea": "<body><textarea>{}</textarea>",
    "title": "<title>{}</title>",
    "style": "<style>{}</style>",
    "css": "<style>p{{color:{}}}</style><p>x",
    "comment": "<body><!-- {} -->",
    "template": "<script>const words = `{}`</script>",
    "string": '<script>const words = "{}"</script>',
    "single": "<script>const words = '{}'</script>",
    "data": '<script>const words = [{{"x":"{}"}}]</script>',
    "comment-js": "<script>// {}</script>",
    "link": '<body><a id=link href="{}">x</a><script>link.click()</script>',
}


class Detector:
    """What ran in a context: calls of `pwned`, dialogs, requests to others than this machine, errors of scripts.

    Each comes with the address of the page, or of the frame of it, that is to blame.
    """

    def __init__(self, context: BrowserContext) -> None:
        self.ran: list[tuple[str, str]] = []
        self.errors: list[str] = []
        context.expose_binding("pwned", lambda source, *_: self._saw(source["frame"], "pwned"))
        context.on("dialog", self._dialog)
        context.on("weberror", self._error)
        context.on("console", self._console)
        context.route("**/*", self._route)

    def caught(self, attack: Attack) -> bool:
        """Whether an attack of a bare page was seen to run."""
        return any(where in (f"{BARE}?{attack.number}", attack.name) for where, _ in self.ran)

    def _saw(self, frame: Frame | None, what: str) -> None:
        while frame and frame.parent_frame and not frame.url.startswith("http"):
            frame = frame.parent_frame
        self.ran.append((frame.url if frame else "", what))

    def _dialog(self, dialog: Dialog) -> None:
        self.ran.append((dialog.message, dialog.type))
        dialog.dismiss()

    def _error(self, error: WebError) -> None:
        self.errors.append(str(error.error))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _route(self, route: Route) -> None:
        request = route.request
        parts = urlsplit(request.url)
        if request.url.startswith(BARE):
            attack = ATTACKS[int(parts.query)]
            page = PAGES[attack.runs].format(attack.kept)
            route.fulfill(content_type="text/html; charset=utf-8", body=page)
        elif parts.hostname == "127.0.0.1" or parts.scheme in ("data", "blob", "file", "about"):
            route.continue_()
        else:
            self._saw(request.frame, request.url)
            route.abort()


def bare(page: Page, detector: Detector) -> None:
    """Open all attacks that run somewhere as they are, in frames; those that nothing is seen of, each by itself."""
    page.set_content("".join(f'<iframe src="{BARE}?{attack.number}"></iframe>' for attack in ATTACKS if attack.runs))
    page.wait_for_timeout(1000)
    for attack in ATTACKS:  # what needs the keyboard's focus, or to be seen
        if attack.runs and not detector.caught(attack):
            page.goto(f"{BARE}?{attack.number}")
            page.wait_for_timeout(100)
