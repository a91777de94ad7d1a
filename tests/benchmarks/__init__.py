"""How fast and how large the engine is, beside what a team would take instead (`make bench`).

Read in this order: ``corpus`` synthetic texts · ``sources`` what several engines share ·
``rivals`` and ``ours`` one class an engine · ``measure`` latency, batches and builds ·
``exactness`` against brute force · ``limits`` of the machine · ``run`` everything in turn ·
``report`` tables and plot.
"""
