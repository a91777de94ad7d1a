"""A process of its own that maps an index, answers needs, and says what memory it has taken.

`python -m tests.benchmarks.reader FOLDER` prints KiB of /proc/self/smaps_rollup as JSON: with the
engine imported, after an empty index was asked (which loads the other libraries), and after all the
needs, lines on standard input, were answered.
"""

import json
import sys
from pathlib import Path

from matchmaker.matching.index import Index
from matchmaker.matching.storage import Storage

_KINDS = {"Rss": ["Rss"], "Pss": ["Pss"], "Uss": ["Private_Clean", "Private_Dirty"]}


def memory():
    """Return RSS, PSS and USS of this process in KiB."""
    lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    sizes = {name.rstrip(":"): int(size) for name, size, _ in map(str.split, lines)}
    return {kind: sum(sizes[part] for part in parts) for kind, parts in _KINDS.items()}


def main():
    """Open, answer and report."""
    needs = sys.stdin.read().splitlines()
    stages = {"imported": memory()}
    Index().query(needs[0])
    stages["empty index"] = memory()
    index = Index.over(Storage(Path(sys.argv[1])).open().generation)
    for need in needs:
        index.query(need)
    stages[f"{len(needs)} needs"] = memory()
    sys.stdout.write(json.dumps(stages))


if __name__ == "__main__":
    main()
