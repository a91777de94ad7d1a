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
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import structlog

from matchmaker.matching.generation import ARRAYS, Generation

#: Changes whenever what the files mean does; another format is no generation.
FORMAT: Final = 1

_PREFIX: Final = "generation-"
_META: Final = "meta.json"
_CURRENT: Final = "CURRENT"
_log = structlog.get_logger()


class Damaged(Exception):
    """A generation on disk is not what was written: says which file, and how it differs."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A generation on disk, open; ``position`` is what its writer noted of the database's log."""

    folder: Path
    generation: Generation
    position: Any
    sizes: dict[str, int]

    def check_sizes(self) -> None:
        """Raise :class:`Damaged` where a file was removed or cut; quick enough for each answer."""
        for name, size in self.sizes.items():
            path = self.folder / name
            try:
                found = path.stat().st_size
            except OSError as error:
                raise Damaged(f"{path}: {error.strerror}") from None
            if found != size:
                raise Damaged(f"{path}: {found} bytes instead of {size}")

    def check_contents(self) -> None:
        """Raise :class:`Damaged` where a file is not, byte for byte, what was written."""
        self.check_sizes()
        for name, details in _meta(self.folder)["files"].items():
            if _checksum(self.folder / name) != details["crc32"]:
                raise Damaged(f"{self.folder / name}: its checksum is another one")


class Storage:
    """A folder of generations."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Wait until nobody else writes, and let nobody write meanwhile, on this machine."""
        with (self.folder / "LOCK").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def current(self) -> str:
        """Return the name of the present generation, "" where there is none."""
        try:
            return (self.folder / _CURRENT).read_text().strip()
        except (OSError, UnicodeDecodeError):
            return ""

    def open(self) -> Stored | None:
        """Open the present generation, or the newest whole one; damage is said in the log."""
        names = sorted(_numbers(self.folder), reverse=True)
        for name in dict.fromkeys([self.current(), *map(_name, names)]):
            if name:
                try:
                    return _open(self.folder / name)
                except Damaged as error:
                    _log.error("index damaged", what=str(error))
        return None

    def write(self, generation: Generation, position: Any) -> Stored:
        """Write a generation and make it the present one; call it inside ``writing``.

        OSError where the disk is full or fails: then the present one stays as it is.
        """
        number = max(_numbers(self.folder), default=0) + 1
        folder, unfinished = self.folder / _name(number), self.folder / "unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        try:
            _write(unfinished, generation, position)
            unfinished.rename(folder)
            _replace(self.folder / _CURRENT, folder.name)
        except OSError:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
        for old in sorted(_numbers(self.folder))[:-2]:
            shutil.rmtree(self.folder / _name(old), ignore_errors=True)
        return _open(folder)


def _numbers(folder: Path) -> list[int]:
    found = (path.name.removeprefix(_PREFIX) for path in folder.glob(f"{_PREFIX}*"))
    return [int(number) for number in found if number.isdecimal()]


def _name(number: int) -> str:
    return f"{_PREFIX}{number:08}"


def _write(folder: Path, generation: Generation, position: Any) -> None:
    folder.mkdir()
    files = {}
    for name in ARRAYS:
        path = folder / f"{name}.npy"
        with path.open("wb") as file:
            np.save(file, getattr(generation, name), allow_pickle=False)
            file.flush()
            os.fsync(file.fileno())
        files[path.name] = {"size": path.stat().st_size, "crc32": _checksum(path)}
    meta = {"format": FORMAT, "position": position, "files": files}
    _replace(folder / _META, json.dumps(meta))


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
    sizes = {name: details["size"] for name, details in meta["files"].items()}
    arrays = {}
    for name in ARRAYS:
        path = folder / f"{name}.npy"
        if meta["files"].get(path.name, {}).get("crc32") != _checksum(path):
            raise Damaged(f"{path}: not what was written")
        # Slices of a memmap cost microseconds each; those of a plain array over it do not.
        arrays[name] = np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    return Stored(folder, Generation(**arrays), meta["position"], sizes)


def _meta(folder: Path) -> Any:
    try:
        meta = json.loads((folder / _META).read_text())
    except (OSError, ValueError) as error:
        raise Damaged(f"{folder / _META}: {error}") from None
    if not isinstance(meta, dict) or meta.get("format") != FORMAT:
        raise Damaged(f"{folder / _META}: not of format {FORMAT}")
    return meta


def _checksum(path: Path) -> int:
    """Return the CRC-32 of a file, -1 where it cannot be read."""
    crc = 0
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                crc = zlib.crc32(block, crc)
    except OSError:
        return -1
    return crc
