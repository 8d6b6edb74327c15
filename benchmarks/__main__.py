"""`make bench`: every benchmark, or those that are named: `python -m benchmarks catalogue program`."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import benchmarks


def main(wanted: list[str]) -> None:
    """Run benchmarks by module name, in the order of their names."""
    there = sorted(module.name for module in pkgutil.iter_modules(benchmarks.__path__))
    runnable = [name for name in there if hasattr(importlib.import_module(f"benchmarks.{name}"), "main")]
    if unknown := set(wanted) - set(runnable):
        sys.exit(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(runnable)}")
    for name in wanted or runnable:
        print(f"== {name}", flush=True)
        importlib.import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main(sys.argv[1:])
