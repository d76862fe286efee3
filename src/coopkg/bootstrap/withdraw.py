"""Wiring of `withdraw`: what it would change, told from the data as it is now, and doing it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from coopkg.bootstrap.build import refresh, sources_of
from coopkg.bootstrap.engines import REASONERS, engine_of
from coopkg.curation.changes import data_held
from coopkg.curation.consequences import Consequences, consequences
from coopkg.curation.withdrawal import Withdrawal, withdraw, withdrawal_of
from coopkg.ingest.inputs import Inputs
from coopkg.mapping.iris import claim_iri
from coopkg.pipeline.check import checked
from coopkg.pipeline.sources import rules_of, stated_by_data, stated_by_ontology
from coopkg.pipeline.stages import Report
from coopkg.rdf.nquads import serialize_quads
from coopkg.settings import Settings
from coopkg.storage.files import canonical_nquads
from coopkg.storage.snapshots import Snapshot


@dataclass(frozen=True, slots=True)
class Prospect:
    """A withdrawal and what it changes; `stated` is all that is stated before it, as N-Quads."""

    withdrawal: Withdrawal
    consequences: Consequences
    inputs: Inputs
    stated: bytes


def prospect(settings: Settings, article: str, ids: Collection[str], day: date | None, report: Report) -> Prospect:
    """Return what the withdrawal of an article, or of some of its facts, on `day` (today) changes; nothing is written.

    Errors as `withdrawal_of`; FaultsError where anything is wrong with the data.
    """
    with data_held(settings.data_dir):
        sources = sources_of(settings)
        found = checked(sources, engine_of(REASONERS[0]), report)
    # The day is that of the person who decides.
    withdrawal = withdrawal_of(article, ids, found.inputs, day or date.today())  # noqa: DTZ011  (see above)
    done = report("withdraw")
    later = replace(found.inputs, facts=withdrawal.applied_to(found.inputs.facts))
    after = canonical_nquads(serialize_quads(stated_by_data(later, sources.base)).encode())
    rest = stated_by_ontology(sources) + sources.loaded()
    claims = [claim_iri(sources.base, fact.id) for fact in withdrawal.facts]
    result = consequences(found.stated, after + rest, found.closure, rules_of(sources), claims)
    done(f"{len(withdrawal.facts)} facts")
    return Prospect(withdrawal, result, found.inputs, found.stated)


def carry_out(settings: Settings, prospect_: Prospect, report: Report) -> Snapshot:
    """Withdraw the facts, in their files, and publish a snapshot without them."""
    withdraw(settings.data_dir, prospect_.withdrawal, prospect_.inputs)
    return refresh(settings, report)
