"""What the child may use. It holds itself to it before it reads the first byte, and can never ask for more again."""

from __future__ import annotations

import resource

MEBIBYTE = 1024 * 1024
MEMORY = 1024 * MEBIBYTE
"""A picture of 50 million pixels takes 200 MiB, while it is turned or its colours are converted twice as much."""
CPU_SECONDS = 20
WALL_SECONDS = 30
WRITTEN = 80 * MEBIBYTE
OPEN_FILES = 16


def hold() -> None:
    """Set the limits of this process, hard ones: it cannot raise them, and what it starts has them too."""
    limits = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_FSIZE: WRITTEN,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: 0,
    }
    for which, limit in limits.items():
        resource.setrlimit(which, (limit, limit))
