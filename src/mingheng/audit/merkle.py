"""Proofs over the log: that an event is in it, and that a longer log only added to a shorter one (RFC 6962 §2.1).

Made from all leaves; checked with nothing but roots and a few hashes, the first of them by the stand-alone verifier.
"""

from __future__ import annotations

from collections.abc import Sequence

from mingheng.audit.verifier import Frontier, node_hash


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


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """The hashes that show how the log of the first `old_size` leaves, at least one, is a beginning of this one."""
    return _beginning(leaves, old_size, is_whole=True)


def is_consistent(old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the log of `size` leaves begins with that of `old_size` (RFC 9162 §2.1.4.2)."""
    if not 0 < old_size <= size:
        return False
    if old_size == size:
        return old_root == root and not proof
    path = list(proof)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    index, last = old_size - 1, size - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    old_node = node = path[0]
    for beside in path[1:]:
        if last == 0:
            return False
        if index & 1 or index == last:
            old_node, node = node_hash(beside, old_node), node_hash(beside, node)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            node = node_hash(node, beside)
        index, last = index >> 1, last >> 1
    return last == 0 and (old_node, node) == (old_root, root)


def _beginning(leaves: Sequence[bytes], old_size: int, *, is_whole: bool) -> list[bytes]:
    """RFC 6962's SUBPROOF: `is_whole` while the old log is the whole left edge, whose root the reader knows."""
    if old_size == len(leaves):
        return [] if is_whole else [root_of(leaves)]
    split = _split(len(leaves))
    if old_size <= split:
        return [*_beginning(leaves[:split], old_size, is_whole=is_whole), root_of(leaves[split:])]
    return [*_beginning(leaves[split:], old_size - split, is_whole=False), root_of(leaves[:split])]


def _split(size: int) -> int:
    """The largest power of two below the size."""
    return 1 << (size - 1).bit_length() - 1
