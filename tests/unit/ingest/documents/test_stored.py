import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from coopkg.ingest.documents.stored import on_one_line, stored_text
from coopkg.ingest.text import unfit


def test_a_text_that_is_fit_is_stored_as_it_is():
    text = "\n\n Hội nghị\tISO \n\n\u00a0cuối"

    assert stored_text(text) == (text, ())


def test_what_had_to_be_changed_is_told():
    given = "\ufeff" + unicodedata.normalize("NFD", "Việt") + "\r\nNam\rISO\x0c\u2028x"

    assert stored_text(given) == (
        "Việt\nNam\nISO \nx",
        ("a byte order mark", "line ends", "letters in NFD", "control characters"),
    )


@given(st.text())
def test_any_text_is_stored_in_the_form_that_is_asked_for(text):
    stored, changes = stored_text(text)

    assert unfit(stored) is None
    assert stored_text(stored)[0] == stored or stored.startswith("\ufeff")
    assert (stored == text) == (not changes)


@given(st.text())
def test_a_title_has_one_line(text):
    assert on_one_line(text) == " ".join(on_one_line(text).split())
