import os
import stat
from pathlib import Path

import pytest

from pilotgate.commands.writing import create, directory, replace
from pilotgate.errors import Unreadable, UsageError


def test_a_file_is_replaced_whole_and_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("one")
    path.chmod(0o600)
    replace(str(tmp_path), "a.yaml", b"two", before=b"one")
    assert path.read_text() == "two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["a.yaml"]


def test_what_somebody_else_wrote_meanwhile_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("theirs")
    with pytest.raises(Unreadable, match="changed by somebody else"):
        replace(str(tmp_path), "a.yaml", b"ours", before=b"one")
    assert path.read_text() == "theirs"


@pytest.mark.parametrize("path", ["link.yaml", "way/a.yaml"])
def test_links_are_never_followed(tmp_path: Path, path: str) -> None:
    root = tmp_path / "root"
    (tmp_path / "away").mkdir()
    root.mkdir()
    (tmp_path / "away" / "a.yaml").write_text("keep")
    (root / "link.yaml").symlink_to(tmp_path / "away" / "a.yaml")
    (root / "way").symlink_to(tmp_path / "away")
    with pytest.raises(UsageError, match="symbolic link"):
        replace(str(root), path, b"new")
    with pytest.raises(UsageError, match="symbolic link"):
        create(str(root), path, b"new", force=True)
    assert (tmp_path / "away" / "a.yaml").read_text() == "keep"


@pytest.mark.parametrize(
    "path", ["../a.yaml", "/a.yaml", "", "a/./b", ".git/config", "none/a.yaml"]
)
def test_nothing_is_written_outside(tmp_path: Path, path: str) -> None:
    with pytest.raises(UsageError, match="is not written"):
        create(str(tmp_path), path, b"new", force=True)
    assert os.listdir(tmp_path) == []


def test_a_directory_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").mkdir()
    with pytest.raises(UsageError, match="not a regular file"):
        replace(str(tmp_path), "a.yaml", b"new")


def test_a_file_that_is_there_needs_force(tmp_path: Path) -> None:
    create(str(tmp_path), "a.yaml", b"one", force=False)
    with pytest.raises(UsageError, match="already"):
        create(str(tmp_path), "a.yaml", b"two", force=False)
    assert (tmp_path / "a.yaml").read_text() == "one"
    create(str(tmp_path), "a.yaml", b"two", force=True)
    assert (tmp_path / "a.yaml").read_text() == "two"


@pytest.mark.parametrize("content", [b"", b"\n", b" \r\n\t\n"])
def test_an_empty_file_may_be_filled(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(content)
    path.chmod(0o600)
    create(str(tmp_path), "a.yaml", b"one", force=False)
    assert path.read_bytes() == b"one"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"#", b"\0", b"\n" * 5000])
def test_what_may_mean_something_is_not_empty(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.yaml").write_bytes(content)
    with pytest.raises(UsageError, match="already"):
        create(str(tmp_path), "a.yaml", b"one", force=False)
    assert (tmp_path / "a.yaml").read_bytes() == content


def test_a_directory_is_made_once_and_never_behind_a_link(tmp_path: Path) -> None:
    directory(str(tmp_path), "a")
    directory(str(tmp_path), "a")
    assert (tmp_path / "a").is_dir()
    (tmp_path / "link").symlink_to(tmp_path / "a")
    with pytest.raises(UsageError, match="symbolic link"):
        directory(str(tmp_path), "link")
    (tmp_path / "file").write_text("")
    with pytest.raises(Unreadable, match="could not be written"):
        directory(str(tmp_path), "file")
