import os
import stat
from pathlib import Path

import pytest

from pilotgate.atomic import write


def test_a_file_is_made_with_its_mode(tmp_path: Path) -> None:
    write(str(tmp_path / "a"), b"one\n", 0o640)
    assert (tmp_path / "a").read_bytes() == b"one\n"
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["a"]


def test_who_has_the_old_file_open_keeps_all_of_it(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with path.open("rb") as held:
        write(str(path), b"new", 0o600)
        assert held.read() == b"old"
    assert path.read_bytes() == b"new"


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "target")
    write(str(tmp_path / "link"), b"new", 0o600)
    assert (tmp_path / "target").read_bytes() == b"old"
    assert not (tmp_path / "link").is_symlink()


def test_a_failure_leaves_nothing_over(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(OSError, match="directory"):
        write(str(tmp_path / "a"), b"new", 0o600)
    assert os.listdir(tmp_path) == ["a"]


def test_a_name_alone_is_a_file_of_this_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write("a", b"one", 0o600)
    assert os.listdir(tmp_path) == ["a"]
