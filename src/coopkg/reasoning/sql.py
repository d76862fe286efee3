"""Specialised rules as SQL over the tables `T(s, p, o)`, all triples, and `D(s, p, o)`, the newest of them.

The text is plain SQL that Spark and DuckDB run alike; hints to Spark stand in comments. Rules that differ in their
constants only are one *shape*: one query with a table of these constants stands for all of them, so that an ontology of
a thousand axioms makes a dozen queries. A term's id is a literal's if it is not below `FIRST_LITERAL`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from coopkg.rdf.dictionary import FIRST_LITERAL
from coopkg.reasoning.conclusions import Unspoken
from coopkg.reasoning.equality import Filters, Slot
from coopkg.reasoning.joins import Pattern
from coopkg.reasoning.specialize import SpecializedRule

Constants: TypeAlias = tuple[int, ...]
Counts: TypeAlias = Mapping[tuple[int | None, int | None], int]
"""How many triples there are: by `(predicate, None)`, of rdf:type also by `(type, class)`, of all by `(None, None)`."""

# A list of values pays where it is short, and a table is sent to all who join with it where it is small.
_MOST_VALUES = 64
_MOST_BROADCAST = 300_000


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What is `told` where `body` holds, each pair of `filters` differs and all of `resources` are no literals.

    Told are the subject, predicate and object of what follows, or whatever else is asked for.
    """

    body: tuple[Pattern, ...]
    told: tuple[Slot, ...]
    filters: Filters = ()
    resources: tuple[Slot, ...] = ()

    def renamed(self, name: Callable[[Slot], Slot]) -> "Conclusion":
        """Return the same with each slot as `name` gives it, asked in the order of body, told and filters."""
        return Conclusion(
            tuple(Pattern(*map(name, pattern.slots)) for pattern in self.body),
            tuple(map(name, self.told)),
            tuple((name(left), name(right)) for left, right in self.filters),
            tuple(map(name, self.resources)),
        )


@dataclass(frozen=True, slots=True)
class Shape:
    """Conclusions that differ in constants only: a slot `$n` stands for the n-th of each row of `constants`."""

    form: Conclusion
    constants: tuple[Constants, ...]


def conclusions_of(rules: Iterable[SpecializedRule]) -> list[Conclusion]:
    """Return what `rules` conclude; of rules without a body, which conclude at once, nothing."""
    return [
        Conclusion(rule.body, head.slots, rule.filters, _resources(rule, head))
        for rule in rules
        if rule.body
        for head in rule.head
    ]


def _resources(rule: SpecializedRule, head: Pattern) -> tuple[Slot, ...]:
    """Return the variables of a rule that are no literals where it knows no triple about a literal."""
    subjects = (pattern.subject for pattern in (*rule.body, head)) if rule.is_of_resources else ()
    return tuple(dict.fromkeys(slot for slot in subjects if isinstance(slot, str)))


def contradictions_of(rules: Sequence[SpecializedRule]) -> list[Conclusion]:
    """Return for those `rules` that end in `false` what tells the rule's index and then the terms of each premise."""
    return [
        Conclusion(rule.body, (index, *(slot for pattern in rule.body for slot in pattern.slots)), rule.filters)
        for index, rule in enumerate(rules)
        if rule.body and not rule.head
    ]


def shapes_of(conclusions: Iterable[Conclusion], type_id: int) -> tuple[Shape, ...]:
    """Return the shapes of `conclusions`, in the order of their first; rdf:type (`type_id`) is part of the shape."""
    rows: dict[Conclusion, dict[Constants, None]] = {}
    for conclusion in conclusions:
        constants: list[int] = []

        def place(slot: Slot, found: list[int] = constants) -> Slot:
            if isinstance(slot, str) or slot == type_id:
                return slot
            found.append(slot)
            return f"${len(found) - 1}"

        form = conclusion.renamed(place)
        rows.setdefault(form, {})[tuple(constants)] = None
    return tuple(_folded(form, tuple(found)) for form, found in rows.items())


def _folded(form: Conclusion, rows: tuple[Constants, ...]) -> Shape:
    """Return the shape with ids for the constants that are the same in every row."""
    columns = list(zip(*rows, strict=True))
    varying = [index for index, column in enumerate(columns) if len(set(column)) > 1]
    names: dict[Slot, Slot] = {f"${index}": column[0] for index, column in enumerate(columns)}
    names |= {f"${index}": f"${number}" for number, index in enumerate(varying)}
    kept = dict.fromkeys(tuple(row[index] for index in varying) for row in rows)
    return Shape(form.renamed(lambda slot: names.get(slot, slot)), tuple(kept))


def queries(shapes: Iterable[Shape], newest: Counts, everything: Counts, type_id: int) -> Iterator[str]:
    """Yield for each shape and each pattern in it the query for what follows where `D` matches that pattern.

    The counts are those of `D` and `T`; rules that find nothing to read are passed over. Where all is new
    (`newest is everything`) one query is enough for a shape, and `T` is read throughout.
    """
    for shape in shapes:
        length = len(shape.form.body)
        for place in range(1 if newest is everything else length):
            counts = [newest if index == place else everything for index in range(length)]
            sizes = {row: _sizes(shape.form.body, row, counts, type_id) for row in shape.constants}
            firing = {row: each for row, each in sizes.items() if all(each)}
            if firing:
                totals = [sum(column) for column in zip(*firing.values(), strict=True)]
                table = "T" if newest is everything else "D"
                yield _Select(Shape(shape.form, tuple(firing)), totals, (place, table)).text()


def _sizes(body: tuple[Pattern, ...], row: Constants, counts: Sequence[Counts], type_id: int) -> list[int]:
    """Return how many triples each pattern of the body can match."""

    def value(slot: Slot) -> int | None:
        if isinstance(slot, int):
            return slot
        return row[int(slot[1:])] if slot.startswith("$") else None

    keys = [(value(pattern.predicate), value(pattern.object)) for pattern in body]
    return [
        count.get((predicate, object_ if predicate == type_id else None), 0)
        for (predicate, object_), count in zip(keys, counts, strict=True)
    ]


class _Select:
    """A query in the making: `sizes` of what each pattern can match, `newest` its place and table, columns by slot."""

    __slots__ = ("_columns", "_newest", "_shape", "_sizes")

    def __init__(self, shape: Shape, sizes: Sequence[int], newest: tuple[int, str]) -> None:
        self._shape = shape
        self._sizes = sizes
        self._newest = newest
        self._columns: dict[Slot, str] = {}

    def text(self) -> str:
        """Return the query; its columns are `s`, `p`, `o` where three terms are told, or else `c0`, `c1` and so on."""
        form = self._shape.form
        order = self._order()
        carrier = next((place for place in order if any(map(_is_constant, form.body[place].slots))), order[0])
        (first, _), *others = [self._source(place, is_carrier=place == carrier) for place in order]
        names = "spo" if len(form.told) == len("spo") else [f"c{number}" for number in range(len(form.told))]
        told = (f"CAST({self._column(slot)} AS BIGINT) AS {name}" for slot, name in zip(form.told, names, strict=True))
        parts = [f"SELECT {self._hint(order)}{', '.join(told)} FROM {first}"]
        parts += [f"JOIN {source} ON {' AND '.join(conditions) or '1 = 1'}" for source, conditions in others]
        conditions = [f"{self._column(left)} <> {self._column(right)}" for left, right in form.filters]
        conditions += [f"{self._column(slot)} < {FIRST_LITERAL}" for slot in form.resources]
        return " ".join(parts) + _where(conditions)

    def _order(self) -> list[int]:
        """Return the places of the patterns: the newest first, then those that share a variable, the smallest first."""
        body = self._shape.form.body
        order = [self._newest[0]]
        others = set(range(len(body))) - set(order)
        while others:
            bound = {slot for place in order for slot in body[place].slots if _is_variable(slot)}
            order.append(
                min(others, key=lambda place: (bound.isdisjoint(body[place].slots), self._sizes[place], place))
            )
            others.discard(order[-1])
        return order

    def _source(self, place: int, *, is_carrier: bool) -> tuple[str, list[str]]:
        """Return a pattern as a table expression, with the table of constants if it is the carrier; how it joins."""
        alias = f"a{place}"
        own: dict[Slot, str] = {}
        inner, with_constants, joining = [], [], []
        for slot, name in zip(self._shape.form.body[place].slots, "spo", strict=True):
            if isinstance(slot, int):
                inner.append(f"x.{name} = {slot}")
            elif slot in own:
                inner.append(f"x.{name} = x.{own[slot]}")
            elif slot in self._columns:
                joining.append(f"{alias}.{name} = {self._columns[slot]}")
                inner += self._values(slot, name)
            elif _is_constant(slot):
                with_constants.append(f"x.{name} = k.k{slot[1:]}")
            else:
                own[slot] = name
        self._columns.update((slot, f"{alias}.{name}") for slot, name in own.items())
        table = self._newest[1] if place == self._newest[0] else "T"
        constants = self._constants(with_constants) if is_carrier else ""
        if constants:
            width = range(len(self._shape.constants[0]))
            self._columns.update((f"${index}", f"{alias}.k{index}") for index in width)
        columns = "x.s, x.p, x.o" + (", k.*" if constants else "")
        return f"(SELECT {columns} FROM {table} x{constants}{_where(inner)}) {alias}", joining

    def _constants(self, conditions: Sequence[str]) -> str:
        rows = self._shape.constants
        if not rows[0]:
            return ""
        values = ", ".join(f"({', '.join(map(str, row))})" for row in rows)
        names = ", ".join(f"k{index}" for index in range(len(rows[0])))
        return f" JOIN (VALUES {values}) AS k({names}) ON {' AND '.join(conditions) or '1 = 1'}"

    def _values(self, slot: Slot, name: str) -> Iterator[str]:
        """Yield the condition that a column has one of the values of a constant, where these are few."""
        if _is_constant(slot):
            values = sorted({row[int(str(slot)[1:])] for row in self._shape.constants})
            if len(values) <= _MOST_VALUES:
                yield f"x.{name} IN ({', '.join(map(str, values))})"

    def _hint(self, order: Sequence[int]) -> str:
        """Return the hint that names the small tables; of the first two the smaller one is enough."""
        if len(order) == 1:
            return ""
        first = min(order[:2], key=lambda place: self._sizes[place])
        small = [place for place in (first, *order[2:]) if self._sizes[place] <= _MOST_BROADCAST]
        return f"/*+ BROADCAST({', '.join(f'a{place}' for place in small)}) */ " if small else ""

    def _column(self, slot: Slot) -> str:
        return str(slot) if isinstance(slot, int) else self._columns[slot]


def _is_variable(slot: Slot) -> bool:
    return isinstance(slot, str) and slot.startswith("?")


def _is_constant(slot: Slot) -> bool:
    return isinstance(slot, str) and slot.startswith("$")


def _where(conditions: Sequence[str]) -> str:
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""


def candidates(texts: Iterable[str], rules_out: Unspoken) -> str:
    """Return the query for all that the queries `texts` conclude, each triple once, without what is left unspoken."""
    everything = " UNION ALL ".join(texts)
    return f"SELECT DISTINCT c.s, c.p, c.o FROM ({everything}) c WHERE {_spoken(rules_out)}"


def novel(table: str) -> str:
    """Return the query for the triples of `table` that are not in `T`."""
    same = "t.s = c.s AND t.p = c.p AND t.o = c.o"
    return f"SELECT c.s, c.p, c.o FROM {table} c WHERE NOT EXISTS (SELECT 1 FROM T t WHERE {same})"


def _spoken(rules_out: Unspoken) -> str:
    """Return the condition that a conclusion `c` is told, as `coopkg.reasoning.conclusions` has it."""
    conditions = [f"c.p < {FIRST_LITERAL}", f"NOT (c.p = {rules_out.same_as} AND c.s >= {FIRST_LITERAL})"]
    if rules_out.literal_classes is not None:
        is_other = f" OR c.o IN ({_listed(rules_out.literal_classes)})" if rules_out.literal_classes else ""
        conditions.append(f"(c.s < {FIRST_LITERAL} OR c.p <> {rules_out.type_id}{is_other})")
    if rules_out.reflexive:
        conditions.append(f"NOT (c.s = c.o AND c.p IN ({_listed(rules_out.reflexive)}))")
    if rules_out.thing is not None:
        predicates = _listed({rules_out.type_id, *rules_out.classifying})
        conditions.append(f"NOT (c.o = {rules_out.thing} AND c.p IN ({predicates}))")
    if rules_out.nothing is not None:
        conditions.append(f"NOT (c.p = {rules_out.sub_class} AND c.s = {rules_out.nothing})")
    return " AND ".join(conditions)


def told(rules_out: Unspoken) -> str:
    """Return the condition that a triple `s`, `p`, `o` of round `r` (0: stated) is not for rules alone.

    No literal is told to be anything, and equality with a literal only where it is stated.
    """
    return f"s < {FIRST_LITERAL} AND NOT (r > 0 AND p = {rules_out.same_as} AND o >= {FIRST_LITERAL})"


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(numbers)))
