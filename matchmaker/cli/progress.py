"""How far a long command has come."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable

    from tqdm import tqdm


@contextmanager
def bar(label: str, unit: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar with a rate and the time left once there is something to do.

    Yields ``update(done, total)``.
    """
    from tqdm import tqdm

    with ExitStack() as stack:
        bars: list[tqdm[NoReturn]] = []

        def update(done: int, total: int) -> None:
            if not bars:
                shown = tqdm(desc=label, unit=f" {unit}", total=total, dynamic_ncols=True)
                bars.append(stack.enter_context(shown))
            bars[0].update(done - bars[0].n)

        yield update
