"""Look for circles of files that import each other; exit status 1 when there is one, with the way around."""

import sys
from graphlib import CycleError, TopologicalSorter

import grimp

PACKAGE = "kabinet"


def circle() -> list[str]:
    """The modules of one circle, the first of them again at the end; empty when there is none."""
    graph = grimp.build_graph(PACKAGE, exclude_type_checking_imports=True)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def main() -> int:
    """Say what there is; returns the exit status."""
    found = circle()
    if found:
        sys.stdout.write("A circle of imports:\n  " + "\n  ".join(reversed(found)) + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
