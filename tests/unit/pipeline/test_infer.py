import gzip

import pytest

from coopkg.errors import BadInputError, InconsistencyError
from coopkg.pipeline.infer import Inference, infer_file
from coopkg.pipeline.stages import silent
from coopkg.reasoning.columns import ColumnsEngine

AXIOM = b"<a:Cat> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <a:Animal> .\n"
TYPE = b"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
CAT = b"<a:tom> %b <a:Cat> .\n" % TYPE
ANIMAL = b"<a:tom> %b <a:Animal> .\n" % TYPE
DISJOINT = b"<a:Cat> <http://www.w3.org/2002/07/owl#disjointWith> <a:Animal> .\n"


@pytest.fixture
def infer(tmp_path):
    """Infer from files of the folder, by name, to a file of it."""

    def inferred(*names, output="out.nt", is_inferred_only=False):
        inputs = tuple(tmp_path / name for name in names)
        return infer_file(Inference(inputs, None, tmp_path / output, is_inferred_only), ColumnsEngine(), silent)

    return inferred


def lines(path):
    content = path.read_bytes()
    return sorted((gzip.decompress(content) if path.suffix == ".gz" else content).splitlines(keepends=True))


@pytest.mark.parametrize("output", ["out.nt", "out.nt.gz", "out.nq"])
def test_what_is_stated_and_what_follows_is_written_once(tmp_path, infer, output):
    (tmp_path / "data.nt").write_bytes(CAT + CAT)
    (tmp_path / "ontology.nt.gz").write_bytes(gzip.compress(AXIOM))

    counts = infer("data.nt", "ontology.nt.gz", "data.nt", output=output)

    assert counts == (2, 1)
    assert lines(tmp_path / output) == sorted([AXIOM, CAT, ANIMAL])


def test_what_follows_can_be_written_alone(tmp_path, infer):
    (tmp_path / "data.nt").write_bytes(CAT + AXIOM)

    assert infer("data.nt", is_inferred_only=True) == (2, 1)
    assert lines(tmp_path / "out.nt") == [ANIMAL]


def test_nothing_gives_an_empty_file(tmp_path, infer):
    (tmp_path / "data.nt").write_bytes(b"")

    assert infer("data.nt") == (0, 0)
    assert (tmp_path / "out.nt").read_bytes() == b""


def test_the_output_may_be_an_input(tmp_path, infer):
    (tmp_path / "data.nt").write_bytes(CAT + AXIOM)

    infer("data.nt", output="data.nt")

    assert lines(tmp_path / "data.nt") == sorted([AXIOM, CAT, ANIMAL])
    assert infer("data.nt", output="data.nt") == (3, 0)


@pytest.mark.parametrize(
    ("content", "error"),
    [(CAT + b"<a:tom> <a:p", BadInputError), (CAT + AXIOM + DISJOINT, InconsistencyError)],
    ids=["truncated", "inconsistent"],
)
def test_the_output_stays_as_it_was_where_there_is_no_closure(tmp_path, infer, content, error):
    (tmp_path / "data.nt").write_bytes(content)
    (tmp_path / "out.nt").write_bytes(b"kept")

    with pytest.raises(error):
        infer("data.nt")

    assert (tmp_path / "out.nt").read_bytes() == b"kept"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data.nt", "out.nt"]


@pytest.mark.parametrize("output", ["folder.nt", "none/out.nt", "out.csv"])
def test_where_nothing_can_be_written_is_an_error_that_names_the_place(tmp_path, infer, output):
    (tmp_path / "data.nt").write_bytes(CAT)
    (tmp_path / "folder.nt").mkdir()

    with pytest.raises(BadInputError) as caught:
        infer("data.nt", output=output)

    assert caught.value.path == tmp_path / output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data.nt", "folder.nt"]
