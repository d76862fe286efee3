"""Lines of N-Triples and N-Quads that need no parser: what is certainly in canonical form is encoded as it stands.

The patterns are narrower than the grammar (RDF 1.1 N-Triples, section 7; RFC 3987): what they match is valid, and the
store keeps it as it is. Only terms that the dictionary lacks are matched, so a line costs three slices and three
look-ups. All other lines are handed back for a parser: blank nodes above all, which have to be renamed, literals that
have another form, and whatever is wrong.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from coopkg.rdf.dictionary import Dictionary, EncodedTriples, Ids, slices

Octets: TypeAlias = npt.NDArray[np.uint8]
Mask: TypeAlias = npt.NDArray[np.bool_]

# Of what is not ASCII, U+00C0 to U+CFFF: RFC 3987 allows all of it, and its UTF-8 begins with C3 to EC.
_CHARACTERS = rb"[A-Za-z0-9._~!$&'()*+,;=:@/?\x80-\xbf\xc3-\xec-]*+"
_PATH = _CHARACTERS + rb"(?:%[0-9A-Fa-f]{2}" + _CHARACTERS + rb")*+"
_IRI = (
    rb"<(?:https?://[A-Za-z0-9.-]++(?::[0-9]++)?+(?=[/?#>])|(?!https?:)[A-Za-z][A-Za-z0-9+.-]*+:(?!//))"
    + _PATH
    + rb"(?:#"
    + _PATH
    + rb")?+>"
)
_TEXT = rb'"[^"\\\x00-\x1f\x7f]*+(?:\\["\\bfnrt][^"\\\x00-\x1f\x7f]*+)*+"'
_DAY = rb"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_XSD = rb"http://www\.w3\.org/2001/XMLSchema#"
# The commonest forms only, and of each only what has one spelling: "24:00:00" is the next day, "1.50" is "1.5".
_VALUE = (
    rb'"(?:(?:0|-?[1-9][0-9]{0,17})"\^\^<' + _XSD + rb"integer"
    rb'|-?(?:0|[1-9][0-9]{0,11})\.(?:[0-9]{0,5}[1-9])"\^\^<' + _XSD + rb"decimal"
    rb"|" + _DAY + rb'"\^\^<' + _XSD + rb"date"
    rb"|" + _DAY + rb'T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z?+"\^\^<' + _XSD + rb"dateTime"
    rb'|[1-9][0-9]{3}"\^\^<' + _XSD + rb"gYear"
    rb'|(?:true|false)"\^\^<' + _XSD + rb"boolean)>"
)
# W3C's own datatypes have values, spellings and rules of their own; of any other the text is all there is.
_CERTAIN_IRI = re.compile(_IRI)
_CERTAIN_OBJECT = re.compile(
    _IRI
    + rb"|"
    + _VALUE
    + rb"|"
    + _TEXT
    + rb"(?:@[a-z]{2,3}(?:-[a-z]{2})?+|\^\^(?!<http://www\.w3\.org/)"
    + _IRI
    + rb")?+"
)
KEPT_LITERAL = re.compile(_VALUE)
"""Typed literals that the store keeps as they are, whatever their value; there are more."""

# `<a:> <a:> <a:> .` has more; what is shorter need not be looked at for spaces.
_SHORTEST = 10
_NEWLINE, _RETURN, _SPACE, _POINT, _QUOTE, _ANGLE = b'\n\r ."<'


@dataclass(frozen=True, slots=True, eq=False)
class _Cuts:
    """Where the terms of each line begin and end, and the place of the line among all that were given."""

    rows: Ids
    starts: Ids
    first: Ids
    second: Ids
    stops: Ids


def encode_lines(data: bytes, dictionary: Dictionary, *, has_graphs: bool) -> tuple[EncodedTriples, bytes]:
    """Return what `data`, whole lines, certainly states, and all lines that are not certain, each with its line end.

    With `has_graphs` the lines are N-Quads; the graphs are left out. What is certain is added to `dictionary`.
    """
    if not data.endswith(b"\n"):
        data += b"\n"
    octets = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero(octets == _NEWLINE)
    starts = np.concatenate((np.zeros(1, np.int64), ends[:-1] + 1))
    spaces = np.concatenate((np.flatnonzero(octets == _SPACE), np.full(2, len(data))))
    cuts = _cuts(octets, (starts, ends), spaces)
    if has_graphs:
        cuts = _without_graphs(data, cuts, spaces)
    columns = [
        _certain_ids(slices(data, cuts.starts, cuts.first), _CERTAIN_IRI, dictionary),
        _certain_ids(slices(data, cuts.first + 1, cuts.second), _CERTAIN_IRI, dictionary),
        _certain_ids(slices(data, cuts.second + 1, cuts.stops), _CERTAIN_OBJECT, dictionary),
    ]
    is_certain = (columns[0] >= 0) & (columns[1] >= 0) & (columns[2] >= 0)
    is_other = starts < ends
    is_other[cuts.rows[is_certain]] = False
    others = b"".join(slices(data, starts[is_other], ends[is_other] + 1))
    if not is_certain.all():
        columns = [column[is_certain] for column in columns]
    return EncodedTriples(dictionary, *columns), others


def _cuts(octets: Octets, lines: tuple[Ids, Ids], spaces: Ids) -> _Cuts:
    """Return the cuts of those lines that have the shape of a statement: `<… <… <… .` or `<… <… "… .`."""
    rows = np.flatnonzero(lines[1] - lines[0] >= _SHORTEST)
    starts, ends = lines[0][rows], lines[1][rows]
    # A line may end in CR LF.
    stops = ends - 2 - (octets[ends - 1] == _RETURN)
    index = np.searchsorted(spaces, starts)
    first, second = spaces[index], spaces[index + 1]
    has_shape = (second < stops - 2) & (octets[stops] == _SPACE) & (octets[stops + 1] == _POINT)
    cuts = _taken(_Cuts(rows, starts, first, second, stops), has_shape)
    opening = octets[cuts.second + 1]
    is_iri = (opening == _ANGLE) & (octets[cuts.second + 2] != _ANGLE)
    is_statement = (octets[cuts.starts] == _ANGLE) & (octets[cuts.first + 1] == _ANGLE) & (is_iri | (opening == _QUOTE))
    return _taken(cuts, is_statement)


def _taken(cuts: _Cuts, mask: Mask) -> _Cuts:
    if mask.all():
        return cuts
    return _Cuts(cuts.rows[mask], cuts.starts[mask], cuts.first[mask], cuts.second[mask], cuts.stops[mask])


def _without_graphs(data: bytes, cuts: _Cuts, spaces: Ids) -> _Cuts:
    """Return the cuts with each object ending before its graph; lines whose graph is not certain are left out."""
    last = spaces[np.searchsorted(spaces, cuts.stops) - 1]
    has_graph = last > cuts.second
    found = slices(data, last[has_graph] + 1, cuts.stops[has_graph])
    certain = {token for token in set(found) if _is_certain(token, _CERTAIN_IRI.fullmatch)}
    # What stands behind the last space may also be the end of a text: its object then has a quotation mark to show.
    is_graph = np.zeros(len(last), np.bool_)
    is_graph[has_graph] = [token in certain for token in found]
    return replace(cuts, stops=np.where(is_graph, last, cuts.stops))


def _certain_ids(tokens: list[bytes], pattern: re.Pattern[bytes], dictionary: Dictionary) -> Ids:
    """Return the ids of `tokens`, -1 for those that are neither known nor matched; those matched become known."""
    ids = dictionary.known(tokens)
    missing = np.flatnonzero(ids < 0).tolist()
    if missing:
        matches = pattern.fullmatch
        new = dict.fromkeys([tokens[place] for place in missing])
        dictionary.add([token for token in new if _is_certain(token, matches)])
        ids[missing] = dictionary.known([tokens[place] for place in missing])
    return ids


def _is_certain(token: bytes, matches: Callable[[bytes], re.Match[bytes] | None]) -> bool:
    return matches(token) is not None and (token.isascii() or _is_text(token))


def _is_text(token: bytes) -> bool:
    """Tell whether `token` is UTF-8 without U+FFC0 to U+FFFF, of which two have to be escaped."""
    try:
        token.decode()
    except UnicodeDecodeError:
        return False
    return b"\xef\xbf" not in token
