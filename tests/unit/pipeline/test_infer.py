import gzip
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

import pytest

from coopkg.errors import BadInputError, InconsistencyError, OutputError
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


@contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond `size` bytes: writing fails as on a full disk (setrlimit)."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


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


@pytest.mark.parametrize(
    ("output", "error"), [("folder.nt", OutputError), ("none/out.nt", OutputError), ("out.csv", BadInputError)]
)
def test_where_nothing_can_be_written_is_an_error_that_names_the_place(tmp_path, infer, output, error):
    (tmp_path / "data.nt").write_bytes(CAT)
    (tmp_path / "folder.nt").mkdir()

    with pytest.raises(error) as caught:
        infer("data.nt", output=output)

    assert caught.value.path == tmp_path / output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data.nt", "folder.nt"]


DOCUMENTS = {
    "ttl": b"@prefix : <a:> .\n:tom a :Cat .\n:tim a :Cat .\n",
    "nt": CAT + AXIOM,
    "nq": CAT + AXIOM,
    "trig": b"@prefix : <a:> .\n<a:graph> {\n :tom a :Cat .\n}\n",
    "rdf": (
        b'<?xml version="1.0"?>\n<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="a:">\n'
        b'<a:Cat r:about="a:tom"/>\n</r:RDF>\n'
    ),
    "jsonld": b'{"@context": {"@vocab": "a:"},\n "@id": "a:tom",\n "@type": "Cat"}\n',
}


@pytest.mark.parametrize("is_packed", [False, True], ids=["plain", "gzipped"])
@pytest.mark.parametrize("ending", DOCUMENTS)
def test_a_file_that_breaks_off_is_an_error_and_nothing_is_left_behind(tmp_path, infer, ending, is_packed):
    name = f"data.{ending}.gz" if is_packed else f"data.{ending}"
    content = DOCUMENTS[ending][:-5]
    # A gzipped file may break off too: its last bytes are the checksum and the length.
    (tmp_path / name).write_bytes(gzip.compress(DOCUMENTS[ending])[:-5] if is_packed else content)

    with pytest.raises(BadInputError) as caught:
        infer(name)

    assert caught.value.path == tmp_path / name
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    ("ending", "mistake", "line"),
    [
        ("ttl", (b":tim a", b":tim a a"), 3),
        ("nt", (b"subClassOf>", b"subClassOf"), 2),
        ("nq", (b"subClassOf>", b"subClassOf"), 2),
        ("trig", (b":tom a", b":tom a a"), 3),
        ("rdf", (b"<a:Cat", b"<a:Cat r:ID='1 2'"), 3),
        ("jsonld", (b'"@id": "', b'"@id" "'), 2),
    ],
)
def test_a_mistake_is_told_with_its_line_in_every_syntax(tmp_path, infer, ending, mistake, line):
    path = tmp_path / f"data.{ending}"
    path.write_bytes(DOCUMENTS[ending].replace(*mistake))

    with pytest.raises(BadInputError) as caught:
        infer(path.name)

    assert (caught.value.path, caught.value.line) == (path, line)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["data.csv", "data", "data.gz", "data.ttl.zip"])
def test_a_file_of_unknown_syntax_is_refused_with_the_syntaxes_that_are_known(tmp_path, infer, name):
    (tmp_path / name).write_bytes(CAT)

    with pytest.raises(BadInputError, match=r"unknown RDF syntax.*\.ttl, \.nt") as caught:
        infer(name)

    assert caught.value.path == tmp_path / name
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("ending", ["ttl", "nt", "nq", "trig"])
def test_an_empty_file_states_nothing(tmp_path, infer, ending):
    (tmp_path / f"data.{ending}").write_bytes(b"")

    assert infer(f"data.{ending}") == (0, 0)
    assert (tmp_path / "out.nt").read_bytes() == b""


@pytest.mark.parametrize(("ending", "place"), [("jsonld", ":1"), ("rdf", ":1"), ("nt.gz", ""), ("ttl.gz", "")])
def test_an_empty_file_is_no_json_no_xml_and_not_gzipped(tmp_path, infer, ending, place):
    (tmp_path / f"data.{ending}").write_bytes(b"")

    with pytest.raises(BadInputError, match=rf"data\.{ending}{place}: "):
        infer(f"data.{ending}")

    assert [path.name for path in tmp_path.iterdir()] == [f"data.{ending}"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_directory_that_may_not_be_written_is_told(tmp_path, infer):
    (tmp_path / "data.nt").write_bytes(CAT)
    (tmp_path / "closed").mkdir(mode=0o500)

    with pytest.raises(OutputError, match="cannot be written"):
        infer("data.nt", output="closed/out.nt")


@pytest.mark.parametrize("output", ["out.nt", "out.nt.gz", "out.ttl", "data.nt/out.nt"])
def test_where_the_disk_has_no_more_room_the_output_stays_as_it_was(tmp_path, infer, output):
    # Digests cannot be packed: more than the file that is allowed, gzipped too.
    names = (sha256(b"%d" % number).hexdigest().encode() for number in range(3000))
    (tmp_path / "data.nt").write_bytes(b"".join(CAT.replace(b"tom", name) for name in names))
    if output.startswith("out"):
        (tmp_path / output).write_bytes(b"kept")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}

    with file_size_limit(1 << 16), pytest.raises(OutputError, match="cannot be written") as caught:
        infer("data.nt", output=output)

    assert caught.value.path == tmp_path / output
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
