"""The records of one LCOV section, understood: by runs of integers where they are regular, else one by one."""

import re
from array import array
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from gates.model.branches import number_branches
from gates.model.coverage import Totals
from gates.model.probes import NOTHING, Probes, gather, gather_runs, gather_texts, to_flags
from gates.readers.coverage.lcov import TAGS
from gates.readers.digits import Decoder, cut_run, decode_run, is_regular
from gates.typed import NamedTuple

_LAST_LINE = 999_999_999
# Patterns are compiled when they are wanted: a small report needs two of them.
_COUNT = rb"-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_DA = rb"(0|[1-9]\d{0,8}),(%b)(?:,[^,]*)?" % _COUNT
_BRDA = rb"(0|[1-9]\d{0,8}),([^,]+),(.*),(-|%b)" % _COUNT
_FN = rb"\d{1,9},(?:\d{1,9},)?(.+)"
_FNDA = rb"(%b),(.+)" % _COUNT
_FNL = rb"(\d{1,9}),\d{1,9}(?:,\d{1,9})?"
_FNA = rb"(\d{1,9}),(%b),(.+)" % _COUNT
_TOTAL_TAGS = {"line": (b"LF", b"LH"), "branch": (b"BRF", b"BRH"), "function": (b"FNF", b"FNH")}
_TOTAL = rb"[0-9]{1,18}"
_FN_RUN = rb"\nFN:\d+,(?:\d+,)?([^\n]+)"
_FNDA_RUN = rb"\nFNDA:(0|[1-9]\d*),([^\n]+)"
_DA_LINE = rb"\nDA:(\d+)"

NO_TOTALS = Totals()
"""Where nothing is to be said of totals."""

Records = dict[bytes, list[bytes]]
"""Tag → what stands behind the colon, in order."""


class Reading(NamedTuple):
    """What one section says of its file."""

    lines: Probes
    points: Probes
    functions: Probes
    unplaced: Totals
    """The totals of what it has no records of."""
    claims: Totals
    """How far its other totals are from its records."""
    zero: bool
    """Whether it had records for line 0, which are left out."""
    disorder: bool
    """Whether its lines are out of order and no total can vouch for them."""


class BadRecordError(Exception):
    """A record that is not what its tag promises; its line is looked for only when somebody has to be told."""

    def __init__(self, record: bytes, message: str) -> None:
        super().__init__(message)
        self.record = record
        self.message = message


def read_records(line_run: bytes, rest: bytes, lines: Probes | None, wanted: frozenset[str], decode: Decoder | None) -> Reading:
    """Give what the records behind `SF:` say; every record follows a line feed. Raises BadRecordError.

    `line_run` are those from the first to the last DA, of which `lines` is what decode_lines made, `rest` all others.
    """
    branch_run, more = cut_run(rest, b"\nBRDA:")
    points = _decode_branches(branch_run, decode) if "branch" in wanted else _skip(branch_run, b"\nBRDA:", 4)
    functions: Probes | None = NOTHING
    if "function" in wanted:
        function_run, more = cut_run(more, b"\nFN:")
        call_run, more = cut_run(more, b"\nFNDA:")
        functions = _match_functions(function_run, call_run)
    else:
        _, more = cut_run(more, b"\nFN")
    zero = False
    if lines is None or points is None or functions is None:
        records = _group(line_run + rest)
        lines, points = _parse_lines(records[b"DA"]), _parse_branches(records[b"BRDA"])
        functions = _parse_functions(records)
        points = points if "branch" in wanted else NOTHING
        functions = functions if "function" in wanted else NOTHING
        zero = any(record.startswith(b"0,") for record in records[b"DA"])
    else:
        records = _group(more)
        if "function" in wanted and records.keys() & {b"FNL", b"FNA"}:
            functions = _parse_functions(records)
    disorder = b"LF" not in records and not _is_ordered(line_run)
    for metric, tags in _TOTAL_TAGS.items():
        if metric not in wanted:
            for tag in tags:
                records.pop(tag, None)
    return Reading(lines, points, functions, *_compare(records, lines, points, functions), zero, disorder)


def _is_ordered(run: bytes) -> bool:
    """Say whether each DA record of a section is for a later line than the one before."""
    numbers = [int(number) for number in re.findall(_DA_LINE, run)]
    return all(one < other for one, other in pairwise(numbers))


def decode_lines(runs: list[bytes], decode: Decoder | None) -> list[Probes | None]:
    """Give the lines of each run of DA records, None for one that is not regular.

    Runs are decoded all at once, which takes a fifth less time than one by one, unless one of them is not regular.
    """
    numbers = decode_run(b"".join(runs), b"\nDA:", 2, decode)
    try:
        ids = array("I", numbers[::2] if numbers else ())
    except (OverflowError, TypeError):
        numbers = None
    if numbers is None:
        return [decode_lines([run], decode)[0] for run in runs] if len(runs) > 1 else [None]
    found = gather_runs(ids, to_flags(numbers[1::2]), [run.count(b"\n") for run in runs])
    return [None if probes.ids and not 0 < probes.ids[0] <= probes.ids[-1] <= _LAST_LINE else probes for probes in found]


def _skip(run: bytes, prefix: bytes, width: int) -> Probes | None:
    """Give nothing for a run that is regular enough to be passed over, or None if it has to be looked at."""
    plain = run.removesuffix(b"-").replace(b",-\n", b",\n")
    return NOTHING if is_regular(plain, prefix, width) else None


def _decode_branches(run: bytes, decode: Decoder | None) -> Probes | None:
    """Give the branches of a regular run of BRDA records, or None if it is not regular."""
    plain = (run + b"\n").replace(b",-\n", b",0\n")[:-1]
    numbers = decode_run(plain, b"\nBRDA:", 4, decode)
    if not numbers:
        return None if run else NOTHING
    ids = number_branches(numbers, 4)
    return None if ids is None else gather(ids, numbers[3::4])


def _match_functions(declared: bytes, called: bytes) -> Probes | None:
    """Give the functions of regular runs of FN and FNDA records, or None if they are not regular."""
    names = re.findall(_FN_RUN, declared) if declared else []
    calls = re.findall(_FNDA_RUN, called) if called else []
    if len(names) != declared.count(b"\n") or len(calls) != called.count(b"\n"):
        return None
    ran = dict.fromkeys(names, False)
    ran.update({name: count != b"0" for count, name in calls})
    if len(ran) != max(len(names), len(calls)):
        return None
    return gather_texts(ran)


def _group(text: bytes) -> Records:
    """Give the records by tag; comments and blank lines are left out."""
    records: Records = defaultdict(list)
    for line in text.split(b"\n"):
        tag, colon, value = line.partition(b":")
        if tag in TAGS and colon:
            records[tag].append(value)
        elif line.strip() and not line.startswith(b"#"):
            raise BadRecordError(line, "not an LCOV record")
    return records


def _parse(pattern: bytes, tag: bytes, values: list[bytes]) -> Iterator[tuple[bytes, ...]]:
    fullmatch = re.compile(pattern).fullmatch
    for value in values:
        match = fullmatch(value)
        if not match:
            raise BadRecordError(tag + b":" + value, f"not a well-formed {tag.decode()} record")
        yield match.groups()


def _ran(count: bytes) -> bool:
    """Say whether a count is above zero; what follows `e` scales it and cannot change that."""
    return not count.startswith(b"-") and bool(re.split(b"[eE]", count)[0].strip(b"0."))


def _parse_lines(values: list[bytes]) -> Probes:
    """Give the lines of DA records of any dialect."""
    rows = [(int(line), _ran(count)) for line, count in _parse(_DA, b"DA", values) if int(line)]
    return gather(array("I", [line for line, _ in rows]), [ran for _, ran in rows])


def _parse_branches(values: list[bytes]) -> Probes:
    """Give the branches of BRDA records of any dialect: numbered where all of them are numbers, else by their text.

    A number names one branch however often it stands there; an expression that stands twice on a line is two branches.
    """
    rows = list(_parse(_BRDA, b"BRDA", values))
    hits = [taken != b"-" and _ran(taken) for *_, taken in rows]
    if all(block.isdigit() and branch.isdigit() for _, block, branch, _ in rows):
        ids = number_branches([int(number) for row in rows for number in row[:3]], 3)
        if ids is not None:
            return gather(ids, hits)
    texts: dict[bytes, bool] = {}
    repeats: dict[bytes, int] = defaultdict(int)
    for (line, block, branch, _), ran in zip(rows, hits, strict=True):
        key = b"%d,%b,%b" % (int(line), block, branch)
        if not branch.isdigit():
            repeats[key] += 1
            key += b"#%d" % repeats[key] if repeats[key] > 1 else b""
        texts[key] = ran or texts.get(key, False)
    return gather_texts(texts)


def _parse_functions(records: Records) -> Probes:
    """Give the functions by name; of a group of aliases (FNL, FNA) the first name stands for all."""
    if not records.keys() & {b"FN", b"FNDA", b"FNL", b"FNA"}:
        return NOTHING
    ran = dict.fromkeys((name for (name,) in _parse(_FN, b"FN", records[b"FN"])), False)
    for count, name in _parse(_FNDA, b"FNDA", records[b"FNDA"]):
        ran[name] = _ran(count) or ran.get(name, False)
    groups: dict[bytes, list[tuple[bytes, bool]]] = defaultdict(list)
    for (index,) in _parse(_FNL, b"FNL", records[b"FNL"]):
        groups[index] = []
    for index, count, name in _parse(_FNA, b"FNA", records[b"FNA"]):
        groups[index].append((name, _ran(count)))
    for index, aliases in groups.items():
        name = min(aliases)[0] if aliases else b"function " + index
        ran[name] = any(hit for _, hit in aliases) or ran.get(name, False)
    return gather_texts(ran)


def _compare(records: Records, lines: Probes, points: Probes, functions: Probes) -> tuple[Totals, Totals]:
    """Give the totals of what has no records at all, and how far the section's other totals are from its records."""
    unplaced = [0] * 6
    claims = [0] * 6
    for column, (probes, (of, ran)) in enumerate(zip((lines, points, functions), _TOTAL_TAGS.values(), strict=True)):
        if of in records or ran in records:
            count, reached = probes.total, probes.reached
            stated, stated_reached = _stated(records, of, count), _stated(records, ran, reached)
            into = claims if count or stated_reached > stated else unplaced
            into[2 * column : 2 * column + 2] = (stated - count, stated_reached - reached)
    return Totals(*unplaced) if any(unplaced) else NO_TOTALS, Totals(*claims) if any(claims) else NO_TOTALS


def _stated(records: Records, tag: bytes, own: int) -> int:
    """Give what the section says of itself under this tag, or our own count if it says nothing."""
    values = records.get(tag)
    if not values:
        return own
    if not re.fullmatch(_TOTAL, values[-1]):
        raise BadRecordError(tag + b":" + values[-1], f"not a well-formed {tag.decode()} record")
    return int(values[-1])
