"""What kill -9 leaves of a process that commits without a pause: all that was acknowledged, nothing half."""

import subprocess
import sys
import time
from pathlib import Path

from tests.published import BASE, Place, quads_of

from coopkg.pipeline.commits import Commits
from coopkg.reasoning.owl2rl import RDF_TYPE, SAME_AS, SUB_CLASS
from coopkg.storage.current import CurrentDataset

ROUNDS = 5
ROOT = Path(__file__).parent.parent
USERS = f"{BASE}graph/users"
BUILT = quads_of([(f"<{BASE}C0>", SUB_CLASS, f"<{BASE}C1>")], f"{BASE}graph/ontology")
COMMITTING = """
import itertools, sys
from pathlib import Path
from tests.published import opened
from tests.test_killed_commits import changes
from coopkg.pipeline.commits import Commits
place = opened(Path(sys.argv[1]))
commits = Commits(place.sources, place.snapshots)
for number in itertools.count(int(sys.argv[2])):
    commits.commit(lambda draft: draft.apply(*changes(number)))
    print(number, flush=True)
"""


def changes(number):
    """Two quads to add, which are there both or not at all, and every third time the two of before to remove."""
    pair = [
        [(f"<{BASE}x{each}>", RDF_TYPE, f"<{BASE}C0>"), (f"<{BASE}x{each}>", SAME_AS, f"<{BASE}y{each}>")]
        for each in (number, number - 1)
    ]
    return quads_of(pair[0], USERS), quads_of(pair[1], USERS) if number % 3 == 0 else []


def after(number):
    """What users state when the commits up to this one have been made."""
    users = {}
    for each in range(1, number + 1):
        added, removed = changes(each)
        users = {quad: None for quad in users if quad not in removed} | dict.fromkeys(added)
    return users


def test_a_process_that_commits_may_be_killed_at_any_moment(tmp_path):
    place = Place(tmp_path / "place", BUILT)
    place.build()
    last = 0
    for number in range(ROUNDS):
        output = tmp_path / "acknowledged"
        with output.open("wb") as stream:
            process = subprocess.Popen(
                [sys.executable, "-c", COMMITTING, place.path, str(last + 1)], cwd=ROOT, stdout=stream, stderr=stream
            )
            wait_for(output, process)
            time.sleep(0.037 * number)
            process.kill()
            process.wait()
        acknowledged = int(output.read_bytes().rpartition(b"\n")[0].split()[-1])

        commits = Commits(place.sources, place.snapshots)
        commits.close()
        last = place.sources.journal.last()

        assert acknowledged <= last <= acknowledged + 1
        assert published(place) == place.dataset_of(after(last))


def published(place):
    dataset = CurrentDataset(place.snapshots)().dataset
    return {*dataset.dump("nquads").splitlines(), *dataset.dump("ntriples").splitlines()}


def wait_for(output, process):
    """Wait until a commit has been acknowledged."""
    deadline = time.monotonic() + 60
    while b"\n" not in output.read_bytes():
        assert process.poll() is None, output.read_text()
        assert time.monotonic() < deadline
        time.sleep(0.005)
