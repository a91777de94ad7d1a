"""Write the figures as Markdown tables and as a log-log plot."""

import math

BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"
_METHOD = (
    "Every need is asked of every engine in turn, in another order each time, on one processor and "
    "one thread, in one process; its time is that of the text going in until the top ten are out. "
    '"Alone" are the same needs without the other engines in between, which keeps the caches full.'
)
_EMPTY_PAGE = f"# Performance\n\n{BEGIN}\n{END}\n"


def tables(figures):
    """Return all tables as Markdown."""
    sizes = {int(size): measured for size, measured in figures["sizes"].items()}
    parts = [_METHOD, _setting(figures)]
    parts += [_latency(size, measured) for size, measured in sizes.items()]
    parts += [_growth(sizes), _summary(sizes)]
    for size, measured in sizes.items():
        if "batch" in measured:
            parts += [_rates("All pairs in batch", "needs", size, measured["batch"])]
            parts += [_rates("Building from text", "documents", size, measured["build"])]
            parts += [_memory(size, measured)]
    return "\n\n".join(parts)


def around(page):
    """Return what stands before and after the tables of a page; ValueError if it has no marks."""
    text = page.read_text(encoding="utf-8") if page.exists() else _EMPTY_PAGE
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{page} has no place for the tables; add the lines {BEGIN} and {END}.")
    return before, after


def write(figures, page, plot=None):
    """Put the tables between the marks of a page."""
    before, after = around(page)
    picture = f"\n\n![One need: milliseconds by number of documents]({plot.name})" if plot else ""
    page.write_text(f"{before}{BEGIN}\n{tables(figures)}{picture}\n{END}{after}", encoding="utf-8")


def draw(figures, path):
    """Draw the medians of one need by corpus size, both on a logarithmic scale, as SVG."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "bench"}):
        figure = Figure(figsize=(10, 5), layout="constrained")
        axes = figure.add_subplot()
        axes.set_prop_cycle(color=mpl.colormaps["tab20"].colors)
        for engine, points in _medians(figures["sizes"]).items():
            width = 2.5 if engine.startswith("ours") else 1
            axes.plot(*zip(*points, strict=True), "o-", label=engine, linewidth=width)
        floor = [(int(n), m["limits"]["scatter_ms"]) for n, m in _with_limits(figures["sizes"])]
        if floor:
            axes.plot(*zip(*floor, strict=True), "k:", label="floor: adding the postings")
        axes.set(xscale="log", yscale="log", xlabel="documents", ylabel="one need, CPU ms (median)")
        axes.grid(which="major", alpha=0.3)
        figure.legend(loc="outside right upper", fontsize="small")
        figure.savefig(path, format="svg", metadata={"Date": None})


def slope(points):
    """Return the exponent e of y = c * x**e by least squares on logarithms.

    >>> round(slope([(10, 2.0), (100, 20.0), (1000, 200.0)]), 6)
    1.0
    """
    xs, ys = ([math.log(value) for value in values] for values in zip(*points, strict=True))
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    covariance = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    return covariance / sum((x - mean_x) ** 2 for x in xs)


def _setting(figures):
    machine, versions = figures["machine"], figures["versions"]
    installed = ", ".join(f"{name} {number}" for name, number in versions.items() if number)
    absent = ", ".join(name for name, number in versions.items() if not number)
    return (
        f"{machine['processor']}, {machine['processors']} processors, {machine['memory_gib']} GiB, "
        f"Python {machine['python']}, load {machine['load']} at the start. {installed}."
        + (f" Not installed, hence absent: {absent}." if absent else "")
    )


def _latency(size, measured):
    first = measured["latency"][0]["cpu_p50"]
    rows = [
        [
            row["engine"],
            row["answers"],
            *map(_ms, (row["cpu_p50"], row["cpu_p99"], row["cpu_min"])),
            *map(_ms, (row["wall_p50"], row["wall_p99"], row["alone_cpu_p50"])),
            f"{row['cpu_p50'] / first:.2f}",
        ]
        for row in measured["latency"]
    ]
    head = "engine|needs|CPU p50|CPU p99|CPU min|wall p50|wall p99|CPU p50 alone|× ours"
    return _table(f"One need among {size:,} documents, text in, top 10 out (ms)", head, rows)


def _growth(sizes):
    rows = [
        [engine, *(_ms(dict(points).get(size)) for size in sizes), _exponent(points)]
        for engine, points in _medians(sizes).items()
    ]
    head = "|".join(["engine", *(f"{size:,}" for size in sizes), "exponent"])
    return _table("Growth of one need (CPU ms, median)", head, rows)


def _exponent(points):
    return f"{slope(points):.2f}" if len(points) > 1 else "–"


def _summary(sizes):
    facts = [_facts(measured) for measured in sizes.values()]
    rows = [[name, *(fact.get(name, "–") for fact in facts)] for name in facts[0]]
    head = "|".join(["", *(f"{size:,}" for size in sizes)])
    return _table("Ours: exactness, size and distance to the limits of the machine", head, rows)


def _facts(measured):
    single, pairs = measured["latency"][:2]
    facts = {
        f"same top 10 as brute force, {row['engine']}": f"{row['equal']} of {row['needs']} needs "
        f"(scores within {row['largest_difference']:.0e})"
        for row in measured["exactness"]
    }
    facts["explaining the ten (pairs, CPU ms)"] = _ms(measured["explain_ms"])
    for row in (single, pairs):
        p99 = row["cpu_p99"]
        facts[f"p99 / p50, {row['engine']}"] = f"{p99 / row['cpu_p50']:.1f}" if p99 else "–"
    for engine, size in measured["disk_bytes"].items():
        facts[f"bytes on disk a document, {engine}"] = f"{size:,.0f}"
    return facts | (_distances(single, measured["limits"]) if measured["limits"] else {})


def _distances(single, limits):
    return {
        "postings a need": f"{limits['postings']:,.0f}",
        "reading memory (GiB/s)": f"{limits['read_gib_per_second']:.1f}",
        "adding a posting (ns)": f"{limits['scatter_ns']:.2f}",
        "floor of reading the postings (ms)": _ms(limits["read_ms"]),
        "floor of adding them (ms)": _ms(limits["scatter_ms"]),
        "single words, p50 / floor of reading": f"{single['cpu_p50'] / limits['read_ms']:.1f}",
        "single words, p50 / floor of adding": f"{single['cpu_p50'] / limits['scatter_ms']:.1f}",
    }


def _rates(title, unit, size, rates):
    rows = [
        [
            rate["engine"],
            f"{rate['items']:,}",
            f"{rate['items'] / rate['wall_seconds']:,.0f}",
            f"{rate['wall_seconds']:.2f}",
            f"{rate['cpu_seconds']:.2f}",
            f"{1e6 * rate['cpu_seconds'] / rate['items']:,.0f}",
        ]
        for rate in rates
    ]
    head = f"engine|{unit}|{unit}/s|wall s|CPU s|CPU µs each"
    return _table(f"{title}, {size:,} documents", head, rows)


def _memory(size, measured):
    stages = measured["memory"]
    rows = [
        [kind, *(f"{memory[kind] / 1024:.0f}" for memory in stages.values())]
        for kind in next(iter(stages.values()))
    ]
    title = f"A second process that maps the index with pairs, {size:,} documents (MiB)"
    table = _table(title, "|".join(["", *stages]), rows)
    return f"{table}\n\nPut, then found first by its own text: {measured['change_ms']:.2f} ms CPU."


def _medians(sizes):
    """Return (size, median) points of every engine, in the order of the first size."""
    points = {}
    for size, measured in sizes.items():
        for row in measured["latency"]:
            points.setdefault(row["engine"], []).append((int(size), row["cpu_p50"]))
    return points


def _with_limits(sizes):
    return [(size, measured) for size, measured in sizes.items() if measured["limits"]]


def _ms(value):
    return "–" if value is None else f"{value:.3g}" if value < 100 else f"{value:,.0f}"


def _table(title, head, rows):
    names = head.split("|")
    lines = [names, ["---", *["---:"] * (len(names) - 1)], *rows]
    return "\n".join([f"**{title}**", "", *("| " + " | ".join(map(str, r)) + " |" for r in lines)])
