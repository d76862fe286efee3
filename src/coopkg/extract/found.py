"""Facts as they are found in a sentence: by the rules, or beside them in a name (aliases, offices, parts …)."""

from dataclasses import dataclass, replace
from typing import assert_never

from coopkg.domain.dates import Edtf
from coopkg.domain.facts import Modality
from coopkg.domain.proposals import Argument
from coopkg.extract.aliases import AliasFound
from coopkg.extract.arguments import mention_of
from coopkg.extract.offices import Office
from coopkg.extract.ordinals import OrdinalFound
from coopkg.extract.parts import PartFound
from coopkg.extract.signings import SigningFound

#: What names tell, whatever the rules read in their sentence.
Aside = AliasFound | Office | OrdinalFound | PartFound | SigningFound


@dataclass(frozen=True, slots=True)
class Found:
    """A fact before it gets its id: the rule that found it, and where its evidence stands, in code points."""

    rule: str
    type: str
    modality: Modality
    arguments: dict[str, Argument]
    start: int
    end: int
    time: Edtf | None = None


def fact_of(aside: Aside) -> Found:
    """Return the fact that a name tells."""
    match aside:
        case AliasFound():
            return _found("alias", "alias", aside, {"entity": mention_of(aside.referent), "alias": aside.name})
        case Office():
            return replace(_found("office", "role", aside, _of_office(aside)), time=aside.term)
        case OrdinalFound():
            return _found("ordinal", "event", aside, {"event": mention_of(aside.event), "ordinal": aside.ordinal})
        case PartFound():
            return _found("part", "part_of", aside, {"part": mention_of(aside.part), "whole": mention_of(aside.whole)})
        case SigningFound():
            return _found("signing", "agreement", aside, _of_signing(aside))
        case _:
            assert_never(aside)


def _found(rule: str, kind: str, aside: Aside, arguments: dict[str, Argument]) -> Found:
    return Found(rule, kind, "asserted", arguments, aside.start, aside.end)


def _of_office(office: Office) -> dict[str, Argument]:
    arguments: dict[str, Argument] = {
        "holder": mention_of(office.holder),
        "role": mention_of(office.title),
        "organization": mention_of(office.body),
    }
    return {**arguments, "phase": "ends"} if office.title.state == "past" else arguments


def _of_signing(signing: SigningFound) -> dict[str, Argument]:
    return {
        "agreement": mention_of(signing.agreement),
        "status": "signed",
        "event": mention_of(signing.event),
    }
