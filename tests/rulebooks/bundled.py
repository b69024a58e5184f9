"""The bundled rulebooks, each read once."""

from pathlib import Path

from mingheng.scoring import Problem, Rulebook, load_kinds, load_rulebook
from mingheng.scoring.cases import Case, read_cases

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = [path for path in sorted((ROOT / "rulebooks").iterdir()) if path.is_dir()]
KINDS = load_kinds(ROOT / "kinds")[0].values()


def is_yielded(fact_kind: str) -> bool:
    return any(kind.yields(fact_kind) for kind in KINDS)


LOADED: dict[str, tuple[Rulebook | None, list[Problem]]] = {
    folder.name: load_rulebook(folder, is_yielded) for folder in FOLDERS
}
READ: dict[str, tuple[list[tuple[str, Case]], list[Problem]]] = {folder.name: read_cases(folder) for folder in FOLDERS}
