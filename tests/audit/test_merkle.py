"""The proofs against RFC 6962's definitions, written down a second time and tried for every size up to 40."""

from hashlib import sha256

from mingheng.audit.merkle import inclusion_proof, root_of
from mingheng.audit.verifier import Frontier, is_included

# The inputs and roots of the tests of certificate-transparency, for 1 to 8 leaves.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
VECTOR = [sha256(b"\x00" + bytes.fromhex(one)).digest() for one in INPUTS]
LEAVES = [sha256(bytes([0, number])).digest() for number in range(40)]


def by_definition(leaves):
    """MTH of RFC 6962 §2.1, word for word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"").digest()
    split = max(2**power for power in range(len(leaves)) if 2**power < len(leaves))
    return sha256(b"\x01" + by_definition(leaves[:split]) + by_definition(leaves[split:])).digest()


def test_the_roots_are_those_of_certificate_transparency():
    assert [root_of(VECTOR[:size]).hex() for size in range(1, 9)] == ROOTS
    assert root_of([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_growing_leaf_by_leaf_gives_the_root_by_definition():
    frontier = Frontier()
    for size, leaf in enumerate(LEAVES):
        assert frontier.root() == by_definition(LEAVES[:size])
        frontier.append(leaf)


def test_every_inclusion_proof_holds_for_its_own_leaf_place_and_size_only():
    for size in range(1, 41):
        root = by_definition(LEAVES[:size])
        for index in range(size):
            proof = inclusion_proof(LEAVES[:size], index)
            held = [at for at in range(size + 1) if is_included(LEAVES[index], at, size, proof, root)]
            assert held == [index]
            assert not is_included(LEAVES[(index + 1) % 40], index, size, proof, root)
            assert not is_included(LEAVES[index], index, size, [*proof, root], root)
            if proof:
                assert not is_included(LEAVES[index], index, size, proof[:-1], root)
