"""Who has an account, with the dirt that a customer table has after a year."""

import unicodedata
from collections import deque
from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

from examples.shop.dice import chance, pick
from examples.shop.rows import Customer
from examples.shop.season import written


class _Land(NamedTuple):
    languages: dict[str, float]
    timezone: str
    cities: str
    first_names: str
    last_names: str
    domains: str


_LANDS = {
    "SE": _Land(
        {"sv": 95, "en": 5},
        "Europe/Stockholm",
        "Stockholm Göteborg Malmö Uppsala Umeå Östersund Åre Falun Luleå Växjö Örebro Gävle",
        "Anna Erik Åsa Lars Karin Björn Märta Oskar Elsa Göran Ingrid Nils Saga Ali Wilma Sven "
        "Linnéa Hugo Maja Pär Sofia Amir Ebba Joel Tove Anders",
        "Lindqvist Åkesson Berg Öberg Sjöström Hassan Nyström Ek Wallin Björk Håkansson Norén "
        "Lund Sandström Dahl Forsberg Älvgren Kovač",
        "post.example brevet.example jobbet.example",
    ),
    "NO": _Land(
        {"nb": 95, "en": 5},
        "Europe/Oslo",
        "Oslo Bergen Trondheim Tromsø Bodø Ålesund Lillehammer Røros",
        "Kari Ola Bjørn Ingvild Håkon Sigrid Øyvind Marit Torstein Åse Sindre Guro Jonas Nora",
        "Hansen Bakke Øien Solberg Haugen Nygård Brække Strand Lie Moen",
        "epost.example fjord.example",
    ),
    "DK": _Land(
        {"da": 95, "en": 5},
        "Europe/Copenhagen",
        "København Aarhus Odense Aalborg Helsingør Rønne",
        "Mette Søren Freja Mads Kirsten Jørgen Astrid Frederik Signe Rasmus Ida Bjarke",
        "Nielsen Sørensen Kjær Møller Holm Bæk Lauritsen Rask Friis",
        "brev.example sund.example",
    ),
    "FI": _Land(
        {"fi": 88, "sv": 9, "en": 3},
        "Europe/Helsinki",
        "Helsinki Tampere Turku Oulu Vaasa Porvoo Rovaniemi",
        "Aino Mikko Päivi Jukka Helmi Väinö Sanna Eero Kaisa Yrjö Anneli Otso",
        "Virtanen Mäkinen Hämäläinen Korhonen Järvi Nyman Lehtonen Sirén",
        "posti.example saari.example",
    ),
    "IS": _Land(
        {"en": 100},
        "Atlantic/Reykjavik",
        "Reykjavík Akureyri Kópavogur",
        "Sigríður Jón Þóra Guðmundur Björk Ásta Kristján",
        "Jónsdóttir Ólafsson Þórsdóttir Guðjónsson",
        "hraun.example",
    ),
    "DE": _Land(
        {"en": 100},
        "Europe/Berlin",
        "Hamburg Kiel Berlin Lübeck Flensburg",
        "Jürgen Käthe Lena Günther Anke Malte Sönke",
        "Müller Groß Schröder Petersen Köhler",
        "post.example elbe.example",
    ),
}
_LAND_SHARES = {"SE": 56.0, "NO": 17.0, "DK": 14.0, "FI": 9.0, "IS": 1.5, "DE": 2.5}

# Typed into a form by people: emoji, markup, shouting, stray spaces, templates.
_ODD_FIRST_NAMES = (
    "Saga 🚲",
    "Elin ✨",
    "Bo <3",
    "Siân O'Neill & co",
    "ANNA-KARIN",
    "  erik ",
    "{{ first_name }}",
    "Ali, Åsa och barnen Märta-Stina, Karl-Johan & lilla Tove",
    "عائشة",
    "李",
)
_ODD_ZONES = ("Mars/Olympus", "", "CEST", "GMT+2")
_YES_NO_UNSAID = {"email": {1: 74.0, 0: 17.0, None: 9.0}, "sms": {1: 31.0, 0: 49.0, None: 20.0}}
_REMEMBERED = 500  # whose address a new customer may turn out to share


def people(rng: Random, sign_ups: Sequence[int]) -> Iterator[Customer]:
    """Yield a customer for every instant of signing up, in that order."""
    recent_emails: deque[str] = deque(maxlen=_REMEMBERED)
    for number, second in enumerate(sign_ups, start=1):
        customer = _customer(rng, number, second)
        if customer.email and chance(rng, 0.006) and recent_emails:
            customer = customer._replace(email=rng.choice(recent_emails))
        if customer.email:
            recent_emails.append(customer.email)
        yield customer


def _customer(rng: Random, number: int, second: int) -> Customer:
    country = pick(rng, _LAND_SHARES)
    land = _LANDS[country]
    first, last = rng.choice(land.first_names.split()), rng.choice(land.last_names.split())
    return Customer(
        id=number,
        created_at=written(second),
        email=_email(rng, f"{first}.{last}{number}", rng.choice(land.domains.split())),
        phone=_phone(rng, country),
        first_name=_first_name(rng, first),
        last_name=None if chance(rng, 0.03) else last,
        country=None if chance(rng, 0.003) else country,
        city=None if chance(rng, 0.02) else rng.choice(land.cities.split()),
        language=_language(rng, land),
        timezone=_timezone(rng, land),
        birth_date=_birth_date(rng),
        accepts_email=pick(rng, _YES_NO_UNSAID["email"]),
        accepts_sms=pick(rng, _YES_NO_UNSAID["sms"]),
    )


def _first_name(rng: Random, name: str) -> str | None:
    kind = pick(rng, {"fine": 95.0, "null": 4.0, "empty": 0.3, "odd": 0.7})
    return {"fine": name, "null": None, "empty": "", "odd": rng.choice(_ODD_FIRST_NAMES)}[kind]


def _email(rng: Random, name: str, domain: str) -> str | None:
    local = _in_ascii(name)
    kind = pick(
        rng,
        {"fine": 97.0, "null": 1.3, "empty": 0.2, "no at": 0.4, "space": 0.5, "two ats": 0.3,
         "capitals": 0.3},
    )  # fmt: skip
    return {
        "fine": f"{local}@{domain}",
        "null": None,
        "empty": "",
        "no at": f"{local}.at.{domain}",
        "space": f"{local}@{domain} ",
        "two ats": f"{local}@home@{domain}",
        "capitals": f"{local}@{domain}".upper().replace("EXAMPLE", "example"),
    }[kind]


def _in_ascii(name: str) -> str:
    spelled = name.lower().translate(
        {ord(a): b for a, b in zip("øæðþß", ("o", "ae", "d", "th", "ss"), strict=True)}
    )
    return unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()


def _phone(rng: Random, country: str) -> str | None:
    """Return a number that regulators keep free for fiction (Sweden's, else the British)."""
    if chance(rng, 0.2):
        return None
    if country != "SE":
        return f"+447700900{rng.randrange(1000):03}"
    ending = rng.randint(605, 699)
    if chance(rng, 0.1):
        return f"070-174 0{ending // 100} {ending % 100:02}"
    return f"+46701740{ending}"


def _language(rng: Random, land: _Land) -> str | None:
    kind = pick(rng, {"fine": 98.8, "null": 1.0, "unknown": 0.2})
    return {"fine": pick(rng, land.languages), "null": None, "unknown": "xx"}[kind]


def _timezone(rng: Random, land: _Land) -> str | None:
    kind = pick(rng, {"fine": 95.2, "null": 4.0, "odd": 0.8})
    return {"fine": land.timezone, "null": None, "odd": rng.choice(_ODD_ZONES)}[kind]


def _birth_date(rng: Random) -> str | None:
    kind = pick(rng, {"said": 64.0, "null": 35.2, "leap day": 0.4, "left as it was": 0.4})
    year = min(2007, max(1938, round(rng.gauss(1983, 13))))
    return {
        "said": f"{year}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
        "null": None,
        "leap day": f"{year - year % 4}-02-29",
        "left as it was": "1900-01-01",
    }[kind]
