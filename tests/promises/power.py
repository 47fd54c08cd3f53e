"""What a process wrote to its files, what it had synced, and what a power cut would leave.

The process is watched by ptrace (Linux), so that nothing has to be built or installed. A disk keeps
what was synced; of what was written since, any part may be there or not, in any order.
"""

import ctypes
import os
import platform
import random
import signal
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

CALLS = {
    "x86_64": {18: "pwrite", 74: "sync", 75: "sync", 77: "truncate", 1: "write"},
    "aarch64": {68: "pwrite", 82: "sync", 83: "sync", 46: "truncate", 64: "write"},
}
CALL_OF, DETACH, SEIZE, INTERRUPT, SYSCALL_INFO = 24, 17, 0x4206, 0x4207, 0x420E
MARK_CALLS = 1
"""The option that tells the stops at calls from signals."""
ENTRY, EXIT = 1, 2
SECTOR = 512
STANDARD_OUTPUT = 1


class Event(NamedTuple):
    """A change of a file, a sync of one, or words to the one who waits ("told")."""

    kind: str
    path: str
    offset: int = 0
    data: bytes = b""


class CallInfo(ctypes.Structure):
    """What Linux says of a call: its number and arguments on entry, its result on exit."""

    _fields_ = (
        ("op", ctypes.c_uint8),
        ("_arch", ctypes.c_uint8 * 7),
        ("_pointers", ctypes.c_uint64 * 2),
        ("values", ctypes.c_int64 * 8),
    )


_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
_libc.ptrace.restype = ctypes.c_long


def _ptrace(request: int, pid: int, first: int = 0, second: object = 0) -> None:
    if _libc.ptrace(request, pid, first, second) < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"ptrace: {os.strerror(code)}")


def watch(pid: int) -> Iterator[Event]:
    """Stop a process with one thread; yield what it does to its files from now to its end."""
    _ptrace(SEIZE, pid, 0, MARK_CALLS)
    _ptrace(INTERRUPT, pid)
    return _events(pid, CALLS[platform.machine()])


def _events(pid: int, names: Mapping[int, str]) -> Iterator[Event]:
    """Let the process go on from call to call; a change counts when its call has returned."""
    info, begun = CallInfo(), None
    while True:
        _, status = os.waitpid(pid, 0)
        if not os.WIFSTOPPED(status):
            return
        stopped_by = os.WSTOPSIG(status)
        if stopped_by == signal.SIGTRAP | 0x80:
            _ptrace(SYSCALL_INFO, pid, ctypes.sizeof(info), ctypes.addressof(info))
            if info.op == ENTRY:
                kind = names.get(info.values[0])
                begun = _read_call(pid, kind, info.values[1:5]) if kind else None
            elif begun and info.values[0] >= 0:
                yield begun
            passed_on = 0
        else:
            passed_on = 0 if status >> 16 else stopped_by
        _ptrace(CALL_OF, pid, 0, passed_on)


def _read_call(pid: int, kind: str, values: Sequence[int]) -> Event | None:
    """Return what a call is about to do, or None where no file is concerned."""
    number, second, third, fourth = values
    if kind == "write":
        is_told = number == STANDARD_OUTPUT
        return Event("told", "", 0, _read(pid, second, third)) if is_told else None
    path = str(Path(f"/proc/{pid}/fd/{number}").readlink())
    if kind == "pwrite":
        return Event(kind, path, fourth, _read(pid, second, third))
    return Event(kind, path, second if kind == "truncate" else 0)


def _read(pid: int, address: int, length: int) -> bytes:
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        memory.seek(address)
        return memory.read(length)


def cut(
    before: Mapping[str, bytes], events: Sequence[Event], chance: random.Random
) -> dict[str, bytes]:
    """Return the files as they may be found when the power went after the last of the events."""
    files = defaultdict(bytearray, {path: bytearray(data) for path, data in before.items()})
    waiting: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.kind == "sync":
            for one in waiting.pop(event.path, []):
                _apply(files[event.path], one)
        elif event.kind != "told":
            waiting[event.path].append(event)
    for path, changes in waiting.items():
        for one in changes:
            if chance.random() < 0.5:
                whole = len(one.data) // SECTOR
                torn = SECTOR * chance.randint(0, whole) if chance.random() < 0.2 else len(one.data)
                _apply(files[path], one._replace(data=one.data[:torn]))
    return {path: bytes(data) for path, data in files.items()}


def _apply(file: bytearray, change: Event) -> None:
    if change.kind == "truncate":
        del file[change.offset :]
        file.extend(bytes(change.offset - len(file)))
        return
    file.extend(bytes(max(0, change.offset - len(file))))
    file[change.offset : change.offset + len(change.data)] = change.data
