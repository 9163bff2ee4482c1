"""What a place is called, as the reader chose: in English, or as it is called where it is. Formats, keeps no choice."""

from dataclasses import replace

from dashboard.bidi import isolated
from geo import Place
from geo.local_names import local_name


def name(place: Place, *, local: bool, alone: bool = False) -> str:
    """A place's name for a list or a table: "Daraa"; "درعا (Daraa)" for who reads local names.

    alone  for a label on the map, where there is room for one: "درعا"
    """
    found = local_name(place) if local else None
    if found is None:
        return isolated(place.name)
    return isolated(found) if alone else f"{isolated(found)} ({isolated(place.name)})"


def named(place: Place, *, local: bool, alone: bool = False) -> Place:
    """The place under that name, for the functions of text.py that take a place."""
    return replace(place, name=name(place, local=local, alone=alone))
