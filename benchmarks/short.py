"""Short articles, made up here: two or three sentences each about places all over the world, no two the same.

python -m benchmarks.short 100000 > articles.jsonl
"""

import argparse
import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from geo import Article, Gazetteer
from geo.locate import default_gazetteer

FIRST_DAY, DAYS = date(2011, 1, 1), 3_000  # of these, in their order
_SENTENCES = (
    "Shells fell on {place} {day}, killing {number} people and wounding {other}.",
    "Thousands marched through {place} {day} against the price of {goods}.",
    "{who} said that {number} families had left {place} for {second}.",
    "A convoy with {goods} for {number} households reached {place} from {second} {day}.",
    "Talks between {who} and the council of {place} ended {day} without an agreement.",
    "The road from {place} to {second} was closed {day} after a landslide buried {number} cars.",
    "Fighting was reported near {place}, {number} km from {second}, where {who} hold a checkpoint.",
    "A court in {place} sentenced {number} men over the theft of {goods}.",
    "Floods cut off {place} {day}; {who} counted {other} damaged houses.",
    "An explosion at a depot of {goods} outside {place} was heard as far as {second}.",
    "{who} opened a clinic with {number} beds in {place}, the first since the one in {second} was shut.",
    "Police in {place} seized {number} tons of {goods} hidden in a lorry from {second}.",
    "Jets struck a village south of {place} {day}, {who} said, and {number} people are missing.",
    "Schools in {place} stay closed as {who} strike over the pay of {number} teachers.",
)
_WHO = (
    "residents", "the governor", "aid workers", "rebels", "the army", "a union of drivers", "the mayor", "doctors",
    "two witnesses", "the ministry", "a spokesman for the police", "farmers", "the Red Crescent", "election observers",
)  # fmt: skip
_GOODS = "bread fuel flour cement copper medicine cotton timber rice tobacco wheat coal sugar fertilizer".split()
_WHEN = ("on Monday", "on Tuesday night", "on Friday", "yesterday", "early on Sunday", "last week", "this morning", "")


def short_articles(gazetteer: Gazetteer, number: int) -> Iterator[Article]:
    """So many articles in the order of their days, every run the same. Few places are common, most are rare."""
    chance = random.Random(7)
    places = [place.name for place in islice(gazetteer, 0, None, 11) if place.kind == "settlement"]
    chance.shuffle(places)

    def sentence(template: str) -> str:
        said = template.format(
            place=places[int(len(places) ** chance.random()) - 1],
            second=places[int(len(places) ** chance.random()) - 1],
            who=chance.choice(_WHO),
            goods=chance.choice(_GOODS),
            day=chance.choice(_WHEN),
            number=chance.randint(2, 90),
            other=chance.randint(2, 900),
        )
        return (said[0].upper() + said[1:]).replace(" .", ".").replace(" ,", ",").replace(" ;", ";")

    for nth in range(number):
        told = [sentence(template) for template in chance.sample(_SENTENCES, chance.choice((2, 3)))]
        day = FIRST_DAY + timedelta(days=DAYS * nth // number)
        yield Article(f"short-{nth}", " ".join(told), source=f"source {chance.randint(1, 40)}", published=day)


def line(article: Article) -> str:
    """An article as a line of JSON Lines."""
    day = article.published and article.published.isoformat()
    return json.dumps({"id": article.id, "text": article.text, "source": article.source, "published": day})


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("number", type=int)
    for article in short_articles(default_gazetteer(), parser.parse_args().number):
        print(line(article))


if __name__ == "__main__":
    main()
