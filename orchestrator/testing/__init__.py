"""Unit tests of flows: YAML that says what is given and what is expected.

What reads the files needs no database; what plays them is imported by whoever does so, from
`orchestrator.testing.run`.
"""

from orchestrator.testing.loading import LoadedTests, load_tests, test_files

__all__ = ["LoadedTests", "load_tests", "test_files"]
