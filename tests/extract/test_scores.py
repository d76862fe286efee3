"""How much of two published articles is read, as their gold list and its own scorer judge it.

Both are kept elsewhere; `COOPKG_GOLD` names their directory. `FLOORS` is to be raised whenever more is read.
"""

import importlib.util
import json
import os
from pathlib import Path

import pytest
import yaml

FLOORS = {
    "gold_seed1": {"precision": 0.909, "recall": 0.787, "strict_recall": 0.638},
    "gold_seed2": {"precision": 0.897, "recall": 0.874, "strict_recall": 0.818},
}


@pytest.fixture(scope="module")
def directory():
    named = os.environ.get("COOPKG_GOLD")
    if not named:
        pytest.skip("COOPKG_GOLD does not name the directory of the gold list")
    directory = Path(named)
    missing = [name for name in ("score.py", *(f"{each}.yaml" for each in FLOORS)) if not (directory / name).is_file()]
    if missing:
        pytest.fail(f"COOPKG_GOLD names {directory}, where {', '.join(missing)} is missing")
    return directory


@pytest.fixture(scope="module")
def scorer(directory):
    spec = importlib.util.spec_from_file_location("gold_score", directory / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module", params=FLOORS)
def scored(request, directory, scorer, settings, coopkg):
    """The name of an article with its scores."""
    gold = yaml.safe_load((directory / f"{request.param}.yaml").read_text(encoding="utf-8"))
    told = coopkg(settings, "ingest", directory / gold["source"], "--format", "jsonl")
    assert told.returncode == 0, told.stderr
    scores, *_ = scorer.score(gold["facts"], [json.loads(line) for line in told.stdout.splitlines()])
    return request.param, scores


@pytest.mark.parametrize("measure", ["precision", "recall", "strict_recall"])
def test_an_article_is_read_as_well_as_it_was(scored, measure):
    name, scores = scored

    assert scores[measure] >= FLOORS[name][measure], scores


def test_nothing_hoped_or_planned_in_an_article_is_told_as_a_fact(scored):
    _, scores = scored

    assert scores["traps"] == 0


def test_the_scorer_is_given_what_was_read(scored):
    _, scores = scored

    assert 0 < scores["matched"] <= scores["facts"]
