import pytest

from coopkg.rdf.terms import Iri, Literal
from coopkg.rdf.vocabulary import EDTF, RDF, RDFS, XSD
from coopkg.reasoning.datatypes import is_of, value_of


def value(lexical, name):
    return value_of(Literal(lexical, Iri(name if ":" in name else XSD[name])))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("42", "integer"), ("+042.0", "decimal")),
        (("-0", "integer"), ("0", "decimal")),
        (("1", "boolean"), ("true", "boolean")),
        (("af", "hexBinary"), ("AF", "hexBinary")),
        (("T1dM", "base64Binary"), ("T1 dM", "base64Binary")),
        (("3.141", "double"), ("+0.31410E+01", "double")),
        (("abc@", RDF["PlainLiteral"]), ("abc", "string")),
        (("abc", "token"), ("abc", "string")),
        (("2009-12-31T24:00:00Z", "dateTime"), ("2010-01-01T00:00:00.0+00:00", "dateTimeStamp")),
        (("-0001-12-31T24:00:00", "dateTime"), ("0000-01-01T00:00:00", "dateTime")),
        (("<a b='1' c='2'/>", RDF["XMLLiteral"]), ('<a c="2" b="1"></a>', RDF["XMLLiteral"])),
    ],
)
def test_two_spellings_are_one_value(one, other):
    assert value(*one) == value(*other)
    assert hash(value(*one)) == hash(value(*other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("1", "float"), ("1", "double")),
        (("1", "float"), ("1", "decimal")),
        (("0", "double"), ("-0", "double")),
        (("01", "hexBinary"), ("AQ==", "base64Binary")),
        (("urn:a", "anyURI"), ("urn:a", "string")),
        (("true", "boolean"), ("true", "string")),
        (("1956-06-25T04:00:00-05:00", "dateTime"), ("1956-06-25T10:00:00+01:00", "dateTime")),
        (("2010-01-01T00:00:00", "dateTime"), ("2010-01-01T00:00:00Z", "dateTime")),
        ((f"0.{'0' * 40}1", "decimal"), ("0", "decimal")),
    ],
)
def test_two_values_differ(one, other):
    assert value(*one) != value(*other)


@pytest.mark.parametrize(
    ("lexical", "name"),
    [
        ("", "integer"),
        (" 1", "integer"),
        ("1.0", "integer"),
        ("٤٢", "integer"),
        ("1e3", "decimal"),
        ("-1", "unsignedByte"),
        ("1E40", "float"),
        ("1E-50", "float"),
        ("inf", "double"),
        ("TRUE", "boolean"),
        ("0", "hexBinary"),
        ("T", "base64Binary"),
        (":abc", "anyURI"),
        ("2010-02-29T00:00:00", "dateTime"),
        ("2010-01-01T24:00:01", "dateTime"),
        ("2010-01-01T25:00:00", "dateTime"),
        ("2010-01-01T00:00:00+14:01", "dateTime"),
        ("2010-01-01T00:00:00", "dateTimeStamp"),
        ("abc", RDF["PlainLiteral"]),
        ("abc@12", RDF["PlainLiteral"]),
        ("a\tb", "normalizedString"),
        ("<!DOCTYPE x><a/>", RDF["XMLLiteral"]),
        ("</xml><xml>", RDF["XMLLiteral"]),
    ],
)
def test_an_ill_typed_literal_has_no_value(lexical, name):
    with pytest.raises(ValueError, match=r"[\s\S]*"):
        value(lexical, name)


def test_a_datatype_that_owl_2_rl_lacks_has_values_that_are_not_known():
    assert value_of(Literal("1984?", EDTF)) is None
    assert value("2010-01-01", "date") is None


def test_a_number_of_any_length_is_exact():
    assert value("9" * 5000, "integer") != value("9" * 4999 + "8", "integer")
    assert is_of(value("9" * 5000, "integer"), XSD["nonNegativeInteger"])


def test_a_text_with_a_language_is_a_plain_literal_and_no_string():
    text = value_of(Literal("hội", language="vi"))

    assert is_of(text, RDF["PlainLiteral"])
    assert is_of(text, RDFS["Literal"])
    assert not is_of(text, XSD["string"])
    assert text == value("hội@VI", RDF["PlainLiteral"])
