"""Words that say what kind of place a name is: "province", "Mount", "camp". One table for all who ask.

A kind word before or after a name ("Idlib province", "Mount Hermon", "Zaatari camp") asks for candidates of its kinds.
"""

from geo.records import Kind

_DIVISION: tuple[Kind, ...] = ("admin1", "admin2")

FEATURE_WORDS: dict[str, tuple[Kind, ...]] = {
    **dict.fromkeys(
        "province provinces governorate governorates region regions oblast oblasts prefecture voivodeship muhafazah "
        "vilayet wilaya emirate".split(),
        (*_DIVISION, "region"),
    ),
    **dict.fromkeys("state states".split(), ("admin1",)),
    **dict.fromkeys(
        "county counties district districts parish subdistrict raion municipality borough canton commune".split(),
        ("admin2", "admin1", "settlement"),
    ),
    **dict.fromkeys(
        "city cities town towns village villages hamlet hamlets township suburb suburbs neighborhood neighbourhood "
        "neighborhoods neighbourhoods quarter downtown capital".split(),
        ("settlement", "site"),
    ),
    **dict.fromkeys(
        "camp camps crossing crossings airport airports airfield airbase base bases dam prison port bridge checkpoint "
        "university hospital".split(),
        ("site", "settlement"),
    ),
    **dict.fromkeys(
        "mount mt mountain mountains hill hills jabal jebel tel tell peak ridge".split(), ("mountain", "site")
    ),
    **dict.fromkeys("river lake sea gulf bay strait straits ocean canal channel reservoir".split(), ("water",)),
    **dict.fromkeys(
        "peninsula valley desert plain plains basin island islands isle plateau corridor strip heights".split(),
        ("region",),
    ),
    # Syria's "Homs countryside" is the land about the town; a province of the name is more than that
    "countryside": ("settlement", "admin1", "admin2", "region"),
    **dict.fromkeys("country nation republic kingdom".split(), ("country",)),
}
