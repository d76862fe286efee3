"""What is asked of a new snapshot before anybody else asks."""

import time

from werkzeug.test import Client

from coopkg.bootstrap.answering import answering, cached
from coopkg.bootstrap.functions import functions_of
from coopkg.bootstrap.store import snapshots_of
from coopkg.publish.competency import competency_questions
from coopkg.publish.labels import LANGUAGES
from coopkg.serving.questions import Question
from coopkg.settings import QueryLimits
from coopkg.storage.current import CurrentDataset

JSON = {"solutions": "json", "boolean": "json", "triples": "turtle"}


def nothing(_environ, start_response):
    start_response("200 OK", [("Content-Length", "0")])
    return [b""]


def test_the_competency_questions_are_answered_before_anybody_asks(sample):
    snapshots = snapshots_of(sample)
    current = CurrentDataset(snapshots, functions_of)
    by = answering(QueryLimits(is_network_allowed=True))
    # Some are the same in every language.
    queries = {each.query for language in LANGUAGES for each in competency_questions(sample.base, language)}
    try:
        Client(cached(nothing, by, current, snapshots.current_name)).get("/")
        deadline = time.monotonic() + 20
        while by.answers.counts().entries < len(queries) and time.monotonic() < deadline:
            time.sleep(0.05)
        asked = by.pool.counts().happened["answered"]

        for query in queries:
            by.answers(current().snapshot, Question(query, JSON))

        assert by.pool.counts().happened["answered"] == asked == len(queries)
    finally:
        by.pool.close()


def test_nothing_is_asked_where_nothing_is_kept(sample):
    snapshots = snapshots_of(sample)
    by = answering(QueryLimits(is_network_allowed=True, cache_bytes=0))

    Client(cached(nothing, by, CurrentDataset(snapshots, functions_of), snapshots.current_name)).get("/")

    time.sleep(1.2)
    assert by.pool.counts().happened == {}
