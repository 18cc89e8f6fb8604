"""Several processes that read one large report, each a share of it."""

import multiprocessing
import os
import signal
import sys
from multiprocessing.connection import Connection

from gates.cli.files import Source, read_chunks
from gates.errors import ReportError
from gates.readers.protocol import SharedReader
from gates.typed import Any

SHARED_BYTES = 8 << 20
"""How large a report must be before a second process pays for its start."""


def count_workers(jobs: int) -> int:
    """Give how many processes to use for a large report: `jobs`, or one for each core, at most 8; 1 where none can fork."""
    if "fork" not in multiprocessing.get_all_start_methods() or sys.platform == "darwin":
        return 1
    return jobs or min(len(os.sched_getaffinity(0)), 8)


def read_in_shares(reader: SharedReader, source: Source, wanted: frozenset[str], shares: int) -> Any:
    """Give the report that so many processes find together, or None where one reader has to read it alone.

    None too where anything is wrong with the report, so that the reader that goes over it alone tells the first fault.
    """
    context = multiprocessing.get_context("fork")
    workers = []
    try:
        for share in range(1, shares):
            receiver, sender = context.Pipe(duplex=False)
            worker = context.Process(target=work, args=(reader, source, wanted, share, shares, sender), daemon=True)
            worker.start()
            sender.close()
            workers.append((worker, receiver))
        parts = [reader.read_share(read_chunks(source, None), source.name, wanted, 0, shares)]
        parts += [receiver.recv() for _, receiver in workers]
    except (ReportError, EOFError):
        return None
    finally:
        for worker, receiver in workers:
            receiver.close()
            worker.terminate()
            worker.join()
    return None if None in parts else reader.finish(parts, source.name)


def work(reader: SharedReader, source: Source, wanted: frozenset[str], share: int, shares: int, sender: Connection) -> None:
    """Send one share, or None where it could not be read."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        part = reader.read_share(read_chunks(source, None), source.name, wanted, share, shares)
    except ReportError:
        part = None
    sender.send(part)
    sender.close()
