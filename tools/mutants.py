"""Break the engines on purpose, one place at a time, and see whether their tests notice.

tools/mutants.py                                     a sample of both engines
tools/mutants.py lending --sample 400 --seed 7       another sample of one
tools/mutants.py questionnaires --only values/texts  every place of some files

Places are drawn with a seed, one mutation at each; the mutations are Cosmic Ray's. Each is tried in a process of its
own that branches off when all but the engine is imported. What lives is printed with its line, before and after. Exit
status 1 when fewer than nine of ten were noticed.
"""

import argparse
import ast
import contextlib
import importlib
import json
import math
import os
import random
import resource
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType
from typing import Any

import cosmic_ray.plugins
import pytest
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code

ROOT = Path(__file__).resolve().parent.parent
ENGINES = ("lending", "questionnaires")
SCORE = 90
"""Per cent of mutants that the tests must notice."""
WORKERS = 2
PATIENCE = 3
"""How many times longer than undisturbed tests may compute before a mutant counts as noticed: it hangs."""
SAME_MEANING = ("Eq_Is", "NotEq_IsNot", "Is_Eq", "IsNot_NotEq", "Lt_Is", "Gt_Is", "LtE_Is", "GtE_Is")
"""Identity in place of equality: the same for what the engines compare, or an error of another kind."""
WARM = "Slow code in plugin"
"""What Hypothesis says of being imported before pytest begins."""
LEFT_OUT = "# pragma: no mutate - "
"""At the end of a line whose change no result can show, with the reason: it is only about speed."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One broken line.

    Attributes:
        path: The module, from the root of the sources.
        line: Which line, from 1.
        operator: Cosmic Ray's name of the mutation.
        occurrence: Which of the operator's places in the module.
    """

    path: Path
    line: int
    operator: str
    occurrence: int

    def code(self) -> str:
        """The whole module with the line broken."""
        source = (ROOT / "src" / self.path).read_text(encoding="utf-8")
        broken: str = mutate_code(source, cosmic_ray.plugins.get_operator(self.operator)(), self.occurrence)
        return broken

    def change(self) -> str:
        """The line before and after."""
        before = (ROOT / "src" / self.path).read_text(encoding="utf-8").splitlines()
        after = self.code().splitlines()
        pairs = [(old.strip(), new.strip()) for old, new in zip(before, after, strict=False) if old != new]
        old, new = pairs[0] if pairs else (before[self.line - 1].strip(), "(removed)")
        return f"    - {old}\n    + {new}"


def engine_of(capability: str) -> Path:
    """The folder of an engine, from the root of the sources."""
    return Path("kabinet") / capability / "engine"


def places(module: Path) -> Iterator[list[Mutant]]:
    """Each place of a module where something can be broken, with all the ways to do it."""
    source = (ROOT / "src" / module).read_text(encoding="utf-8")
    lines, silent = source.split("\n"), _declarations(source)
    found: dict[tuple[int, int], list[Mutant]] = defaultdict(list)
    nodes = list(ast_nodes(get_ast(source)))
    for name in sorted(cosmic_ray.plugins.operator_names()):
        operator = cosmic_ray.plugins.get_operator(name)
        if operator.arguments() or name.endswith(("RemoveDecorator", *SAME_MEANING)):
            continue
        positions = [start for node in nodes for start, _end in operator().mutation_positions(node)]
        for occurrence, start in enumerate(positions):
            if LEFT_OUT not in lines[start[0] - 1] and not any(begin <= start < end for begin, end in silent):
                found[start].append(Mutant(module, start[0], name, occurrence))
    yield from (found[start] for start in sorted(found))


Span = tuple[tuple[int, int], tuple[int, int]]
"""A stretch of source: line and column of its begin and of its end."""


def _declarations(source: str) -> list[Span]:
    """Where nothing runs: annotations, decorators, and signatures but for the defaults in them."""
    spans: list[Span] = []
    for node in ast.walk(ast.parse(source)):
        annotation = getattr(node, "annotation", None) or getattr(node, "returns", None)
        parts: list[ast.expr] = [annotation] if annotation is not None else []
        spans += [_span(part) for part in parts + getattr(node, "decorator_list", [])]
        if isinstance(node, ast.FunctionDef):
            spans += _signature(node)
    return spans


def _span(node: ast.expr | ast.stmt) -> Span:
    return (node.lineno, node.col_offset), (node.end_lineno or node.lineno, node.end_col_offset or 0)


def _signature(function: ast.FunctionDef) -> Iterator[Span]:
    """From `def` to the body, around the values of defaults."""
    begin = _span(function)[0]
    for default in filter(None, [*function.args.defaults, *function.args.kw_defaults]):
        start, end = _span(default)
        yield begin, start
        begin = end
    yield begin, _span(function.body[0])[0]


def drawn(capability: str, only: str, sample: int, seed: int) -> list[Mutant]:
    """The mutants to try: one at each of the places drawn.

    Args:
        capability: Whose engine.
        only: A part of the path; empty for all modules.
        sample: How many places; 0 for every one.
        seed: Of the drawing.
    """
    modules = sorted((ROOT / "src" / engine_of(capability)).rglob("*.py"))
    found = [place for module in modules if only in str(module) for place in places(module.relative_to(ROOT / "src"))]
    chance = random.Random(seed)  # noqa: S311 - no secret
    chosen = chance.sample(found, min(sample or len(found), len(found)))
    return [chance.choice(ways) for ways in chosen]


class Broken(SourceFileLoader):
    """Loads one module broken, and stands in the way of no other."""

    def __init__(self, mutant: Mutant) -> None:
        parts = [part for part in mutant.path.with_suffix("").parts if part != "__init__"]
        super().__init__(".".join(parts), str(ROOT / "src" / mutant.path))
        self.broken = mutant.code()

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        """Where the import system asks for every module."""
        return spec_from_file_location(name, self.path, loader=self) if name == self.name else None

    def get_code(self, _name: str) -> CodeType:
        """The broken module, whatever was compiled before."""
        return compile(self.broken, self.path, "exec")


class Watch:
    """A plugin of pytest that learns how long each test takes, and next time has the quickest go first."""

    def __init__(self, taken: dict[str, float]) -> None:
        self.taken = taken

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Put the quickest first."""
        items.sort(key=lambda item: self.taken.get(item.nodeid, 0))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add up setting up, running and tearing down."""
        self.taken[report.nodeid] = self.taken.get(report.nodeid, 0) + report.duration


def run_tests(capability: str, *plugins: object, only_collect: bool = False) -> int:
    """Run the engine's own tests; no Django and no database, so that they take seconds. Returns their exit status."""
    absent = ["django", "randomly", "cacheprovider", "xdist", "playwright", "socket", "timeout"]
    command = ["-c", os.devnull, "--rootdir", str(ROOT), "-qx", "--tb=no", "--noconftest", "-W", "error"]
    command += ["-W", f"ignore:{WARM}", "--assert=plain", "--hypothesis-profile=ci"]
    command += [word for plugin in absent for word in ("-p", f"no:{plugin}")]
    command += ["--collect-only"] if only_collect else []
    return int(pytest.main([*command, str(ROOT / "tests" / capability / "engine")], plugins=list(plugins)))


def in_silence(errand: Callable[[], int], seconds: float = 0) -> int:
    """Do something in a process of its own that prints nothing; returns the number of the process.

    Nothing that it imports or changes is seen here, and what is imported here already it has at once.

    Args:
        errand: Returns the exit status.
        seconds: How long it may compute before it is stopped; 0 for as long as it likes.
    """
    process = os.fork()
    if process:
        return process
    status = 1
    with contextlib.suppress(BaseException), Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
        if seconds:
            limit = math.ceil(seconds)
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
        status = errand()
    os._exit(status)


def told(capability: str, errand: Callable[[], tuple[int, object]]) -> tuple[Any, float]:
    """What something done in a process of its own says, and how many seconds the processor worked for it."""
    reading, writing = os.pipe()

    def tell() -> int:
        status, words = errand()
        with os.fdopen(writing, "w") as pipe:
            json.dump(words, pipe)
        return status

    process = in_silence(tell)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        words = pipe.read()
    _process, status, used = os.wait4(process, 0)
    if status:
        sys.exit(f"{capability}: the tests do not pass on whole sources")
    return json.loads(words), used.ru_utime + used.ru_stime


def warm_up(capability: str) -> None:
    """Import here what the tests need, but for the engine itself."""
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    modules, _spent = told(capability, lambda: (run_tests(capability, only_collect=True), sorted(sys.modules)))
    for name in modules:
        if not name.startswith(("tests", "_pytest", "_hypothesis", f"kabinet.{capability}")):
            with contextlib.suppress(ImportError):
                importlib.import_module(name)


def try_all(capability: str, mutants: Sequence[Mutant]) -> list[Mutant]:
    """Try mutants, some at once; returns those that live, in the order of the files."""
    warm_up(capability)
    watch = Watch({})
    taken, whole = told(capability, lambda: (run_tests(capability, watch), watch.taken))
    running: dict[int, Mutant] = {}
    living: list[Mutant] = []

    def wait_for_one() -> None:
        process, status = os.wait()
        mutant = running.pop(process)
        if status == 0:
            living.append(mutant)

    for mutant in mutants:
        if len(running) == WORKERS:
            wait_for_one()
        running[in_silence(partial(attempt, capability, mutant, taken), PATIENCE * whole + 5)] = mutant
    while running:
        wait_for_one()
    return sorted(living, key=lambda mutant: (mutant.path, mutant.line))


def attempt(capability: str, mutant: Mutant, taken: dict[str, float]) -> int:
    """Run the tests on a mutant; returns their exit status."""
    sys.meta_path.insert(0, Broken(mutant))
    return run_tests(capability, Watch(taken))


def main() -> int:
    """Try the engines; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("engines", nargs="*", metavar="engine", help="lending, questionnaires; both when none is named")
    parser.add_argument("--sample", type=int, default=200, help="places in each engine; 0 for every one")
    parser.add_argument("--seed", type=int, default=1, help="of the drawing")
    parser.add_argument("--only", default="", help="a part of the path of the modules to break")
    options = parser.parse_args()
    enough = True
    for capability in options.engines or ENGINES:
        mutants = drawn(capability, options.only, options.sample, options.seed)
        living = try_all(capability, mutants)
        for mutant in living:
            sys.stdout.write(f"{mutant.path}:{mutant.line} {mutant.operator}\n{mutant.change()}\n")
        noticed = len(mutants) - len(living)
        score = 100 * noticed / max(len(mutants), 1)
        sys.stdout.write(f"{engine_of(capability)}: {noticed} of {len(mutants)} noticed, {score:.1f} %\n")
        sys.stdout.flush()
        enough &= score >= SCORE
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main())
