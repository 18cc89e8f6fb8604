"""Public catalogs: what is exploited and how likely the rest is, and what is wrong with files that only look like it."""

from importlib import import_module
from pathlib import Path

import pytest

from gates.catalog import READERS
from gates.cli.sniffing import sniff
from gates.errors import ReportError
from gates.model.exploitation import Exploited, Likelihoods
from tests.conftest import ROOT

DATA = ROOT / "tests" / "data"
MODULES = {(kind, name): import_module(module) for kind in ("kev", "epss") for name, module, *_ in READERS[kind]}
INVALID = sorted(
    path for kind in ("kev", "epss") for path in DATA.glob(f"{kind}/*/invalid/*") if not path.name.endswith(".error.txt")
)
SAID = {
    "kev/cisa-csv/valid/kev.csv": Exploited("", {"CVE-2021-44228": "2021-12-10"}),
    "kev/cisa-json/valid/kev.json": Exploited("2026-11-20", {"CVE-2021-44228": "2021-12-10"}),
    "epss/epss-csv/valid/epss.csv": Likelihoods("2026-11-22", {"CVE-1999-0001": "1e-05", "CVE-2021-44228": "0.94358"}),
    "epss/epss-csv/valid/no-head.csv": Likelihoods("", {"CVE-2021-44228": "1.0"}),
}


@pytest.mark.parametrize("name", SAID)
def test_what_a_catalog_says(name: str) -> None:
    kind, format_, *_ = name.split("/")
    data = (DATA / name).read_bytes()
    assert sniff(data, name, kind) == format_
    assert MODULES[kind, format_].read([data], name, frozenset()) == SAID[name]


@pytest.mark.parametrize("path", INVALID, ids=lambda path: "/".join(path.parts[-4:]))
def test_what_is_wrong_is_said(path: Path, request: pytest.FixtureRequest) -> None:
    with pytest.raises(ReportError) as caught:
        MODULES[path.parts[-4], path.parts[-3]].read([path.read_bytes()], path.name, frozenset())
    assert caught.value.hint
    told = f"{caught.value}\nhint: {caught.value.hint}\n"
    expected = path.with_name(f"{path.name}.error.txt")
    if request.config.getoption("--update-golden"):
        expected.write_text(told, encoding="utf-8")
    assert told == expected.read_text(encoding="utf-8")
