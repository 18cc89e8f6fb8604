"""`gate.toml`, or `[tool.gate]` in pyproject.toml: what a team demands, checked whole before anything is judged."""

import os
import re
from collections.abc import Iterator, Mapping

import tomli

from gates.catalog import VERSION
from gates.cli.config_file import read_text
from gates.cli.config_lines import find_line
from gates.cli.options import is_date
from gates.commands.protocol import Kind, Option, Settings
from gates.errors import ConfigError, UsageError
from gates.model.ratio import Ratio, parse_percent
from gates.typed import Any, NamedTuple

_REQUIRED_VERSION, _STORE = "required-version", "store"

_INSTANCE = re.compile(r"[A-Za-z0-9_-]+").fullmatch

Key = tuple[str | int, ...]
"""Where a value stands: names of tables and keys, and positions in arrays of tables."""


class Config(NamedTuple):
    """A configuration in which every key is known and every value is of its kind."""

    path: str
    tables: Mapping[str, Settings]
    """Gate, or gate and instance such as `coverage.backend` → its settings; only for those that have a table, in its order."""
    store: str = ""
    """Where baselines are kept, such as `sqlite:../baselines.db`; empty where it does not say."""


class _Flaw(NamedTuple):
    key: Key
    message: str


class _Decimal(str):
    """A TOML float, as it is written, so that 79.996 stays exact."""

    __slots__ = ()


def load(path: str, commands: Mapping[str, tuple[Option, ...]], shared: tuple[Option, ...]) -> Config:
    """Give the configuration in a file. Raises ConfigError that tells every mistake, each with its line.

    `commands` gives gate → its options; `shared` the options that every gate's table takes as well.
    """
    text = read_text(path)
    try:
        document: dict[str, Any] = tomli.loads(text, parse_float=_Decimal)
    except (tomli.TOMLDecodeError, RecursionError) as flaw:
        line = getattr(flaw, "lineno", None)
        where = f"{path}:{line}" if line else path
        raise ConfigError(f"not valid TOML: {getattr(flaw, 'msg', flaw)}", where=where, hint="see https://toml.io") from flaw
    prefix: Key = ()
    if os.path.basename(path) == "pyproject.toml":
        prefix = ("tool", "gate")
        tool = document.get("tool", {})
        document = tool.get("gate", {}) if isinstance(tool, dict) else {}
    flaws: list[_Flaw] = []
    tables = dict(_read_tables(document, commands, shared, flaws))
    if flaws:
        found = sorted({(find_line(text, (*prefix, *flaw.key)) or 0, _tell(flaw)) for flaw in flaws})
        name = os.path.basename(path)
        lines = [f"{name}:{line}: {told}" if line else f"{name}: {told}" for line, told in found]
        raise ConfigError("\n".join(lines), hint="gate COMMAND --help lists the options")
    return Config(path, tables, document.get(_STORE, ""))


def _read_tables(
    document: Mapping[str, Any],
    commands: Mapping[str, tuple[Option, ...]],
    shared: tuple[Option, ...],
    flaws: list[_Flaw],
) -> Iterator[tuple[str, Settings]]:
    for name, value in document.items():
        if name == _REQUIRED_VERSION:
            flaws += _check_version(value)
        elif name == _STORE:
            flaws += _check_store(value)
        elif name not in commands:
            flaws.append(_Flaw((name,), _unknown(name, (*commands, _REQUIRED_VERSION, _STORE))))
        elif not isinstance(value, dict):
            flaws.append(_Flaw((name,), f"expected a table [{name}], found {_show(value)}"))
        else:
            options = (*shared, *commands[name])
            known = {each for option in options for each in (option.name, *option.synonyms)}
            instances = {key: table for key, table in value.items() if isinstance(table, dict) and key not in known}
            plain = {key: each for key, each in value.items() if key not in instances}
            if plain or not instances:
                yield name, _read_table((name,), plain, options, flaws)
            for instance, table in instances.items():
                if not _INSTANCE(instance):
                    flaws.append(_Flaw((name, instance), "an instance is named with letters, digits, - and _"))
                yield f"{name}.{instance}", _read_table((name, instance), table, options, flaws)


def _read_table(key: Key, table: Mapping[str, Any], options: tuple[Option, ...], flaws: list[_Flaw]) -> dict[str, Any]:
    known = {name: option for option in options for name in (option.name, *option.synonyms)}
    settings: dict[str, Any] = {}
    seen: set[str] = set()
    for name, value in table.items():
        option = known.get(name)
        if option is None:
            flaws.append(_Flaw((*key, name), _unknown(name, tuple(known))))
        elif option.name in seen:
            flaws.append(_Flaw((*key, name), f"means the same as {option.name!r}, which is set as well"))
        else:
            seen.add(option.name)
            settings |= _read_option((*key, name), option, value, flaws)
    flaws.extend(
        _Flaw(key, f"{option.name!r} is missing") for option in options if option.required and option.name not in table
    )
    return settings


def _read_option(key: Key, option: Option, value: Any, flaws: list[_Flaw]) -> dict[str, Any]:
    """Give the settings that one key makes: one, or two where it has bands; none where it is wrong."""
    if option.kind is Kind.TABLES:
        return _read_tables_of(key, option, value, flaws)
    if option.bands and isinstance(value, dict):
        return _read_bands(key, option, value, flaws)
    try:
        return {option.name: _convert(option, value)}
    except UsageError as flaw:
        flaws.append(_Flaw(key, flaw.message))
        return {}


def _read_bands(key: Key, option: Option, value: Mapping[str, Any], flaws: list[_Flaw]) -> dict[str, Any]:
    """Give the bounds of `{ fail = 80, warn = 85 }`: a warning has to come before the failure."""
    band = (Option("fail", option.kind, ""), Option("warn", option.kind, ""))
    found = _read_table(key, value, band, flaws)
    if not value:
        flaws.append(_Flaw(key, "expected fail, warn, or both"))
    fail, warn = found.get("fail"), found.get("warn")
    if fail is not None and warn is not None:
        late = warn > fail if isinstance(fail, int) else not warn.reaches(fail)
        if late:
            flaws.append(_Flaw((*key, "warn"), f"{value['warn']} would warn only after {value['fail']} has failed"))
    return {option.name + suffix: bound for suffix, bound in (("", fail), (".warn", warn)) if bound is not None}


def _read_tables_of(key: Key, option: Option, value: Any, flaws: list[_Flaw]) -> dict[str, Any]:
    if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
        flaws.append(_Flaw(key, f"expected tables [[{'.'.join(map(str, key))}]], found {_show(value)}"))
        return {}
    tables = [_read_table((*key, index), table, option.keys, flaws) for index, table in enumerate(value)]
    names = [table.get("name") for table in tables]
    flaws.extend(
        _Flaw((*key, index), f"a second table with the name {name!r}")
        for index, name in enumerate(names)
        if name is not None and name in names[:index]
    )
    return {option.name: tuple(tables)}


def _convert(option: Option, value: Any) -> Ratio | int | bool | str | tuple[str, ...]:
    """Give a value as its option wants it. Raises UsageError."""
    kind = option.kind
    if kind in (Kind.PERCENT, Kind.INCREASE) and not isinstance(value, (bool, list, dict)):
        return parse_percent(str(value), above=kind is Kind.INCREASE)
    if kind in (Kind.PLACE, Kind.PLACES) and value is True:
        return "" if kind is Kind.PLACE else ("",)
    if kind is Kind.DATE and is_date(str(value)):
        return str(value)
    if _fits(option, value):
        is_list = kind in (Kind.TEXTS, Kind.PLACES)
        return tuple(value if isinstance(value, list) else [value]) if is_list else value
    wanted = _WANTED.get(kind) or f"one of {', '.join(option.choices)}"
    raise UsageError(f"expected {wanted}, found {_show(value)}")


def _fits(option: Option, value: Any) -> bool:
    """Say whether a value is, as it stands, what its option wants."""
    match option.kind:
        case Kind.COUNT:
            return isinstance(value, int) and not isinstance(value, bool) and value >= 0
        case Kind.FLAG:
            return isinstance(value, bool)
        case Kind.CHOICE:
            return value in option.choices
        case Kind.TEXT | Kind.PLACE:
            return _is_text(value)
        case Kind.TEXTS | Kind.PLACES:
            texts = value if isinstance(value, list) else [value]
            return bool(texts) and all(map(_is_text, texts))
        case _:
            return False


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and not isinstance(value, _Decimal) and bool(value)


_WANTED = {
    Kind.PERCENT: "a percentage",
    Kind.INCREASE: "a percentage",
    Kind.COUNT: "a whole number from 0",
    Kind.DATE: "a day such as 2027-01-31",
    Kind.FLAG: "true or false",
    Kind.PLACE: "true, or a string that is not empty",
    Kind.PLACES: "true, or strings that are not empty",
    Kind.TEXT: "a string that is not empty",
    Kind.TEXTS: "strings that are not empty",
}


def _check_version(value: Any) -> list[_Flaw]:
    """Give a flaw unless this version of gate satisfies a version specifier such as `>=0.1`."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    key = (_REQUIRED_VERSION,)
    try:
        specifiers = SpecifierSet(value if isinstance(value, str) else str(None))
    except InvalidSpecifier:
        return [_Flaw(key, f"expected a version specifier such as '>=0.1', found {_show(value)}")]
    if specifiers.contains(VERSION, prereleases=True):
        return []
    return [_Flaw(key, f"this is gate {VERSION}, and the configuration requires {value}")]


def _check_store(value: Any) -> list[_Flaw]:
    """Give a flaw unless it is a place in which a store can be."""
    from gates.cli.storing import find_flaw  # (few configurations have one)

    flaw = find_flaw(value if _is_text(value) else "")
    return [_Flaw((_STORE,), flaw)] if flaw else []


def _unknown(name: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1, cutoff=0.5)
    return f"unknown key; did you mean {near[0]!r}?" if near else f"unknown key; known are {', '.join(sorted(set(known)))}"


def _show(value: Any) -> str:
    """Give a value as TOML writes it, near enough."""
    return str(value).lower() if isinstance(value, bool) else str(value) if isinstance(value, _Decimal) else repr(value)


def _tell(flaw: _Flaw) -> str:
    return f"{'.'.join(str(part + 1) if isinstance(part, int) else part for part in flaw.key)}: {flaw.message}"
