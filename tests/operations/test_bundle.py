"""The bundle for an office without a network installs without one."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.operations.sites import INHERITED

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.nightly
def test_the_bundle_installs_without_an_index_and_founds_a_site(tmp_path):
    bundle, target = tmp_path / "bundle", tmp_path / "installed"
    subprocess.run([ROOT / "scripts" / "bundle", sys.prefix, bundle], cwd=ROOT, check=True)
    alone = INHERITED | {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": "/dev/null", "PYTHON": sys.executable}
    subprocess.run([bundle / "install.sh", target], env=alone, check=True)
    home = {"MINGHENG_HOME": str(tmp_path / "home"), "MINGHENG_HTTPS": "off", "PYTHONUTF8": "1"}
    people = [f"--person={name}:某人" for name in ("zhangyi", "lier", "wangsan", "zhaosi")]
    command = [target / "bin" / "mingheng", "init", "--name", "示范工委", *people, "--address", "http://127.0.0.1:8000"]
    subprocess.run(command, env=alone | home, check=True)
    checked = subprocess.run(
        [target / "bin" / "mingheng", "verify"], env=alone | home, check=True, capture_output=True, encoding="utf-8"
    )
    assert "未发现问题" in checked.stdout


@pytest.mark.nightly
def test_a_bundle_that_was_changed_on_the_way_is_not_installed(tmp_path):
    (tmp_path / "install.sh").write_bytes((ROOT / "deploy" / "install.sh").read_bytes())
    (tmp_path / "LICENSE").write_text("changed", encoding="ascii")
    (tmp_path / "SHA256SUMS").write_text(f"{'0' * 64}  ./LICENSE\n", encoding="ascii")
    result = subprocess.run(["sh", tmp_path / "install.sh", tmp_path / "target"], capture_output=True, check=False)
    assert result.returncode == 1
    assert not (tmp_path / "target").exists()
