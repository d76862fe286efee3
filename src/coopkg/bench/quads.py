"""Quads to serve: bodies, people with roles, events, and commitments in a graph for each source; any size, same bytes.

The shapes of `coopkg.bench.shapes` try a reasoner, these try a store: dates, texts, long tails, trees of parts.
"""

import random
from collections.abc import Iterator
from itertools import count, islice

BASE = "https://serve.example/"
VOCABULARY = f"{BASE}vocabulary#"
#: A block of `quads` has so many bodies; those of the first block are the same at every size.
BODIES = 30

_XSD = "http://www.w3.org/2001/XMLSchema#"
_COUNTRIES = ("vn", "jp", "kr", "th", "sg", "my", "id", "ph", "la", "kh", "mm", "bn", "in", "au", "nz", "cn")
_SECTORS = ("standards", "trade", "energy", "health", "water", "transport", "food", "science")
_WORDS = (
    "metrology",
    "quality",
    "halal",
    "rubber",
    "cocoa",
    "steel",
    "testing",
    "labels",
    "safety",
    "tariffs",
    "ports",
)
_NAMES = ("An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Khánh", "Lan", "Minh", "Nga", "Phúc", "Quân", "Thảo", "Việt")
_ROLES = ("chair", "secretary", "member", "expert", "director", "adviser")
_STATES = ("open", "met", "late", "void")

_Quad = tuple[str, str, str, str]


def quads(size: int) -> Iterator[str]:
    """Yield `size` lines of N-Quads; a larger size begins with the smaller one's quads.

    >>> len(list(quads(5)))
    5
    """
    statements = (statement for number in count() for statement in _block(number))
    for subject, predicate, value, graph in islice(statements, size):
        yield f"<{BASE}{subject}> {_predicate(predicate)} {value}{f' <{BASE}{graph}>' if graph else ''} .\n"


def _predicate(name: str) -> str:
    return "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>" if name == "a" else f"<{VOCABULARY}{name}>"


def _block(number: int) -> Iterator[_Quad]:
    """Yield some 1,000 quads about 30 bodies, and what hangs on them."""
    chance = random.Random(number)
    bodies = [f"body/{number * BODIES + k}" for k in range(BODIES)]
    people = [f"person/{number}-{k}" for k in range(50)]
    for k, body in enumerate(bodies):
        parent = f"body/{(number * BODIES + k) // 4}" if number or k else ""
        yield from _body(chance, body, parent)
    for person in people:
        yield person, "a", _term("Person"), ""
        yield person, "name", f'"{chance.choice(_NAMES)} {chance.choice(_NAMES)} {person}"', ""
        yield person, "bornOn", _date(chance, 1940, 2000), ""
        yield person, "countryOf", _iri(f"country/{chance.choice(_COUNTRIES)}"), ""
    for k in range(60):
        yield from _role(chance, f"role/{number}-{k}", chance.choice(people), chance.choice(bodies))
    for k in range(25):
        yield from _event(chance, f"event/{number}-{k}", bodies)
    for k in range(20):
        yield from _commitment(chance, f"commitment/{number}-{k}", chance.choice(bodies), f"source/{number}-{k % 5}")


def _body(chance: random.Random, body: str, parent: str) -> Iterator[_Quad]:
    yield body, "a", _term("Body"), ""
    yield body, "name", f'"{chance.choice(_WORDS).title()} {chance.choice(_WORDS)} {body}"', ""
    yield body, "countryOf", _iri(f"country/{chance.choice(_COUNTRIES)}"), ""
    yield body, "sector", _iri(f"sector/{chance.choice(_SECTORS)}"), ""
    if parent:
        yield body, "partOf", _iri(parent), ""
    if chance.random() < 1 / 2:
        yield body, "homepage", f"<https://{body.replace('/', '-')}.example/>", ""


def _role(chance: random.Random, role: str, person: str, body: str) -> Iterator[_Quad]:
    year = chance.randrange(1995, 2024)
    yield role, "a", _term("Role"), ""
    yield role, "heldBy", _iri(person), ""
    yield role, "at", _iri(body), ""
    yield role, "kind", f'"{chance.choice(_ROLES)}"', ""
    yield role, "from", _date(chance, year, year + 1), ""
    if chance.random() < 1 / 2:
        yield role, "to", _date(chance, year + 1, year + 5), ""


def _event(chance: random.Random, event: str, bodies: list[str]) -> Iterator[_Quad]:
    yield event, "a", _term("Event"), ""
    yield event, "label", f'"{" ".join(chance.choices(_WORDS, k=4))} {event}"', ""
    yield event, "date", _date(chance, 1995, 2026), ""
    for body in chance.sample(bodies, 2):
        yield event, "participant", _iri(body), ""


def _commitment(chance: random.Random, commitment: str, body: str, graph: str) -> Iterator[_Quad]:
    yield commitment, "a", _term("Commitment"), graph
    yield commitment, "by", _iri(body), graph
    yield commitment, "amount", f'"{chance.randrange(1, 10_000)}"^^<{_XSD}integer>', graph
    yield commitment, "due", _date(chance, 2020, 2040), graph
    yield commitment, "status", f'"{chance.choice(_STATES)}"', graph
    yield commitment, "text", f'"To agree on {" ".join(chance.choices(_WORDS, k=10))}"@en', graph


def _iri(name: str) -> str:
    return f"<{BASE}{name}>"


def _term(name: str) -> str:
    return f"<{VOCABULARY}{name}>"


def _date(chance: random.Random, first: int, last: int) -> str:
    year = chance.randrange(first, last)
    return f'"{year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"^^<{_XSD}date>'
