"""Hard to break: whatever ends a build, the last good paper is whole, the next build completes, nothing is left.

`BAROMIA_CAMPAIGN=1` ends a hundred builds at random moments instead of a few.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from conftest import in_campaign
from nbpaper import staging as stage
from nbpaper.pool import PLAIN_VARIABLE, can_fork
from processes import marked_processes, wait_for
from scratch import build, change, command, contents, environment, make_project, write_notebook

pytestmark = [pytest.mark.build, pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")]
ENDS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
KILLS = 100 if os.environ.get("BAROMIA_CAMPAIGN") else 2
root_only = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    root = make_project(tmp_path_factory.mktemp("project"))
    assert build(root).returncode == 0
    return root


@pytest.fixture
def changed(project, tmp_path) -> dict:
    """A copy of what stands, and a register that asks for another paper."""
    reports = Path(shutil.copytree(project / "reports", tmp_path / "reports"))
    data = Path(shutil.copytree(project / "data", tmp_path / "data"))
    change(data, "campagna2025.never-tried", "37.8", "35.6")
    return {"root": project, "reports": reports, "arguments": ("--data", data, "--output", reports), "mark": tmp_path}


def started(changed: dict, **more: str) -> subprocess.Popen:
    """Start a build of the changed paper."""
    return subprocess.Popen(
        command(*changed["arguments"]),
        cwd=changed["root"],
        env=environment(changed["root"], BAROMIA_TEST_MARK=str(changed["mark"]), **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a suite in the background ignores it
    )


def left_over(reports: Path) -> list[str]:
    return sorted(path.name for path in reports.glob(".build*"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_build_that_is_stopped_says_so_and_leaves_nothing(changed, number):
    before = contents(changed["reports"])
    process = started(changed)
    wait_for(lambda: len(marked_processes(changed["mark"])) >= 3)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said.strip() == "baromia: stopped; what was there before is untouched."
    assert contents(changed["reports"]) == before
    wait_for(lambda: not marked_processes(changed["mark"]), 10)


def test_ended_at_random_moments_it_leaves_a_paper_and_the_next_build_completes(changed, tmp_path):
    good = contents(changed["reports"])
    start = time.monotonic()
    assert build(changed["root"], "--data", tmp_path / "data", "--output", tmp_path / "new").returncode == 0
    lasts = time.monotonic() - start
    new = contents(tmp_path / "new")
    draw, ended = random.Random(7), Counter()
    for _ in range(KILLS):
        process, signalled = started(changed), draw.choice(ENDS)
        time.sleep(draw.uniform(0, 1.1 * lasts))
        process.send_signal(signalled)
        _, said = process.communicate()
        assert "Traceback" not in said or process.returncode < 0, said  # before Python has begun, it ends by the signal
        wait_for(lambda: not marked_processes(changed["mark"]), 20)
        found = {name: text for name, text in contents(changed["reports"]).items() if not name.startswith(".build")}
        assert set(found) == set(good)
        assert all(found[name] in (good[name], new.get(name)) for name in found), "a file is neither old nor new"
        ended[signalled.name, "finished" if process.returncode == 0 else "cut off"] += 1
        if process.returncode == 0:  # the paper is built: begin with the old one again
            shutil.rmtree(changed["reports"])
            shutil.copytree(changed["root"] / "reports", changed["reports"])
    print(f"{KILLS} ends, a build takes {lasts:.1f} s: {dict(ended)}")
    done = build(changed["root"], *changed["arguments"])
    assert done.returncode == 0, done.stderr
    assert {name: contents(changed["reports"])[name] for name in new} == new
    assert left_over(changed["reports"]) == []


def test_a_failing_cell_is_named_and_leaves_the_paper(changed, tmp_path):
    root = make_project(tmp_path / "failing")
    write_notebook(root / "notebooks" / "gamma.ipynb", "1 / 0")
    before = contents(changed["reports"])
    done = build(root, *changed["arguments"])
    assert done.returncode == 1
    assert "notebooks/gamma.ipynb (en), cell 3 (1 / 0): ZeroDivisionError: division by zero" in done.stderr
    assert "Traceback" not in done.stderr
    assert contents(changed["reports"]) == before


def test_two_builds_at_once_take_turns(changed):
    with stage.lock(changed["reports"], print):
        second = started(changed)
        assert "another build is at work" in second.stderr.readline()
        assert second.poll() is None
    assert second.communicate(timeout=120)[1].splitlines()[-1].startswith("4 notebook runs")
    assert left_over(changed["reports"]) == []


@root_only
def test_a_full_disk_is_said_and_leaves_the_paper(changed, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "none", small], capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        shutil.copytree(changed["reports"], small / "reports")
        before = contents(small / "reports")
        (small / "filler").write_bytes(b"x" * (shutil.disk_usage(small).free - 60_000))
        done = build(changed["root"], *changed["arguments"][:2], "--output", small / "reports")
        assert done.returncode == 1
        assert "No space left on device" in done.stderr
        assert "Traceback" not in done.stderr
        assert contents(small / "reports") == before
    finally:
        subprocess.run(["umount", small], check=True)


@root_only
def test_a_read_only_folder_is_said(changed):
    reports = changed["reports"]
    if subprocess.run(["mount", "--bind", "-o", "ro", reports, reports], capture_output=True).returncode:
        pytest.skip("no folder can be mounted here")
    try:
        done = build(changed["root"], *changed["arguments"])
        assert done.returncode == 1
        assert "Read-only file system" in done.stderr
        assert "Traceback" not in done.stderr
    finally:
        subprocess.run(["umount", reports], check=True)


@root_only
def test_no_network_is_needed(changed):
    if subprocess.run(["unshare", "-n", "true"], capture_output=True).returncode:
        pytest.skip("no network namespace can be made here")
    done = subprocess.run(
        ["unshare", "-n", *command(*changed["arguments"])],
        cwd=changed["root"],
        env=environment(changed["root"]),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


ALONE = """
for place in $(awk '{ print $5 }' /proc/self/mountinfo); do
  case "$place" in /dev*|/proc*|/sys*) ;; *) mount -o remount,bind,ro "$place" ;; esac
done
mount -o remount,bind,rw "$ROOM" && exec "$@"
"""


@root_only
def test_nothing_is_written_elsewhere(changed, tmp_path):
    """Every file system is read-only but for a room that holds the output, the temporary files and an empty home."""
    room = tmp_path / "room"
    for name in ("home", "tmp"):
        (room / name).mkdir(parents=True)
    shutil.move(changed["reports"], room / "reports")
    alone = ["unshare", "--mount", "sh", "-c", f'mount --bind "$ROOM" "$ROOM" && {ALONE}', "alone"]
    more = {"ROOM": str(room), "HOME": str(room / "home"), "TMPDIR": str(room / "tmp")}
    if subprocess.run([*alone, "true"], env=os.environ | more, capture_output=True).returncode:
        pytest.skip("no file systems of its own can be made here")
    touch = [*alone, "touch", str(tmp_path / "elsewhere")]
    assert "Read-only" in subprocess.run(touch, env=os.environ | more, capture_output=True, text=True).stderr
    done = subprocess.run(
        [*alone, *command(*changed["arguments"][:2], "--output", room / "reports")],
        cwd=changed["root"],
        env=environment(changed["root"], **more),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "Read-only" not in done.stderr
    assert [path.name for name in ("home", "tmp") for path in (room / name).rglob("*")] == []


@in_campaign
def test_ordinary_kernels_build_the_same_paper(project, tmp_path):
    if not can_fork():
        pytest.skip("they are the only ones here")
    done = build(project, "--output", tmp_path / "plain", **{PLAIN_VARIABLE: "1"})
    assert done.returncode == 0, done.stderr
    plain, forked = contents(tmp_path / "plain"), contents(project / "reports")
    assert {name for name in plain if plain[name] != forked[name]} == set()


# Publishing


def staged(output: Path) -> Path:
    made = output / f"{stage.PREFIX}x" / "made"
    (made / "results").mkdir(parents=True)
    (made / "paper.html").write_text("new")
    (made / "results" / "en.yml").write_text("new")
    (output / "paper.html").write_text("old")
    return made


def test_what_is_made_is_published_together(tmp_path):
    stage.publish(staged(tmp_path), tmp_path)
    assert (tmp_path / "paper.html").read_text() == (tmp_path / "results" / "en.yml").read_text() == "new"
    assert not (tmp_path / stage.READY).exists()


def test_a_publication_that_was_cut_off_is_finished_by_the_next_build(tmp_path, monkeypatch):
    moved, replace = [], os.replace

    def cut(source, target):
        if moved:
            raise SystemExit  # as if the machine stopped
        moved.append(target)
        replace(source, target)

    monkeypatch.setattr(os, "replace", cut)
    with pytest.raises(SystemExit):
        stage.publish(staged(tmp_path), tmp_path)
    monkeypatch.undo()
    assert {path.name for path in moved} == {"paper.html"}
    assert not (tmp_path / "results" / "en.yml").exists()
    assert stage.finish(tmp_path)
    assert (tmp_path / "results" / "en.yml").read_text() == "new"
    assert not stage.finish(tmp_path)


def test_signals_wait_while_files_move(tmp_path):
    def move() -> None:
        with stage.undisturbed():
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.01)
            (tmp_path / "done").touch()

    with pytest.raises(KeyboardInterrupt):
        move()
    assert (tmp_path / "done").exists()
