"""Generations on disk: written whole or not at all, shared by every process through the page cache.

A folder holds ``generation-<number>`` folders of ``.npy`` files and a file ``CURRENT`` that names
one, swapped by ``os.replace``. The one before is kept, so that there is something to fall back on
where the present one is found damaged. Whoever writes holds ``LOCK``; readers need none.
"""

import fcntl
import json
import os
import shutil
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import structlog

from matchmaker.matching.generation import ARRAYS, Generation

#: Changes whenever what the files mean does; another format is no generation.
FORMAT: Final = 1

_PREFIX: Final = "generation-"
_UNFINISHED: Final = "unfinished"
_META: Final = "meta"
_CURRENT: Final = "CURRENT"
_log = structlog.get_logger()


class Damaged(Exception):
    """A generation on disk is not what was written: says which file, and how it differs."""


class Removed(Damaged):
    """A file of a generation is gone; who has mapped it can go on reading it."""


#: Size and time of the last change: other ones mean that somebody wrote into a file.
Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Stored:
    """A generation on disk, open; ``position`` is what its writer noted of the database's log."""

    folder: Path
    generation: Generation
    position: Any
    stamps: Mapping[Path, Stamp]

    def check(self) -> None:
        """Raise :class:`Damaged` where a file was removed or changed; quick enough for each answer.

        A file that was cut must not be read any more: beyond its end waits SIGBUS.
        """
        for path, stamp in self.stamps.items():
            if _stamp(path) != stamp:
                raise Damaged(f"{path}: changed since it was opened")

    def check_contents(self) -> None:
        """Raise :class:`Damaged` where a file is not, byte for byte, what was written."""
        self.check()
        _check_contents(self.folder, _meta(self.folder))


class Storage:
    """A folder of generations."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Wait until nobody else writes, and let nobody write meanwhile, on this machine.

        Where the folder cannot be written to, nobody is waited for.
        """
        with ExitStack() as opened:
            with suppress(OSError):
                self.folder.mkdir(parents=True, exist_ok=True)
                lock = os.open(self.folder / "LOCK", os.O_RDONLY | os.O_CREAT, 0o644)
                opened.callback(os.close, lock)
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def current(self) -> str:
        """Return the name of the present generation, "" where there is none."""
        try:
            return (self.folder / _CURRENT).read_text().strip()
        except (OSError, UnicodeDecodeError):
            return ""

    def open(self) -> Stored | None:
        """Open the present generation, or the newest whole one; damage is said in the log.

        What a writer discarded between two looks is no damage: then it is looked for again.
        """
        current = self.current()
        names = sorted(_numbers(self.folder), reverse=True)
        for name in filter(None, dict.fromkeys([current, *map(_name, names)])):
            try:
                return _open(self.folder / name)
            except Damaged as error:
                if self.current() != current:
                    return self.open()
                _log.error("index damaged", what=str(error))
        return None

    def write(self, generation: Generation, position: Any) -> Stored:
        """Write a generation and make it the present one; call it inside ``writing``.

        OSError where the disk is full or fails: then the present one stays as it is.
        """
        number = max(_numbers(self.folder), default=0) + 1
        folder, unfinished = self.folder / _name(number), self.folder / _UNFINISHED
        shutil.rmtree(unfinished, ignore_errors=True)
        try:
            _write(unfinished, generation, position)
            unfinished.rename(folder)
            _replace(self.folder / _CURRENT, folder.name)
        except OSError:
            self._discard(unfinished, folder)
            raise
        self._discard(*(self.folder / _name(old) for old in sorted(_numbers(self.folder))[:-2]))
        return _open(folder)

    def _discard(self, *folders: Path) -> None:
        for folder in folders:
            if folder.name != self.current():
                shutil.rmtree(folder, ignore_errors=True)


def _numbers(folder: Path) -> list[int]:
    found = (path.name.removeprefix(_PREFIX) for path in folder.glob(f"{_PREFIX}*"))
    return [int(number) for number in found if number.isdecimal()]


def _name(number: int) -> str:
    return f"{_PREFIX}{number:08}"


def _write(folder: Path, generation: Generation, position: Any) -> None:
    folder.mkdir()
    checksums = {}
    for name in ARRAYS:
        path = folder / f"{name}.npy"
        with path.open("wb") as file:
            np.save(file, getattr(generation, name), allow_pickle=False)
            file.flush()
            os.fsync(file.fileno())
        checksums[path.name] = _checksum(path)
    meta = json.dumps({"format": FORMAT, "position": position, "checksums": checksums})
    _replace(folder / _META, f"{zlib.crc32(meta.encode()):08x}\n{meta}")


def _replace(path: Path, text: str) -> None:
    """Put a small file in the place of another, whole or not at all, whatever happens."""
    draft = path.with_suffix(".new")
    with draft.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _open(folder: Path) -> Stored:
    """Check and map a generation; Damaged where it is not whole."""
    meta = _meta(folder)
    paths = [folder / f"{name}.npy" for name in ARRAYS]
    stamps = {path: _stamp(path) for path in (folder / _META, *paths)}
    _check_contents(folder, meta)
    try:
        # Slices of a memmap cost microseconds each; those of a plain array over it do not.
        arrays = [np.asarray(np.load(path, mmap_mode="r", allow_pickle=False)) for path in paths]
    except (OSError, ValueError) as error:
        raise Damaged(f"{folder}: {error}") from None
    return Stored(folder, Generation(*arrays), meta["position"], stamps)


def _meta(folder: Path) -> Any:
    """Read what is noted of a generation; its first line is the checksum of the others."""
    path = folder / _META
    try:
        checksum, _, meta = path.read_bytes().partition(b"\n")
    except (OSError, ValueError) as error:
        raise Damaged(f"{path}: {error}") from None
    if checksum != b"%08x" % zlib.crc32(meta):
        raise Damaged(f"{path}: not what was written")
    noted = json.loads(meta)
    if noted["format"] != FORMAT:
        raise Damaged(f"{path}: not of format {FORMAT}")
    return noted


def _check_contents(folder: Path, meta: Any) -> None:
    for name in ARRAYS:
        path = folder / f"{name}.npy"
        try:
            checksum = _checksum(path)
        except OSError as error:
            raise Damaged(f"{path}: {error.strerror}") from None
        if checksum != meta["checksums"].get(path.name):
            raise Damaged(f"{path}: not what was written")


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except OSError as error:
        raise Removed(f"{path}: {error.strerror}") from None
    return found.st_size, found.st_mtime_ns


def _checksum(path: Path) -> int:
    """Return the CRC-32 of a file."""
    crc = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            crc = zlib.crc32(block, crc)
    return crc
