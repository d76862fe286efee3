"""Wiring of what answers queries: the pool, the caches before it, and the questions that they know beforehand."""

import atexit
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock, Thread
from typing import TYPE_CHECKING

from coopkg.bootstrap.query_workers import query_pool
from coopkg.errors import CoopkgError
from coopkg.publish.competency import competency_questions
from coopkg.publish.labels import LANGUAGES
from coopkg.serving.cache import ByteCache, CachedAnswers
from coopkg.serving.pool import QueryPool
from coopkg.serving.questions import Ask, Question
from coopkg.settings import QueryLimits
from coopkg.storage.current import CurrentDataset
from coopkg.web.cached import CachedApplication, Kept

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

# While one snapshot follows another nothing is gained by asking all questions of each.
_SETTLED_AFTER_S = 1.0
_WARM_WITHIN_S = 2.0


@dataclass(frozen=True, slots=True)
class Answering:
    """The pool, its answers as they are kept, and the responses made from them."""

    pool: QueryPool
    answers: CachedAnswers
    responses: ByteCache[Kept]


def answering(limits: QueryLimits) -> Answering:
    """Return what answers queries within `limits`; its processes start with the first question and end with this."""
    pool = query_pool(limits)
    atexit.register(pool.close)
    half = limits.cache_bytes // 2
    return Answering(pool, CachedAnswers(pool, half), ByteCache(half))


def cached(
    application: "WSGIApplication", by: Answering, current: CurrentDataset, current_name: Callable[[], str]
) -> CachedApplication:
    """Return `application` with its answers kept; of a new snapshot the competency questions are asked beforehand."""
    is_warming = Lock()

    def warm(name: str) -> None:
        with is_warming:
            time.sleep(_SETTLED_AFTER_S)
            _warm(by.answers, current, name)

    def renewed(name: str) -> None:
        if by.responses.largest_bytes and not is_warming.locked():
            Thread(target=warm, args=(name,), daemon=True).start()

    return CachedApplication(application, by.responses, current_name, renewed)


def _warm(ask: Ask, current: CurrentDataset, name: str) -> None:
    """Ask the competency questions of the snapshot `name`, as long as it is the current one."""
    try:
        for language in LANGUAGES:
            for question in competency_questions(current.snapshot().manifest.base, language):
                snapshot = current.snapshot()
                if snapshot.path.name != name:
                    return
                asked = Question(question.query, {"solutions": "json", "boolean": "json", "triples": "turtle"})
                ask(snapshot, asked, _WARM_WITHIN_S, "coopkg")
    except CoopkgError:
        # Whoever asks will be told; here nobody is.
        return
