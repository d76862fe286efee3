from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopkg.web.problems import RequestError
from coopkg.web.requests import parse_parameters

PIECES = st.sampled_from(
    ["%", "%4", "%41", "%3d", "%E1%BB%87", "%zz", "%0A", "=", "&", "+", " ", "\t", "\n", "_", "a", "."]
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_parameters_are_what_python_reads(encoded):
    found = {}
    try:
        for name, value in parse_qsl(encoded, keep_blank_values=True, errors="strict"):
            found.setdefault(name, []).append(value)
    except UnicodeDecodeError:
        with pytest.raises(RequestError):
            parse_parameters(encoded.encode())
        return
    assert parse_parameters(encoded.encode()) == found


@given(st.dictionaries(st.text(), st.text(), max_size=5))
def test_what_is_encoded_comes_back(values):
    assert parse_parameters(urlencode(values).encode()) == {name: [value] for name, value in values.items()}


@pytest.mark.parametrize("encoded", [b"a=%FF", b"a=\xff", b"%C3=1", "a=ệ".encode()])
def test_what_is_no_utf8_is_refused(encoded):
    with pytest.raises(RequestError):
        parse_parameters(encoded)


def test_too_many_parameters_are_refused():
    assert len(parse_parameters(b"&".join(b"a%d=1" % number for number in range(200)))) == 200
    with pytest.raises(RequestError):
        parse_parameters(b"&" * 200)
