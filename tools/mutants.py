"""Break the engines on purpose, one place at a time, and see whether their tests notice.

tools/mutants.py                                     a sample of both engines
tools/mutants.py lending --sample 400 --seed 7       another sample of one
tools/mutants.py questionnaires --only values/texts  every place of some files

Places are drawn with a seed, one mutation at each; the mutations are Cosmic Ray's. What lives is printed with its line,
before and after. Exit status 1 when fewer than nine of ten were noticed.
"""

import argparse
import ast
import contextlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

import cosmic_ray.plugins
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code

ROOT = Path(__file__).resolve().parent.parent
ENGINES = ("lending", "questionnaires")
SCORE = 90
"""Per cent of mutants that the tests must notice."""
WORKERS = 2
PATIENCE = 3
"""How many times longer than undisturbed tests may take before a mutant counts as noticed: it hangs."""
SAME_MEANING = ("Eq_Is", "NotEq_IsNot", "Is_Eq", "IsNot_NotEq", "Lt_Is", "Gt_Is", "LtE_Is", "GtE_Is")
"""Identity in place of equality: the same for what the engines compare, or an error of another kind."""
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


def _declarations(source: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Where nothing runs: annotations and decorators."""
    parts: list[ast.expr] = []
    for node in ast.walk(ast.parse(source)):
        annotation = getattr(node, "annotation", None) or getattr(node, "returns", None)
        parts += [annotation] if annotation is not None else []
        parts += getattr(node, "decorator_list", [])
    return [((p.lineno, p.col_offset), (p.end_lineno or p.lineno, p.end_col_offset or 0)) for p in parts]


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


class Bench:
    """A copy of the sources in which one mutant at a time is tried."""

    def __init__(self, folder: Path, capability: str) -> None:
        self.folder = folder
        self.capability = capability
        shutil.copytree(
            ROOT / "src" / "kabinet",
            folder / "kabinet",
            ignore=shutil.ignore_patterns("__pycache__", "static", "locale"),
        )
        (folder / "pytest.ini").write_text(f"[pytest]\npythonpath = {folder} {ROOT}\nfilterwarnings = error\n")

    def notices(self, mutant: Mutant, patience: float) -> bool:
        """Whether the tests fail, or hang, while the mutant is in place.

        Args:
            mutant: What to break.
            patience: Seconds.
        """
        target = self.folder / mutant.path
        whole = target.read_text(encoding="utf-8")
        target.write_text(mutant.code(), encoding="utf-8")
        try:
            return not self.passes(patience)
        finally:
            target.write_text(whole, encoding="utf-8")

    def passes(self, patience: float | None = None) -> bool:
        """Whether the engine's own tests pass; no Django and no database, so that they take seconds."""
        tests = sorted(
            (ROOT / "tests" / self.capability / "engine").glob("test_*.py"),
            key=lambda path: (any(slow in path.name for slow in ("properties", "oracle", "sweep")), path),
        )
        plugins = ["django", "randomly", "cacheprovider", "xdist", "playwright", "socket", "timeout"]
        command = [sys.executable, "-m", "pytest", "-c", str(self.folder / "pytest.ini"), "--rootdir", str(ROOT)]
        command += ["-qx", "--tb=no", "--noconftest", "--hypothesis-profile=ci"]
        command += [word for plugin in plugins for word in ("-p", f"no:{plugin}")]
        # compiled files go by time and size: a mutant written within the same second would go unread
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(self.folder)}
        with contextlib.suppress(subprocess.TimeoutExpired):
            tried = subprocess.run(  # noqa: S603 - our own tests
                [*command, *map(str, tests)],
                cwd=self.folder,
                env=environment,
                capture_output=True,
                timeout=patience,
                check=False,
            )
            return tried.returncode == 0
        return False


def try_all(capability: str, mutants: Sequence[Mutant], folder: Path) -> list[Mutant]:
    """Try mutants, some at once; returns those that live, in the order of the files."""
    benches: SimpleQueue[Bench] = SimpleQueue()
    for number in range(WORKERS):
        benches.put(Bench(folder / f"{capability}-{number}", capability))
    whole = benches.get()
    begun = time.monotonic()
    if not whole.passes():
        sys.exit(f"{capability}: the tests do not pass on whole sources")
    patience = PATIENCE * (time.monotonic() - begun) + 5
    benches.put(whole)

    def alive(mutant: Mutant) -> bool:
        bench = benches.get()
        try:
            return not bench.notices(mutant, patience)
        finally:
            benches.put(bench)

    with ThreadPoolExecutor(WORKERS) as pool:
        verdicts = list(pool.map(alive, mutants))
    living = [mutant for mutant, lives in zip(mutants, verdicts, strict=True) if lives]
    return sorted(living, key=lambda mutant: (mutant.path, mutant.line))


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
        with tempfile.TemporaryDirectory(prefix="kabinet-mutants-") as folder:
            living = try_all(capability, mutants, Path(folder))
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
