from coopkg.bench.comparison import compared

TYPE = b"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
THING = b"<http://www.w3.org/2002/07/owl#Thing>"
OURS = b'<x:a> <x:p> <x:b> .\n<x:a> %s <x:C> .\n<x:a> <x:q> "1" .\n' % TYPE


def test_sets_are_equal_in_any_order():
    found = compared(OURS, b"".join(reversed(OURS.splitlines(keepends=True))))

    assert found.is_equal
    assert found.theirs == 3


def test_what_each_lacks_of_the_other_is_counted_by_property():
    found = compared(OURS, b"<x:a> <x:p> <x:b> .\n<x:a> <x:p> <x:c> .\n<x:a> <x:p> <x:d> .\n")

    assert not found.is_equal
    assert (found.theirs, found.missing, found.additional) == (3, 2, 2)
    assert found.missing_names == "rdf:type 1, :x:q 1"
    assert found.additional_names == ":x:p 2"


def test_what_coopkg_never_keeps_is_no_difference():
    same = b"<http://www.w3.org/2002/07/owl#sameAs>"
    found = compared(OURS, OURS + b"<x:a> %s <x:a> .\n<x:a> %s %s .\n" % (same, TYPE, THING))

    assert found.is_equal
    assert found.theirs == 3
