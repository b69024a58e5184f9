"""`python -m bench.site STEP …`: one step of the measurement; its figures as JSON in the last line."""

import json
import sys
from collections.abc import Callable
from typing import Any

from bench.site.importing import imports
from bench.site.measuring import acceptances, everybody
from bench.site.pages import make_entries, pages
from bench.site.worlds import make_county, make_tree

STEPS: dict[str, Callable[..., Any]] = {
    "county": make_county,
    "tree": make_tree,
    "accept": acceptances,
    "run": everybody,
    "import": imports,
    "entries": make_entries,
    "pages": pages,
}

if __name__ == "__main__":
    step, *numbers = sys.argv[1:]
    print(json.dumps(STEPS[step](*map(int, numbers))))
