"""A Maildir into which a mail server puts what comes in: new/ to be read, cur/ what was."""

from collections.abc import Iterator
from pathlib import Path

from matchmaker.services.incoming.letter import LARGEST


def waiting(folder: Path, most: int) -> Iterator[Path]:
    """Yield the oldest mails that nobody has read."""
    new = folder / "new"
    files = sorted(each for each in new.iterdir() if each.is_file()) if new.is_dir() else []
    yield from files[:most]


def read(path: Path) -> bytes:
    """Return a mail, or as much of it as tells that it is too large."""
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def mark_seen(path: Path) -> None:
    """Put a mail where those lie that were read."""
    _move(path, "S")


def set_aside(path: Path) -> None:
    """Put a mail that could not be taken where a person finds it, flagged."""
    _move(path, "FS")


def _move(path: Path, flags: str) -> None:
    cur = path.parent.parent / "cur"
    cur.mkdir(exist_ok=True)
    path.rename(cur / f"{path.name.partition(':')[0]}:2,{flags}")
