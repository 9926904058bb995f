"""`.venv`: half an installation is seen and made anew; a whole one costs nothing until its inputs change."""

import subprocess
from pathlib import Path

import pytest

from local import bootstrap
from local.faults import LocalFault


class FakePip:
    """Stands in for `python -m venv` and pip: notes the calls, makes what they would make, then answers."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.installs: list[str] = []
        self.ends: list[BaseException | tuple[int, str]] = []

    def __call__(
        self, command: list[str], folder: Path | None = None, lock: int | None = None
    ) -> "subprocess.CompletedProcess[str]":
        code, output = 0, ""
        if command[1:3] == ["-m", "venv"]:
            bootstrap.python_of(self.root).parent.mkdir(parents=True)
            bootstrap.python_of(self.root).touch()
        elif "install" in command:
            assert lock is not None
            self.installs.append(command[-1])
            (self.root / ".venv" / "package").touch()
            end = self.ends.pop(0) if self.ends else (0, "")
            if isinstance(end, BaseException):
                raise end
            code, output = end
        return subprocess.CompletedProcess(command, code, output)


@pytest.fixture
def pip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakePip:
    (tmp_path / "pyproject.toml").write_text("[project]")
    (tmp_path / "constraints.txt").write_text("a==1")
    fake = FakePip(tmp_path)
    monkeypatch.setattr(bootstrap, "_run", fake)
    return fake


def test_one_installation_serves_until_an_input_changes(tmp_path: Path, pip: FakePip) -> None:
    for _ in range(2):
        bootstrap.ensure(tmp_path, bootstrap.LOCAL)
    assert pip.installs == [".[local]"]
    (tmp_path / "constraints.txt").write_text("a==2")
    bootstrap.ensure(tmp_path, bootstrap.LOCAL)
    assert pip.installs == [".[local]", ".[local]"]


def test_development_is_added_and_then_kept(tmp_path: Path, pip: FakePip) -> None:
    for extras in (bootstrap.LOCAL, bootstrap.DEVELOPMENT, bootstrap.LOCAL):
        bootstrap.ensure(tmp_path, extras)
    assert pip.installs == [".[local]", ".[dev,local]"]
    (tmp_path / "constraints.txt").write_text("a==2")
    bootstrap.ensure(tmp_path, bootstrap.LOCAL)
    assert pip.installs[2:] == [".[dev,local]"]


def test_an_interrupted_installation_is_made_anew(
    tmp_path: Path, pip: FakePip, capsys: pytest.CaptureFixture[str]
) -> None:
    pip.ends = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        bootstrap.ensure(tmp_path, bootstrap.LOCAL)
    (tmp_path / ".venv" / "half a package").touch()
    bootstrap.ensure(tmp_path, bootstrap.LOCAL)
    assert "half installed" in capsys.readouterr().out
    assert not (tmp_path / ".venv" / "half a package").exists()
    bootstrap.ensure(tmp_path, bootstrap.LOCAL)
    assert len(pip.installs) == 2


def test_an_interrupted_renewal_is_made_anew(tmp_path: Path, pip: FakePip) -> None:
    bootstrap.ensure(tmp_path, bootstrap.LOCAL)
    (tmp_path / "constraints.txt").write_text("a==2")
    pip.ends = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        bootstrap.ensure(tmp_path, bootstrap.LOCAL)
    (tmp_path / "constraints.txt").write_text("a==1")
    bootstrap.ensure(tmp_path, bootstrap.LOCAL)
    assert len(pip.installs) == 3


def test_a_lost_python_is_made_anew(tmp_path: Path, pip: FakePip) -> None:
    bootstrap.ensure(tmp_path, bootstrap.LOCAL)
    bootstrap.python_of(tmp_path).unlink()
    bootstrap.python_of(tmp_path).parent.rmdir()
    assert bootstrap.ensure(tmp_path, bootstrap.LOCAL).exists()


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        (
            "Collecting a\n  ERROR: No matching distribution found for a==1\nnote: x\n",
            "ERROR: No matching distribution",
        ),
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
            "disk is full",
        ),
    ],
)
def test_a_failed_installation_is_one_line(tmp_path: Path, pip: FakePip, output: str, reason: str) -> None:
    pip.ends = [(1, output)]
    with pytest.raises(LocalFault, match=f"pip could not install the packages: .*{reason}") as fault:
        bootstrap.ensure(tmp_path, bootstrap.LOCAL)
    assert "\n" not in str(fault.value)


def test_a_python_without_ensurepip_names_the_package(
    tmp_path: Path, pip: FakePip, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(LocalFault, match="install the system package python3-venv"):
        bootstrap.ensure(tmp_path, bootstrap.LOCAL)
    assert pip.installs == []


def test_a_full_disk_is_said_before_anything_is_made(
    tmp_path: Path, pip: FakePip, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "NEEDED_MB", 10**9)
    with pytest.raises(LocalFault, match=r"the disk is nearly full: .* the packages need"):
        bootstrap.ensure(tmp_path, bootstrap.LOCAL)
    assert not (tmp_path / ".venv").exists()
