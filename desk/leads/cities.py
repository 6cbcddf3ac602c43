"""The zone of a city, by its name in Russian or Latin letters.

``cities.csv`` is made of GeoNames (https://www.geonames.org, CC BY 4.0): cities of Russia from 20,000 people and
of its neighbours from 100,000, and the centres of all regions. A name that large cities in different zones share is
left out: no guess. Today's name of a city counts more than a former name of another (Калининград, Ставрополь).
"""

import re
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("cities.csv")
KIND = re.compile(r"^(г|гор|город|c|city)[.\s]+", re.IGNORECASE)


def zone_of_city(name: str) -> str:
    """An IANA zone, or nothing. «г. Владивосток, Приморский край» is understood too."""
    plain = KIND.sub("", name.split(",", maxsplit=1)[0].strip().lower()).replace("ё", "е").strip()
    return _table().get(plain, "") if plain else ""


@cache
def _table() -> dict[str, str]:
    rows = (line.split(";") for line in TABLE.read_text("utf-8").splitlines())
    return {city: zone for zone, cities in rows for city in cities.split(",")}
