"""Data to measure with: a university (`univ`) and a field of cooperation (`coop`), any size, always the same bytes.

`univ` has the proportions of the well-known university benchmarks: a deep class hierarchy, few joins. `coop` is hard on
a reasoner: roles that become memberships by chains, parts of parts, representatives, equality by registry numbers. The
ontologies lie beside, in `ontologies/`. A larger size begins with the smaller one's triples.
"""

import random
from collections.abc import Callable, Iterator
from itertools import count, islice, repeat
from pathlib import Path

from coopkg.rdf.dictionary import TokenTriple

SHAPES = ("coop", "univ")
VOCABULARY = "https://coop.example/vocabulary#"
INSTANCES = "https://coop.example/id/"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
SAME_AS = "http://www.w3.org/2002/07/owl#sameAs"

# Shares: of bodies and of teachers with a second name, teachers who work with another, graduates, advised others.
BODIES_TWICE = 0.02
TEACHERS_TWICE = 0.05
COLLABORATING = 0.3
GRADUATES = 0.25
ADVISED = 0.2

Statement = tuple[str, str, str]


def ontology_of(shape: str) -> Path:
    """Return the file of the ontology that goes with the data of a shape."""
    return Path(__file__).parent / "ontologies" / f"{shape}.ttl"


def lines(shape: str, size: int) -> Iterator[str]:
    """Yield `size` lines of N-Triples of one of `SHAPES`.

    >>> len(list(lines("univ", 7)))
    7
    """
    blocks: Callable[[int], Iterator[Statement]] = {"univ": _department, "coop": _field}[shape]
    statements = (statement for number in count() for statement in blocks(number))
    for statement in islice(statements, size):
        yield f"{' '.join(_tokens(statement))} .\n"


def hub(fields: int) -> list[TokenTriple]:
    """Return statements that make the bodies of the first `fields` fields of `coop` parts of one, and it of another.

    The first of them, that the hub is a part of the world, carries about 360 conclusions a field.
    """
    roots = [("hub", "partOf", "world"), *((f"f{number}-body0", "partOf", "hub") for number in range(fields))]
    return [_tokens(each) for each in roots]


def chain(length: int) -> list[TokenTriple]:
    """Return `length` statements, each that a link of a chain is a part of the next."""
    return [_tokens((f"link{number}", "partOf", f"link{number + 1}")) for number in range(length)]


def clique(names: int) -> tuple[list[TokenTriple], list[TokenTriple]]:
    """Return statements about a body of `coop` under `names` other names, and those that say that all name it."""
    others = [f"f0-body0-name{number}" for number in range(names)]
    about = [_tokens((name, "label", f'"Name {name}"')) for name in others]
    return about, [_tokens(pair) for pair in zip(others, repeat("="), ["f0-body0", *others], strict=False)]


def _tokens(statement: Statement) -> TokenTriple:
    subject, predicate, object_ = statement
    return f"<{INSTANCES}{subject}>", _predicate(predicate), _object(predicate, object_)


def _predicate(name: str) -> str:
    return {"a": f"<{TYPE}>", "=": f"<{SAME_AS}>"}.get(name, f"<{VOCABULARY}{name}>")


def _object(predicate: str, name: str) -> str:
    if name.startswith('"'):
        return name
    return f"<{VOCABULARY if predicate == 'a' else INSTANCES}{name}>"


def _field(number: int) -> Iterator[Statement]:
    """Yield one field of cooperation: 20 places, 60 organizations with two people each, 60 events."""
    chance = random.Random(number)
    field = f"f{number}"
    places = [f"{field}-place{k}" for k in range(20)]
    for k, place in enumerate(places):
        yield place, "a", "Place"
        if k:
            yield place, "partOf", places[max(0, k - 1 - chance.randrange(3))]
    bodies = [f"{field}-body{k}" for k in range(60)]
    people = [f"{body}-{role}" for body in bodies for role in ("head", "expert")]
    for k, body in enumerate(bodies):
        yield from _body(chance, bodies, k, places)
        for person in (f"{body}-head", f"{body}-expert"):
            yield from _person(chance, person, body)
        yield body, "alliedWith" if k % 2 else "cooperatesWith", chance.choice(bodies)
    for k in range(60):
        yield from _event(chance, f"{field}-event{k}", people, places)
        yield f"{field}-pledge{k}", "a", "Pledge"
        yield f"{field}-pledge{k}", "committedBy", chance.choice(bodies)
        yield f"{field}-pledge{k}", "about", f"topic{chance.randrange(50)}"


def _body(chance: random.Random, bodies: list[str], k: int, places: list[str]) -> Iterator[Statement]:
    body = bodies[k]
    yield body, "a", chance.choice(["Company", "Ministry", "Association", "Committee"])
    yield body, "label", f'"Body {body}"'
    yield body, "registryNumber", f"{body}-number"
    yield body, "seatedIn", chance.choice(places)
    if k:
        yield body, "partOf", bodies[max(0, k - 1 - chance.randrange(6))]
    if chance.random() < BODIES_TWICE:
        # The same body under a second name: equality has to be found by the registry number.
        yield f"{body}-again", "registryNumber", f"{body}-number"
        yield f"{body}-again", "label", f'"Also {body}"'


def _person(chance: random.Random, person: str, body: str) -> Iterator[Statement]:
    yield person, "a", "Person"
    yield person, "label", f'"Person {person}"'
    yield f"{person}-role", "a", chance.choice(["Chair", "Seat", "Advice"])
    yield f"{person}-role", "heldBy", person
    yield f"{person}-role", "roleIn", body
    if person.endswith("head"):
        yield person, "represents", body


def _event(chance: random.Random, event: str, people: list[str], places: list[str]) -> Iterator[Statement]:
    yield event, "a", chance.choice(["Meeting", "Summit", "Signing"])
    yield event, "date", f'"2026-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"'
    yield event, "takesPlaceIn", chance.choice(places)
    for person in chance.sample(people, 3):
        yield event, "hasParticipant", person


def _department(number: int) -> Iterator[Statement]:
    """Yield one department, fifteen of which make a university."""
    chance = random.Random(number)
    university, name = f"univ{number // 15}", f"dept{number}"
    if number % 15 == 0:
        yield university, "a", "University"
        yield f"{university}-old", "=", university
    yield name, "a", "Department"
    yield name, "partOf", university
    for k in range(chance.randint(10, 20)):
        yield f"{name}-group{k}", "a", "ResearchGroup"
        yield f"{name}-group{k}", "partOf", name
    kinds = ("FullProfessor", "AssociateProfessor", "AssistantProfessor", "Lecturer")
    teachers = [f"{name}-{kind}{k}" for kind in kinds for k in range(chance.randint(6, 11))]
    courses = [f"{name}-course{k}" for k in range(2 * len(teachers))]
    for k, teacher in enumerate(teachers):
        yield from _teacher(chance, teacher, name, courses[2 * k : 2 * k + 2])
        if chance.random() < COLLABORATING:
            yield teacher, "worksWith", chance.choice(teachers)
    yield teachers[0], "headOf", name
    for k in range(chance.randint(10, 15) * len(teachers)):
        yield from _student(chance, f"{name}-student{k}", teachers, courses)
        yield f"{name}-student{k}", "memberOf", name


def _teacher(chance: random.Random, teacher: str, department: str, courses: list[str]) -> Iterator[Statement]:
    yield teacher, "a", teacher.rpartition("-")[2].rstrip("0123456789")
    yield teacher, "worksFor", department
    yield teacher, "email", f'"{teacher}@coop.example"'
    yield teacher, "researcherNumber", f"{teacher}-number"
    if chance.random() < TEACHERS_TWICE:
        yield f"{teacher}-again", "researcherNumber", f"{teacher}-number"
        yield f"{teacher}-again", "worksFor", department
    for degree in ("bachelorFrom", "masterFrom", "doctorFrom"):
        yield teacher, degree, f"univ{chance.randrange(10)}"
    for course, kind in zip(courses, ("Course", "GraduateCourse"), strict=True):
        yield course, "a", kind
        yield teacher, "teaches", course
    for k in range(chance.randint(2, 18)):
        yield f"{teacher}-work{k}", "a", chance.choice(["JournalArticle", "Publication"])
        yield f"{teacher}-work{k}", "author", teacher


def _student(chance: random.Random, student: str, teachers: list[str], courses: list[str]) -> Iterator[Statement]:
    is_graduate = chance.random() < GRADUATES
    yield student, "a", "Graduate" if is_graduate else "Undergraduate"
    yield student, "email", f'"{student}@coop.example"'
    # The second course of each teacher is for graduates, the first for all others.
    for course in chance.sample(courses[is_graduate::2], chance.randint(2, 4)):
        yield student, "takes", course
    if is_graduate or chance.random() < ADVISED:
        yield student, "advisor", chance.choice([each for each in teachers if "Lecturer" not in each])
    if is_graduate:
        yield student, "bachelorFrom", f"univ{chance.randrange(10)}"
