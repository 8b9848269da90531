"""The engine beside hand-written SQL that does the same work: `python -m benchmarks.engine`."""
