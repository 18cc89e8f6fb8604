"""Measured rounds, for scripts/bench_rules: every benchmark's samples by build and round.

A set is a folder, or a .tar.xz that holds it, of rounds `rNN-BUILD`: criterion's tree, the text of `go test -bench`, or
hyperfine's JSON. Build A is the program, A2 the same in another layout, S5, S10 and S30 are slower by 5, 10 and 30 %.
"""

import json
import math
import random
import re
import tarfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path

Invocation = list[float]
Builds = dict[str, list[Invocation]]
Rounds = dict[str, Builds]

UNSLOWED = ("BenchmarkLogs-2",)  # its builds S5 to S30 do the work of A
GO = re.compile(r"^(Benchmark\S+)\s+\d+\s+([\d.]+) ns/op", re.MULTILINE)
NOISES = ("quiet", "heavy tail", "no floor", "two modes", "rare fast mode", "slow drift", "bursts", "burst on one side")


def read_rounds(path: Path) -> Rounds:
    """Give the rounds of a set, in order. Benchmarks that not all builds measured are left out."""
    found: dict[str, dict[str, dict[int, Invocation]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    files = dict(_open_files(path))
    for name, data in files.items():
        place = re.search(r"(?:^|/)r(\d+)-([A-Z]\d*)(?:\.txt|\.json|/.*/new/sample\.json)$", name)
        if place:
            for bench, samples in _read_samples(name, data, files):
                found[bench][place[2]][int(place[1])] += samples
    builds = {build for bench in found.values() for build in bench}
    return {
        bench: {build: [by_round[number] for number in sorted(by_round)] for build, by_round in by_build.items()}
        for bench, by_build in sorted(found.items())
        if set(by_build) == builds and bench not in UNSLOWED
    }


def _open_files(path: Path) -> Iterator[tuple[str, bytes]]:
    """Give the name and the bytes of every file that can hold samples."""
    if path.is_dir():
        yield from ((file.as_posix(), file.read_bytes()) for file in path.rglob("*") if file.suffix in (".json", ".txt"))
        return
    with tarfile.open(path) as archive:
        for member in archive:
            if file := archive.extractfile(member):
                yield member.name, file.read()


def _read_samples(name: str, data: bytes, files: dict[str, bytes]) -> Iterator[tuple[str, Invocation]]:
    """Give the benchmarks of a file and their samples, in the time of one operation."""
    if name.endswith("/sample.json"):
        sample, about = json.loads(data), json.loads(files[name.replace("sample.json", "benchmark.json")])
        yield about["full_id"], [time / count for time, count in zip(sample["times"], sample["iters"], strict=True)]
    elif name.endswith(".txt"):
        yield from ((bench, [float(value)]) for bench, value in GO.findall(data.decode()))
    else:
        yield from ((result["command"].rpartition("/")[2], result["times"]) for result in json.loads(data)["results"])


def make_rounds(count: int) -> Rounds:
    """Give as many rounds of made benchmarks, one for each kind of noise, the same in every run."""
    made: Rounds = {}
    for noise in NOISES:
        source = random.Random(noise)
        levels = _draw_levels(noise, 4 * count, source)  # the four builds of a round run one after the other
        slots = [levels[index::4] for index in range(4)]
        if noise == "burst on one side":
            slots[1] = [level * (1.5 if round_ % 12 < 3 else 1) for round_, level in enumerate(slots[1])]
        made[noise] = {
            build: [[level * slower * (1 + source.expovariate(50)) for _ in range(10)] for level in slot]
            for (build, slower), slot in zip((("A", 1.0), ("A2", 1.0), ("S5", 1.05), ("S10", 1.1)), slots, strict=True)
        }
    return made


def _draw_levels(noise: str, count: int, source: random.Random) -> list[float]:
    """Give how slow each of so many invocations in a row is as a whole."""
    steps = [source.gauss(0, 0.02) for _ in range(count)]
    if noise == "slow drift":
        return [math.exp(level) for level in accumulate(steps, lambda level, step: 0.98 * level + step)]
    if noise == "bursts":
        slow = [1.2 + source.expovariate(3) if source.random() < 0.4 else 1 for _ in range(count)]
        return [slow[index // 12] for index in range(count)]
    draws: dict[str, Callable[[], float]] = {
        "heavy tail": lambda: 1 + 0.05 * (source.paretovariate(1.2) - 1),
        "no floor": lambda: math.exp(source.gauss(0, 0.2)),
        "two modes": lambda: source.choice((1, 1.3)),
        "rare fast mode": lambda: 1 if source.random() < 0.1 else 1.15,
    }
    draw = draws.get(noise, lambda: 1.0)
    return [draw() for _ in range(count)]
