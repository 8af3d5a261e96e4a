from __future__ import annotations

import json
import subprocess
import threading

import pytest

from liaison_app.front_end import build, toolchain
from liaison_app.front_end.build import FrontEndBuildFailed, build_front_end, is_current
from liaison_app.front_end.places import Places


@pytest.fixture
def places(tmp_path, monkeypatch):
    """A checkout with one page, and an export that costs nothing."""
    page = tmp_path / "liaison_app" / "pages" / "home.py"
    page.parent.mkdir(parents=True)
    page.write_text("one", encoding="utf-8")
    found = Places(tmp_path)
    exports = []

    def finish(of: Places, stamp: str) -> None:
        of.site.mkdir(exist_ok=True)
        of.manifest.write_text(json.dumps({"stamp": stamp}), encoding="utf-8")

    monkeypatch.setattr(build, "_export", lambda *_, **__: exports.append(1))
    monkeypatch.setattr(build, "_finish", finish)
    monkeypatch.setattr(build, "require_bun", lambda: "bun")
    return found, exports


def test_nothing_is_built_twice(places):
    found, exports = places
    build_front_end(places=found, progress=lambda _: None)
    build_front_end(places=found, progress=lambda _: None)
    assert len(exports) == 1
    assert is_current(found)


def test_a_change_is_built(places):
    found, exports = places
    build_front_end(places=found, progress=lambda _: None)
    (found.root / "liaison_app" / "pages" / "home.py").write_text("two", encoding="utf-8")
    assert not is_current(found)
    build_front_end(places=found, progress=lambda _: None)
    assert len(exports) == 2


def test_a_forced_build_is_done_again(places):
    found, exports = places
    build_front_end(places=found, progress=lambda _: None)
    build_front_end(force=True, places=found, progress=lambda _: None)
    assert len(exports) == 2


def test_two_at_once_build_once(places):
    found, exports = places
    both = [
        threading.Thread(target=build_front_end, kwargs={"places": found, "progress": lambda _: None}) for _ in range(2)
    ]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(exports) == 1


def test_a_failed_export_is_one_sentence_and_leaves_the_old_site(tmp_path, monkeypatch):
    found = Places(tmp_path)
    found.work.mkdir()
    real = subprocess.Popen
    monkeypatch.setattr(
        subprocess,
        "Popen",
        lambda _command, **given: real(["sh", "-c", "echo some output; echo Error: no space; exit 3"], **given),
    )
    with pytest.raises(FrontEndBuildFailed, match=r"Error: no space.*front-end\.log"):
        build._export(found, frozen=True, progress=lambda _: None)
    assert "some output" in found.log.read_text(encoding="utf-8")


def test_the_lock_is_left_as_it_is_and_a_change_is_told(tmp_path):
    lock = tmp_path / "reflex.lock"
    lock.mkdir()
    (lock / "package.json").write_text('{"a": 1}\n', encoding="utf-8")
    said = []
    with build._kept(lock, said.append):
        (lock / "package.json").write_text('{"a":1}', encoding="utf-8")
    assert said == []
    with build._kept(lock, said.append):
        (lock / "package.json").write_text('{"a":2}', encoding="utf-8")
    assert "--relock" in said[0]
    assert (lock / "package.json").read_text(encoding="utf-8") == '{"a": 1}\n'


def test_bun_is_looked_for_beside_python_first(monkeypatch):
    monkeypatch.setenv("PATH", "/elsewhere")
    assert toolchain.tool_path().endswith(":/elsewhere")
    assert toolchain.require_bun().startswith(toolchain.tool_path().split(":")[0])


def test_a_missing_bun_is_one_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(toolchain, "tool_path", lambda: str(tmp_path))
    with pytest.raises(toolchain.BuildToolMissing, match="bun is missing"):
        toolchain.require_bun()


def test_the_registry_is_the_persons_own(monkeypatch, tmp_path):
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", "https://mirror.example/npm/")
    assert toolchain.registry() == "https://mirror.example/npm/"
    monkeypatch.delenv("NPM_CONFIG_REGISTRY")
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert toolchain.registry() is None
    (tmp_path / ".npmrc").write_text("registry=https://own.example/\n", encoding="utf-8")
    assert toolchain.registry() == "https://own.example/"
