from pathlib import Path

import pytest

from coopkg.errors import SettingError
from coopkg.settings import QueryLimits, Settings


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_variables_the_working_directory_is_used(elsewhere):
    (elsewhere / "data").mkdir()
    (elsewhere / "ontology").mkdir()

    assert Settings.from_environ({}) == Settings(
        data_dir=Path("data"),
        ontology_dir=Path("ontology"),
        store_dir=Path("var"),
        base="https://w3id.org/coopkg/",
        public_url=None,
        host="127.0.0.1",
        port=8000,
        log_level="WARNING",
    )


@pytest.mark.usefixtures("elsewhere")
def test_elsewhere_the_sample_that_came_with_the_package_is_used():
    settings = Settings.from_environ({})

    assert (settings.data_dir / "registry" / "organizations.yaml").is_file()
    assert (settings.ontology_dir / "coopkg.ttl").is_file()


def test_an_empty_variable_is_as_good_as_none(elsewhere):
    (elsewhere / "data").mkdir()
    (elsewhere / "ontology").mkdir()
    names = (
        "COOPKG_DATA",
        "COOPKG_ONTOLOGY",
        "COOPKG_STORE",
        "COOPKG_BASE",
        "COOPKG_URL",
        "COOPKG_LOG",
        "HOST",
        "PORT",
    )

    assert Settings.from_environ(dict.fromkeys(names, "")) == Settings.from_environ({})


def test_each_variable_sets_its_field(elsewhere):
    environ = {
        "COOPKG_DATA": str(elsewhere),
        "COOPKG_ONTOLOGY": str(elsewhere),
        "COOPKG_STORE": "/srv/coopkg",
        "COOPKG_BASE": "https://coop.example/kg/",
        "COOPKG_URL": "https://kg.example/",
        "COOPKG_LOG": "info",
        "COOPKG_PROXIES": "127.0.0.1, 10.0.0.0/8,::1",
        "HOST": "0.0.0.0",  # noqa: S104  # only read, nothing listens
        "PORT": "80",
    }

    assert Settings.from_environ(environ) == Settings(
        data_dir=elsewhere,
        ontology_dir=elsewhere,
        store_dir=Path("/srv/coopkg"),
        base="https://coop.example/kg/",
        public_url="https://kg.example/",
        host="0.0.0.0",  # noqa: S104  # as above
        port=80,
        log_level="INFO",
        proxies=("127.0.0.1", "10.0.0.0/8", "::1"),
    )


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("COOPKG_DATA", "nowhere", "no such directory: nowhere"),
        ("COOPKG_ONTOLOGY", "nowhere", "no such directory: nowhere"),
        ("COOPKG_BASE", "https://coop.example/kg", "ends in a slash"),
        ("COOPKG_BASE", "urn:kg/", "absolute http"),
        ("COOPKG_BASE", "http://[/", "absolute http"),
        ("COOPKG_URL", "kg.example", "absolute http"),
        ("COOPKG_BASE", "coop.example/", "absolute http"),
        ("COOPKG_BASE", "https://coop.example/a b/", "absolute http"),
        ("COOPKG_BASE", "https://coop.example/<a>/", "absolute http"),
        ("PORT", "0", "between 1 and 65535"),
        ("PORT", "65536", "between 1 and 65535"),
        ("PORT", "-1", "between 1 and 65535"),
        ("PORT", "eighty", "between 1 and 65535"),
        ("PORT", "٨٠", "between 1 and 65535"),
        ("COOPKG_PROXIES", "proxy.example", "no address and no network"),
        ("COOPKG_PROXIES", "10.0.0.1/8", "no address and no network"),
        ("COOPKG_LOG", "loud", "not one of DEBUG, INFO, WARNING, ERROR"),
    ],
)
@pytest.mark.usefixtures("elsewhere")
def test_a_value_that_cannot_be_used_is_told_by_the_name_of_its_variable(name, value, reason):
    with pytest.raises(SettingError, match=reason) as caught:
        Settings.from_environ({name: value})

    assert caught.value.name == name
    assert str(caught.value).startswith(f"{name}: ")


@pytest.mark.usefixtures("elsewhere")
def test_the_limits_of_queries_are_set_in_seconds_and_in_bytes_with_units():
    environ = {
        "COOPKG_QUERY_TIMEOUT": "2.5",
        "COOPKG_QUERY_MEMORY": "2 GiB",
        "COOPKG_RESULT_LIMIT": "1048576",
        "COOPKG_QUERY_WORKERS": "3",
        "COOPKG_QUERY_NETWORK": "allow",
        "COOPKG_CACHE_BYTES": "0",
    }

    limits = Settings.from_environ(environ).queries

    assert limits == QueryLimits(2.5, 2 << 30, 1 << 20, 3, is_network_allowed=True, cache_bytes=0)
    assert Settings.from_environ({}).queries == QueryLimits()


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("COOPKG_QUERY_TIMEOUT", "0"),
        ("COOPKG_QUERY_TIMEOUT", "-1"),
        ("COOPKG_QUERY_TIMEOUT", "soon"),
        ("COOPKG_QUERY_MEMORY", "255 MiB"),
        ("COOPKG_RESULT_LIMIT", "0"),
        ("COOPKG_RESULT_LIMIT", "1 GB"),
        ("COOPKG_QUERY_WORKERS", "1000"),
        ("COOPKG_QUERY_NETWORK", "yes"),
        ("COOPKG_CACHE_BYTES", "some"),
    ],
)
def test_a_limit_that_is_none_is_refused(variable, value):
    with pytest.raises(SettingError) as refused:
        Settings.from_environ({variable: value})

    assert refused.value.name == variable
