"""A process that adds articles until it is killed: `python -m tests.news.victim`, told what to do on standard input.

Each line is `FOLDER ARTICLES SECONDS`: a child process adds so many articles, two in a part, and is killed after that;
"-" lets it come to its end. The answer is a line of JSON: the ids that it reported as added, and whether it came to its
end. The parent holds what is slow to load and opens no archive: threads do not outlive a fork.
"""

import json
import os
import select
import signal
import sys
import time
from datetime import date

from geo import Article, locate
from geo.locate import default_gazetteer
from news import add, archive


def article(number: int) -> Article:
    return Article(str(number), f"Report {number}: shells fell on Daraa.", published=date(2018, 7, 23), language="en")


def adds(folder: str, articles: int, reports: int, *, slowly: bool) -> None:
    add.locator = lambda: "the tests"
    if slowly:
        add._BATCH, archive.INDEXED = 2, 2  # so that there are word indexes as well
    adder = add.Adder(archive.Archive.open(folder), on_problem=print, part_s=-1 if slowly else 15)
    done = 0
    os.write(reports, b"ready\n")
    for looked_at in adder.add(map(article, range(articles)), origin="test"):
        if slowly:  # each part is written before its articles are counted
            os.write(reports, "".join(f"{number}\n" for number in range(done, done + looked_at)).encode())
        done += looked_at
    os.write(reports, b"end\n")


def main() -> None:
    locate(article(0), gazetteer=default_gazetteer())
    for line in sys.stdin:
        folder, articles, seconds = line.split()
        here, there = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(here)
            adds(folder, int(articles), there, slowly=seconds != "-")
            os._exit(0)
        os.close(there)
        select.select([here], [], [])  # "ready", or dead
        if seconds != "-":
            time.sleep(float(seconds))
            os.kill(child, signal.SIGKILL)
        with open(here) as reports:
            said = reports.read().split()
        os.waitpid(child, 0)
        answer = {"reported": [word for word in said if word.isdecimal()], "ended": "end" in said}
        sys.stdout.write(f"{json.dumps(answer)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
