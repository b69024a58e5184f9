"""Whatever is done to the file, the verifier with the witness's heads finds it, and names the row."""

import random
import shutil

import pytest

from mingheng.audit.changes import recording
from mingheng.audit.checkpoints import checkpoint
from mingheng.audit.verifier import check, load_heads, witness
from mingheng.vault.keys import checkpoint_key, key_folder, verifier_key
from tests.audit.mutations import carry_out, every_attack
from tests.audit.world import CLERK, build_world, copy_database

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(tmp_path):
    """A database with a past: an old backup, a checkpoint, and what the witness noted."""
    build_world()
    checkpoint(CLERK, "测试")
    copy_database(tmp_path / "old")
    sign_in()
    checkpoint(CLERK, "测试")
    copy_database(tmp_path / "whole")
    assert witness(tmp_path / "whole", tmp_path / "heads.json").faults == []
    return tmp_path


def sign_in():
    with recording("test.signed_in", CLERK) as change:
        change.note(again=True)


def undetected(scene, count, seed):
    chance = random.Random(seed)
    key = verifier_key(checkpoint_key(key_folder()))
    heads = load_heads(scene / "heads.json")
    missed, done, attacks = [], 0, []
    while done < count:
        if not attacks:
            attacks = every_attack(scene / "whole")
            chance.shuffle(attacks)
        attack = attacks.pop()
        shutil.copy(scene / "whole", scene / "mutated")
        if not carry_out(attack, scene / "mutated", scene / "old", chance):
            continue
        done += 1
        faults = check(scene / "mutated", key, heads).faults
        if not any(attack.named in fault for fault in faults):
            missed.append((attack, faults))
    return missed


def test_nothing_is_found_where_nothing_was_done(scene):
    key = verifier_key(checkpoint_key(key_folder()))
    report = check(scene / "whole", key, load_heads(scene / "heads.json"))
    assert (report.faults, report.checkpoints) == ([], 2)
    assert report.rows > 30


def test_sixty_random_mutations_are_all_found(scene):
    assert undetected(scene, 60, random.randrange(10**9)) == []


@pytest.mark.nightly
def test_a_thousand_random_mutations_are_all_found(scene):
    assert undetected(scene, 1000, random.randrange(10**9)) == []


@pytest.mark.parametrize("kind", ["old_backup", "resign", "truncate_all"])
def test_only_the_witness_shows_that_everything_was_replaced(scene, kind):
    (attack, *_others) = [one for one in every_attack(scene / "whole") if one.kind == kind]
    shutil.copy(scene / "whole", scene / "mutated")
    assert carry_out(attack, scene / "mutated", scene / "old", random.Random(1))
    key = verifier_key(checkpoint_key(key_folder()))
    assert check(scene / "mutated", key, []).faults == []
    (found,) = check(scene / "mutated", key, load_heads(scene / "heads.json")).faults
    assert found.startswith("见证 ")
    assert len(witness(scene / "mutated", scene / "heads.json").faults) == 1
