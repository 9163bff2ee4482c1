"""What can go wrong, as exceptions that a caller can tell apart.

    DatelineError             every error of ours; its message is one line for a person
    ├── InputError            an article, a line or a file cannot be read; the others go on
    ├── GazetteerError        the gazetteer cannot be used as it is
    │   ├── GazetteerMissing  a file of it is not there: build it, or add the country again
    │   └── GazetteerDamaged  a file of it cannot be read or is of another format: build or add it again
    ├── ModelError            the trained model cannot be used as it is
    │   ├── ModelMissing      its file is not there
    │   └── ModelDamaged      its file cannot be read or is of another format
    ├── DownloadError         a country's file could not be fetched; what was there before is kept
    ├── FetchError            a page or a feed could not be fetched or read; the others go on
    ├── ClusterError          the processes that were to help cannot be reached, or have another Dateline
    └── ArchiveError          the archive of articles cannot be used as it is
        ├── ArchiveNewer      a later version of Dateline wrote it: upgrade; nothing of it is touched
        ├── ArchiveUnwritable nothing can be kept in it: no right, no room; what was kept before stays
        └── ArchiveUnreachable  its folder or object store does not answer, or not as it should: try again later

"Not found" is no error: a lookup without a result is an empty list, a mention without a place is kept as unplaced.
Errors of an online geocoder are geopy's own (`geopy.exc`).
"""

from typing import Literal

from geo.secrecy import shown

# What became of a request. The first four may pass by themselves; the others want a person, or are for good.
Trouble = Literal[
    "busy", "time-out", "unreachable", "TLS",
    "not found", "gone", "refused", "not allowed", "too large", "redirects", "unreadable",
]  # fmt: skip


class DatelineError(Exception):
    """Base of all errors raised on purpose."""


class InputError(DatelineError):
    """An article, a line or a file cannot be read.

    `source` names the file ("-" for standard input) and `line` the line in it, counted from 1, where there is one.
    """

    def __init__(self, why: str, *, source: str, line: int | None = None) -> None:
        shown = source if source.isprintable() else repr(source)
        where = shown if line is None else f"{shown}:{line}"
        super().__init__(f"{where}: {why}")
        self.why = why
        self.source = source
        self.line = line


class GazetteerError(DatelineError):
    """The gazetteer cannot be used as it is."""


class GazetteerMissing(GazetteerError):
    """A file of the gazetteer is not there."""


class GazetteerDamaged(GazetteerError):
    """A file of the gazetteer cannot be read, or has another format."""


class ModelError(DatelineError):
    """The trained model cannot be used as it is."""


class ModelMissing(ModelError):
    """The model's file is not there."""


class ModelDamaged(ModelError):
    """The model's file cannot be read, or has another format."""


class DownloadError(DatelineError):
    """A country's file could not be fetched; nothing was changed."""


class FetchError(DatelineError):
    """A page or a feed could not be fetched or read. The message begins with its address, without the keys in it.

    url         as it was asked for, before any redirect
    trouble     "refused" is the server's word or its robots.txt's, "not allowed" is ours
    wait_s      how long the server asked us to stay away, in seconds; None where it did not say
    """

    def __init__(self, why: str, *, url: str, trouble: Trouble = "unreadable", wait_s: float | None = None) -> None:
        # an address may hold anything, and comes from anybody: it is shown as one line and commands no terminal
        super().__init__("".join(char if char.isprintable() else "?" for char in f"{shown(url)[:300]}: {why}"))
        self.why = why
        self.url = url
        self.trouble = trouble
        self.wait_s = wait_s

    @property
    def passing(self) -> bool:
        """Whether the same request may well succeed later."""
        return self.trouble in ("busy", "time-out", "unreachable", "TLS")


class ClusterError(DatelineError):
    """The processes that were to help cannot be reached, or have another Dateline; what was kept before stays."""


class ArchiveError(DatelineError):
    """The archive of articles cannot be used as it is."""


class ArchiveNewer(ArchiveError):
    """A later version of Dateline wrote the archive, in a form that this one does not know."""


class ArchiveUnwritable(ArchiveError):
    """Nothing can be kept in the archive; what was kept before stays."""


class ArchiveUnreachable(ArchiveError):
    """The archive's folder or object store does not answer, or not as it should."""
