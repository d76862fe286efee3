"""What the parts of the server count, as figures of `/metrics`."""

from collections.abc import Iterator

from coopkg.bootstrap.answering import Answering
from coopkg.serving.cache import CacheCounts
from coopkg.web.metrics import Measure, Measures


def answering_measures(by: Answering) -> Measures:
    """Return what gives the figures of the query pool and of the caches before it."""

    def measures() -> Iterator[Measure]:
        counts = by.pool.counts()
        happened = dict(counts.happened)
        begun, moved = happened.pop("workers", 0), happened.pop("moved", 0)
        yield Measure("coopkg_query_workers", "Processes begun to answer queries.", begun, "counter")
        yield Measure("coopkg_queries_moved", "Queries that moved on to the long lane.", moved, "counter")
        for how, number in sorted(happened.items()):
            words = "Queries by how they ended: answered, refused, or the limit at which they were killed."
            yield Measure("coopkg_queries", words, number, "counter", ("outcome", how.replace(" ", "_")))
        for lane, waiting in (("short", counts.waiting_short), ("long", counts.waiting_long)):
            yield Measure("coopkg_queries_waiting", "Queries that wait for a worker.", waiting, "gauge", ("lane", lane))
        for name, cache in (("answers", by.answers.counts()), ("responses", by.responses.counts())):
            yield from _of_cache(name, cache)

    return measures


def _of_cache(name: str, counts: CacheCounts) -> Iterator[Measure]:
    which = ("cache", name)
    yield Measure("coopkg_cache_hits", "What was found in a cache.", counts.hits, "counter", which)
    yield Measure("coopkg_cache_misses", "What was not found in a cache.", counts.misses, "counter", which)
    yield Measure("coopkg_cache_entries", "Answers kept in a cache.", counts.entries, "gauge", which)
    yield Measure("coopkg_cache_bytes", "Bytes kept in a cache.", counts.bytes, "gauge", which)
