"""Hostile files are refused with a sentence, whatever they do to the process that reads them."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from mingheng.ledger.evidence_files import evidence_folder, path_of_evidence, store, store_all
from mingheng.ledger.file_checks import MAX_SIZE, Refused, safe_name
from mingheng.ledger.file_reading import asking
from tests.ledger.desk import JPEG, PDF, PNG, upload
from tests.ledger.hostile_files import HOSTILE, SVG, huge_plain

_HOSTILE = {name: one for group in HOSTILE.values() for name, one in group.items()}


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.MINGHENG_HOME = tmp_path


def _kept() -> list[str]:
    return sorted(path.name for path in evidence_folder().rglob("*") if path.is_file())


def test_there_are_hostile_files_of_every_sort():
    assert (len(HOSTILE), len(_HOSTILE) >= 60) == (10, True)


@pytest.mark.parametrize("name", _HOSTILE)
def test_a_hostile_file_is_refused_with_its_reason_and_nothing_is_kept(name):
    content, reason = _HOSTILE[name]
    with pytest.raises(Refused) as refused:
        store(upload(name, content))
    assert [word for word in (safe_name(name), reason) if word not in str(refused.value)] == []
    assert str(refused.value)[-1] == "。"
    assert _kept() == []


def test_the_same_content_again_leaves_the_file_as_it_is():
    first = store(upload("一.pdf", PDF))
    before = path_of_evidence(first.digest).stat()
    second = store(upload("二.pdf", PDF))
    after = path_of_evidence(second.digest).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert len(_kept()) == 1


class _Unread(UploadedFile):
    """A file that must not be read."""

    def chunks(self, _chunk_size=None):
        raise AssertionError("read, though it is too large")


def test_a_picture_of_50_megabytes_is_refused_by_its_size_before_a_byte_is_read():
    with pytest.raises(Refused) as refused:
        store(_Unread(name="现场.jpg", size=50 * 1024 * 1024))
    expected = "“现场.jpg”有 50.0 MB，超过每个文件 20 MB 的上限。请压缩图片或拆成几个文件再上传。"
    assert str(refused.value) == expected


def test_a_file_that_is_larger_than_it_says_is_refused_while_it_is_copied():
    file = SimpleUploadedFile("现场.jpg", JPEG + bytes(MAX_SIZE))
    file.size = 100
    with pytest.raises(Refused, match="超过每个文件 20 MB"):
        store(file)
    assert _kept() == []


def test_of_several_files_each_refusal_is_told():
    stored, refusals = store_all([upload("a.pdf", PDF), upload("b.exe", b"MZ"), upload("c.svg", SVG)])
    assert [file.name for file in stored] == ["a.pdf"]
    assert [refusal[:9] for refusal in refusals] == ["不接收“b.exe", "不接收“c.svg"]


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("../../etc/签到.pdf", "签到.pdf"),
        ("C:\\用户\\签到.pdf", "签到.pdf"),
        ("签到\u202efdp.exe", "签到fdp.exe"),
        ("签\x00到\r\n.pdf", "签到.pdf"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
        ("𠮷㛃.pdf", "𠮷㛃.pdf"),
    ],
)
def test_a_file_name_keeps_nothing_that_could_deceive_or_break_out(raw, name):
    assert safe_name(raw) == name


def test_what_cannot_be_kept_leaves_no_trace(monkeypatch):
    monkeypatch.setattr(os, "fsync", _no_room)
    with pytest.raises(OSError, match="no room"):
        store(upload("a.pdf", PDF))
    assert _kept() == []


def _no_room(_handle: int) -> None:
    raise OSError("no room")


_HELD = "from mingheng.ledger.file_reading.limits import hold; hold(); "


@pytest.mark.parametrize(
    ("does", "ends"),
    [
        ("bytearray(2 << 30)", "MemoryError"),
        ("open('{folder}/big', 'wb').write(bytes(100 << 20))", "File too large"),
        ("[open('/dev/null') for _ in range(50)]", "Too many open files"),
    ],
)
def test_the_child_cannot_take_more_than_its_limits(does, ends, tmp_path):
    program = _HELD + does.format(folder=tmp_path)
    ended = subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, text=True, check=False, timeout=60
    )
    assert (ended.returncode, ends in ended.stderr) == (1, True)


def test_the_child_is_stopped_when_it_has_used_up_its_time():
    program = "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass"
    ended = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, check=False, timeout=30)
    assert ended.returncode == -9


def test_a_file_that_takes_too_long_is_refused_and_its_child_is_gone(monkeypatch):
    before = _children()
    monkeypatch.setattr(asking, "WALL_SECONDS", 0.01)
    with pytest.raises(Refused, match="没能检查完"):
        store(upload("a.pdf", PDF))
    assert (_kept(), _children()) == ([], before)


def _children() -> list[str]:
    return Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text("ascii").split()


def test_the_child_knows_nothing_of_the_site(monkeypatch, tmp_path):
    monkeypatch.setenv("MINGHENG_SECRET", "nobody else's")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "zipfile.py").write_text("raise SystemExit(3)")
    assert store(upload("a.pdf", PDF)).name == "a.pdf"


def test_a_small_file_is_checked_in_a_moment():
    store(upload("a.pdf", PDF))
    times = []
    for number in range(5):
        begun = _worked()
        store(upload("a.pdf", PDF + b"%" * number))
        times.append(_worked() - begun)
    assert min(times) < 0.15


def _worked() -> float:
    """Seconds that this process and its children have worked: others on the machine make no difference."""
    return sum(os.times()[:4])


def test_a_picture_of_as_many_pixels_as_are_taken_is_taken():
    assert store(upload("大图.jpg", huge_plain("JPEG"))).media_type == "image/jpeg"


def test_many_at_once_are_all_taken_each_as_itself():
    files = [upload(f"{number}.pdf", PDF + b"%" * number) for number in range(6)]
    files += [upload(f"{number}.png", PNG) for number in range(2)]
    stored: list[str] = []
    threads = [threading.Thread(target=lambda one=one: stored.append(store(one).name)) for one in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(stored) == sorted(file.name for file in files)
    assert len(_kept()) == 7


def test_when_too_many_wait_the_clerk_is_told(monkeypatch):
    monkeypatch.setattr(asking, "WAITING_SECONDS", 0.01)
    for _ in range(asking.AT_ONCE):
        asking.slots.acquire()
    try:
        with pytest.raises(Refused, match="请过一分钟再上传"):
            store(upload("a.pdf", PDF))
    finally:
        for _ in range(asking.AT_ONCE):
            asking.slots.release()
