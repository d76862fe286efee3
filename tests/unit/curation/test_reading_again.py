"""Reading an article again: what a person has judged or edited stays, and is not proposed once more."""

from functools import partial

from coopkg.curation.changes import data_held
from coopkg.ingest.articles import read_articles
from coopkg.ingest.proposals import read_proposals
from coopkg.pipeline.shelf import opened_shelf


def test_another_reading_keeps_what_was_judged_and_edited(reviewed, decision):
    path = reviewed.path / "proposals" / "second.jsonl"
    fresh, _ = read_proposals(path)
    review = reviewed.review()
    review.decide([decision(1, "accept"), decision(2, "edit", time="2021")])
    before = {each.id: each for each in read_proposals(path)[0]}
    article = read_articles(reviewed.path / "articles")[0].by_slug["second"]
    with opened_shelf(reviewed.path, "another", partial(data_held, reviewed.path)) as shelf:
        shelf.put(article, fresh)

    after = {each.id: each for each in read_proposals(path)[0]}
    assert [after[each] for each in before] == list(before.values())
    # What was edited is not proposed beside it as it was read: whoever accepts the rest would accept that, too.
    assert after.keys() == before.keys()
