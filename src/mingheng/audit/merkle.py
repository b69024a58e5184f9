"""The proof that an event is in the log (RFC 6962 §2.1.1).

Made from all leaves; checked with nothing but a root and a few hashes, by the stand-alone verifier.
"""

from __future__ import annotations

from collections.abc import Sequence

from mingheng.audit.verifier import Frontier


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The Merkle tree hash of the leaves."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes beside the way from the leaf at this index to the root, the lowest first."""
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*inclusion_proof(leaves[:split], index), root_of(leaves[split:])]
    return [*inclusion_proof(leaves[split:], index - split), root_of(leaves[:split])]


def _split(size: int) -> int:
    """The largest power of two below the size."""
    return 1 << (size - 1).bit_length() - 1
