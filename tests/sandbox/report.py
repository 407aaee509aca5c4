"""The rows of the list of attacks and faults that are no engine's alone, or need more than a sandbox, as a table.

`make sandbox-report` prints it below that of `agentrt.sandbox.conformance`, and says which of the 30 rows have a test.
"""

from __future__ import annotations

import sys

import pytest

from agentrt.sandbox.conformance import CHECKS

ROWS = {str(number) for number in range(1, 31)}


class Table:
    """Prints a line for each title: all its tests, as one result."""

    def __init__(self) -> None:
        self.rows = {check.row for check in CHECKS}
        self.titles: dict[str, tuple[str, str]] = {}
        self.left: dict[tuple[str, str], int] = {}
        self.results: dict[tuple[str, str], list[str]] = {}
        self.seconds: dict[tuple[str, str], float] = {}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep the tests that prove a row."""
        items[:] = [item for item in items if item.get_closest_marker("row")]
        for item in items:
            mark = item.get_closest_marker("row")
            assert mark is not None
            key = self.titles[item.nodeid] = (str(mark.args[0]), str(mark.args[1]))
            self.left[key] = self.left.get(key, 0) + 1
            self.rows.add(key[0])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note how a test went; the last one of its title prints the line."""
        key = self.titles[report.nodeid]
        self.seconds[key] = self.seconds.get(key, 0.0) + report.duration
        results = self.results.setdefault(key, [])
        if report.outcome != "passed":
            results.append(report.outcome)
        if report.when == "teardown":
            self.left[key] -= 1
            if self.left[key] == 0:
                word = "FAILED" if "failed" in results else "skipped" if results else "ok"
                print(f"{key[0]:>4}  {'test':5} {self.seconds[key]:7.1f}  {word:6}  {key[1]}", flush=True)


def main() -> int:
    """Run them; the exit status is pytest's, or 1 where a row has no test."""
    table = Table()
    quiet = ["-o", "addopts=-p no:anyio", "-p", "no:terminal", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
    status = pytest.main([*quiet, "-m", "not soak", "tests/sandbox", *sys.argv[1:]], plugins=[table])
    missing = sorted(ROWS - table.rows, key=int)
    print(f"{len(ROWS) - len(missing)} of {len(ROWS)} rows have a test" + (f"; missing: {missing}" if missing else ""))
    return int(status) or bool(missing)


if __name__ == "__main__":
    sys.exit(main())
