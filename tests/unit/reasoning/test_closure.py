import pytest

from coopkg.errors import SnapshotError
from coopkg.reasoning.closure import open_closure
from coopkg.reasoning.explain import explain

GIVEN = ("A rdfs:subClassOf B", "p rdfs:domain A", 'x p "một"', "x p y", "B owl:disjointWith C")


def test_an_opened_closure_is_the_one_that_was_saved(closure_of, triple, tmp_path):
    made = closure_of(*GIVEN)
    made.save(tmp_path / "new" / "folder")

    opened = open_closure(tmp_path / "new" / "folder")

    assert len(opened) == len(made)
    assert set(opened.triples().tokens()) == set(made.triples().tokens())
    assert [opened.stamp(each) for each in made.triples().tokens()] == [
        made.stamp(each) for each in made.triples().tokens()
    ]
    assert opened.rules == made.rules
    assert opened.engine == "columns"
    assert explain(opened, triple("x a B")) == explain(made, triple("x a B"))


def test_an_opened_closure_can_be_saved_again(closure_of, tmp_path):
    made = closure_of(*GIVEN)
    made.save(tmp_path / "first")

    open_closure(tmp_path / "first").save(tmp_path / "second")

    assert set(open_closure(tmp_path / "second").triples().tokens()) == set(made.triples().tokens())


def test_an_empty_closure_can_be_saved_and_opened(closure_of, tmp_path):
    closure_of().save(tmp_path)

    assert len(open_closure(tmp_path)) == 0


def test_lines_say_each_triple_once(closure_of):
    made = closure_of(*GIVEN)
    lines = [f"{' '.join(each)} ." for each in made.triples().tokens()]
    inferred = [f"{' '.join(each)} ." for each in made.inferred().tokens()]

    assert sorted(made.ntriples().decode().splitlines()) == sorted(lines)
    assert sorted(made.inferred_ntriples().decode().splitlines()) == sorted(inferred)
    assert len(lines) == len(set(lines)) == len(GIVEN) + len(inferred)


def test_lines_come_in_pieces_that_hold_whole_lines(closure_of):
    made = closure_of(
        "A rdfs:subClassOf B", *(f"x{n} a A" for n in range(9000)), *(f'x{n} p "{n}"' for n in range(9000))
    )

    pieces = list(made.lines(is_inferred=False))

    assert all(piece.endswith(b" .\n") for piece in pieces)
    assert max(piece.count(b"\n") for piece in pieces) < 9000
    assert sorted(b"".join(pieces).decode().splitlines()) == sorted(
        f"{' '.join(each)} ." for each in made.triples().tokens()
    )


def test_a_triple_with_an_unknown_term_has_no_stamp(closure_of, triple):
    assert closure_of(*GIVEN).stamp(triple("x p unknown")) is None


@pytest.mark.parametrize("damage", ["rules.json", "keys.npy", "tokens.npy"])
def test_a_closure_that_lacks_a_file_cannot_be_opened(closure_of, tmp_path, damage):
    closure_of(*GIVEN).save(tmp_path)
    (tmp_path / damage).unlink()

    with pytest.raises(SnapshotError, match="not a saved closure"):
        open_closure(tmp_path)


def test_a_closure_with_a_broken_file_cannot_be_opened(closure_of, tmp_path):
    closure_of(*GIVEN).save(tmp_path)
    (tmp_path / "rules.json").write_text('{"rules": [[1]]}')

    with pytest.raises(SnapshotError):
        open_closure(tmp_path)


@pytest.mark.parametrize("saved", ['{"engine": "columns", "complaints": [], "rules": []}', '{"fields": ["name"]}'])
def test_a_closure_of_another_version_is_told_with_what_to_do(closure_of, tmp_path, saved):
    closure_of(*GIVEN).save(tmp_path)
    (tmp_path / "rules.json").write_text(saved)

    with pytest.raises(SnapshotError, match=r"another version of coopkg; build again: coopkg build"):
        open_closure(tmp_path)


def test_names_of_one_thing_are_as_they_were_when_a_saved_closure_is_opened(closure_of, triple, tmp_path):
    made = closure_of(
        "p a owl:InverseFunctionalProperty", "a p x", "b p x", "c owl:sameAs b", "a q d", "d owl:sameAs e"
    )
    made.save(tmp_path)

    opened = open_closure(tmp_path)

    assert set(opened.triples().tokens()) == set(made.triples().tokens())
    assert set(opened.inferred().tokens()) == set(made.inferred().tokens())
    for each in made.inferred().tokens():
        assert opened.stamp(each) == made.stamp(each)
        assert explain(opened, each) == explain(made, each)
    assert opened.stamp(triple("c q e"))
