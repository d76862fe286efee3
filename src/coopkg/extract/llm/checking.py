"""The arguments of a candidate: each is looked for in the quote, and what is kept is what we read there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from coopkg.domain.proposals import Argument
from coopkg.extract.arguments import argument_of
from coopkg.extract.llm.answers import Candidate
from coopkg.extract.llm.figures import date_in, number_in, sums_in
from coopkg.extract.llm.forms import Form, forms
from coopkg.extract.llm.quotes import words_in
from coopkg.extract.llm.reasons import DroppedError
from coopkg.extract.llm.resolving import Named, Quoted, all_named, named
from coopkg.extract.mentions import Thing
from coopkg.extract.values import Value

_MOST_ENTITIES = 30
_LANGUAGES = frozenset({"vi", "en"})
# What lists parties needs so many of them; nobody cooperates with nobody.
_LEAST: Mapping[tuple[str, str], int] = {("cooperation", "parties"): 2}


@dataclass(slots=True)
class Checked:
    """The arguments that stand in a quote, and the names among them."""

    arguments: dict[str, Argument] = field(default_factory=dict)
    names: list[Named] = field(default_factory=list)


def checked(quoted: Quoted, candidate: Candidate) -> Checked:
    """Return the arguments of a candidate as the quote has them; DroppedError where one of them is not there."""
    found = Checked()
    asked = forms()[candidate.type]
    if any(form.is_required and name not in candidate.arguments for name, form in asked.items()):
        raise DroppedError("argument missing")
    required: list[Thing] = []
    for name in candidate.arguments:
        before = len(found.names)
        values = _values(quoted, candidate, name, found.names)
        if len(values) < _LEAST.get((candidate.type, name), 1):
            raise DroppedError("argument missing")
        found.arguments[name] = argument_of(candidate.type, name, values)
        required += [each.thing for each in found.names[before:] if asked[name].is_required]
    _complete(quoted, candidate, found.arguments)
    # Nobody meets, joins or thanks itself.
    if len(set(required)) < len(required):
        raise DroppedError("argument of another kind")
    if len(found.arguments) == 1 and any(_is_all(quoted, each) for each in found.names):
        raise DroppedError("quote is a name only")
    return found


def _is_all(quoted: Quoted, each: Named) -> bool:
    """Tell whether the quote is nothing but a name: that such a thing exists or takes place is not said by that."""
    return each.said.start <= quoted.start and quoted.end <= each.said.end


def _values(quoted: Quoted, candidate: Candidate, name: str, names: list[Named]) -> Sequence[Value | str]:
    """Return what an argument stands for; entities among it are added to `names`."""
    given, form, slot = candidate.arguments[name], forms()[candidate.type][name], (candidate.type, name)
    if form.kind in {"entity", "entities"}:
        of = all_named if form.kind == "entities" else _one_named
        found = [each for name in _listed(given, form) for each in of(quoted, slot, name)]
        names.extend(found)
        return [each.thing for each in found]
    if form.kind == "sums":
        return sums_in(quoted, given)
    if form.kind in {"number", "ordinal"}:
        return [number_in(quoted, given, candidate.arguments.get("comparator"))]
    return [_text(quoted, given, form)]


def _one_named(quoted: Quoted, slot: tuple[str, str], name: object) -> list[Named]:
    return [named(quoted, slot, name)]


def _listed(given: object, form: Form) -> Iterator[object]:
    if form.kind == "entity" or not isinstance(given, list):
        yield given
        return
    if len(given) > _MOST_ENTITIES:
        raise DroppedError("too many")
    yield from given


def _text(quoted: Quoted, given: object, form: Form) -> str:
    """Return a date in EDTF, words of the quote, or one of the values that there are."""
    if form.kind == "date":
        return date_in(quoted, given).text
    if form.kind != "words":
        return _choice(given, form)
    words = words_in(quoted.article, given, quoted.start, quoted.end) if isinstance(given, str) else None
    if words is None:
        raise DroppedError("argument not in the quote")
    return words


def _choice(given: object, form: Form) -> str:
    if isinstance(given, str) and given in (form.choices or _LANGUAGES):
        return given
    raise DroppedError("unknown type, modality or argument")


def _complete(quoted: Quoted, candidate: Candidate, arguments: dict[str, Argument]) -> None:
    """Add to a statistic how its number is compared, as the quote has it; without a number it counts nothing."""
    if candidate.type != "statistic":
        return
    if "value" not in arguments:
        raise DroppedError("number, sum or date not in the quote")
    given = candidate.arguments
    arguments["comparator"] = number_in(quoted, given["value"], given.get("comparator")).comparator
