"""Hard to break: whatever ends a build, the last good paper is whole, the next build completes, nothing is left.

`BAROMIA_CAMPAIGN=1` also ends a hundred builds at random moments.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import pytest

from conftest import in_campaign
from nbpaper import staging as stage
from nbpaper.plan import READY
from nbpaper.pool import PLAIN_VARIABLE, can_fork
from processes import marked_processes, wait_for
from toy import built, command, contents, environment

pytestmark = [pytest.mark.build, pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")]
ENDS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
root_only = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")


@pytest.fixture
def toys(built_toys, tmp_path) -> Path:
    """A copy of the built project, whose data ask for another paper."""
    root = Path(shutil.copytree(built_toys, tmp_path / "toys"))
    (root / "data" / "toys.csv").write_text("colour,number\nred,5\nblue,4\n", encoding="utf-8")
    return root


def started(root: Path) -> subprocess.Popen:
    """Start a build, which may be told by its processes' environment."""
    return subprocess.Popen(
        command(root),
        env=environment(BAROMIA_TEST_MARK=root),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a suite in the background ignores it
    )


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=in_campaign), signal.SIGKILL])
def test_a_build_that_is_ended_leaves_the_paper_and_no_process(toys, number):
    before = contents(toys / "reports")
    (toys / "data" / "wait").touch()  # a cell starts a process, and waits for it
    process = started(toys)
    wait_for(lambda: any("sleep" in command for command in marked_processes(toys).values()))
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    wait_for(lambda: not marked_processes(toys), 10)
    after = {name: text for name, text in contents(toys / "reports").items() if not name.startswith(".build")}
    assert after == before
    if number != signal.SIGKILL:
        assert (process.returncode, said.splitlines()[-1]) == (1, "Error: stopped")
        assert not list((toys / "reports").glob(".build*"))
    else:
        (toys / "data" / "wait").unlink()
        assert built(toys).returncode == 0
        assert "There are 9 toys" in (toys / "reports" / "paper.html").read_text(encoding="utf-8")
        assert not list((toys / "reports").glob(".build*"))


@in_campaign
def test_ended_at_random_moments_it_leaves_a_paper_and_the_next_build_completes(built_toys, toys, tmp_path):
    good, other = contents(toys / "reports"), Path(shutil.copytree(toys, tmp_path / "other"))
    start = time.monotonic()
    assert built(other).returncode == 0
    lasts = time.monotonic() - start
    new = contents(other / "reports")
    draw, ended = random.Random(7), Counter()
    for _ in range(100):
        process, signalled = started(toys), draw.choice(ENDS)
        time.sleep(draw.uniform(0, 1.1 * lasts))
        process.send_signal(signalled)
        _, said = process.communicate()
        assert "Traceback" not in said or process.returncode < 0, said  # before Python has begun, it ends by the signal
        wait_for(lambda: not marked_processes(toys), 20)
        found = {name: text for name, text in contents(toys / "reports").items() if not name.startswith(".build")}
        assert set(found) == set(good)
        assert all(found[name] in (good[name], new[name]) for name in found), "a file is neither old nor new"
        ended[signalled.name, "finished" if process.returncode == 0 else "cut off"] += 1
        if process.returncode == 0:  # the paper is built: begin with the old one again
            shutil.rmtree(toys / "reports")
            shutil.copytree(built_toys / "reports", toys / "reports")
    print(f"100 ends, a build takes {lasts:.1f} s: {dict(ended)}")
    assert built(toys).returncode == 0
    assert contents(toys / "reports") == new


def test_two_builds_at_once_take_turns(built_toys, tmp_path):
    toys = Path(shutil.copytree(built_toys, tmp_path / "toys"))
    (toys / "reports" / "executed" / "en" / "counting.ipynb").unlink()
    with stage.lock(toys / "reports", print):
        second = started(toys)
        assert "another build is at work" in second.stderr.readline()
        assert second.poll() is None
    made, said = second.communicate(timeout=120)
    assert made == "1 notebooks, 0 documents\n", said
    assert not list((toys / "reports").glob(".build*"))


@root_only
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("-t", "tmpfs", "-o", "size=1m"), "No space left on device"),
        pytest.param(("--bind", "-o", "ro"), "Read-only file system", marks=in_campaign),
    ],
)
def test_a_disk_that_cannot_be_written_to_is_said_and_leaves_the_paper(toys, tmp_path, options, said):
    reports, disk = toys / "reports", tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", *options, disk, disk], capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        if "ro" not in options:
            shutil.copytree(reports, disk, dirs_exist_ok=True)
            (disk / "filler").write_bytes(b"x" * (shutil.disk_usage(disk).free - 20_000))
        before = contents(disk)
        done = built(toys, "--output", disk)
        assert done.returncode == 1
        assert said in done.stderr
        assert contents(disk) == before
    finally:
        subprocess.run(["umount", disk], check=True)


ALONE = """
mount --bind "$ROOM" "$ROOM"
for place in $(awk '{ print $5 }' /proc/self/mountinfo); do
  case "$place" in /dev*|/proc*|/sys*) ;; *) mount -o remount,bind,ro "$place" ;; esac
done
mount -o remount,bind,rw "$ROOM" && exec "$@"
"""


@root_only
def test_no_network_is_needed_and_nothing_is_written_elsewhere(toys, tmp_path, request):
    """Every file system is read-only but for a room that holds the output, the temporary files and an empty home."""
    room = Path(tempfile.mkdtemp())  # not below tmp_path: the path of a socket has to be short
    request.addfinalizer(lambda: shutil.rmtree(room))
    for name in ("home", "tmp"):
        (room / name).mkdir(parents=True)
    shutil.move(toys / "reports", room / "reports")
    shutil.copytree(room / "reports", toys / "reports")
    more = {"ROOM": room, "HOME": room / "home", "TMPDIR": room / "tmp"}
    alone, asked = ["unshare", "--mount", "--net", "sh", "-c", ALONE, "alone"], {"env": environment(**more)}
    asked |= {"capture_output": True, "text": True}
    if subprocess.run([*alone, "true"], **asked).returncode:
        pytest.skip("no file systems of its own can be made here")
    assert "Read-only" in subprocess.run([*alone, "touch", tmp_path / "elsewhere"], **asked).stderr
    done = subprocess.run([*alone, *command(toys, "--output", room / "reports")], **asked)
    assert (done.returncode, done.stdout) == (0, "4 notebooks, 2 documents\n"), done.stderr
    assert "Read-only" not in done.stderr
    assert [path.name for name in ("home", "tmp") for path in (room / name).rglob("*")] == []


@in_campaign
def test_ordinary_kernels_build_the_same_paper(built_toys, tmp_path):
    if not can_fork():
        pytest.skip("they are the only ones here")
    plain, forked = tmp_path / "plain", contents(built_toys / "reports")
    assert built(built_toys, "--output", plain, **{PLAIN_VARIABLE: 1}).returncode == 0
    assert {name for name, text in contents(plain).items() if text != forked[name]} == set()


# Publishing


def staged(output: Path) -> Path:
    made = output / f"{stage.PREFIX}x" / "made"
    (made / "results").mkdir(parents=True)
    (made / "paper.html").write_text("new")
    (made / "results" / "en.yml").write_text("new")
    (output / "paper.html").write_text("old")
    return made


def test_a_publication_that_was_cut_off_is_finished_by_the_next_build(tmp_path, monkeypatch):
    moved, replace = [], os.replace

    def cut(source, target):
        if moved:
            raise SystemExit  # as if the machine stopped
        moved.append(target.name)
        replace(source, target)

    monkeypatch.setattr(os, "replace", cut)
    with pytest.raises(SystemExit):
        stage.publish(staged(tmp_path), tmp_path)
    monkeypatch.undo()
    assert moved == ["paper.html"]
    assert not (tmp_path / "results" / "en.yml").exists()
    assert stage.finish(tmp_path)
    assert (tmp_path / "results" / "en.yml").read_text() == (tmp_path / "paper.html").read_text() == "new"
    assert not stage.finish(tmp_path)
    assert not (tmp_path / READY).exists()


def test_signals_wait_while_files_move(tmp_path, monkeypatch):
    replace = os.replace

    def disturbed(source, target):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.01)
        replace(source, target)

    monkeypatch.setattr(os, "replace", disturbed)
    with pytest.raises(KeyboardInterrupt):
        stage.publish(staged(tmp_path), tmp_path)
    assert (tmp_path / "results" / "en.yml").read_text() == (tmp_path / "paper.html").read_text() == "new"
    assert not (tmp_path / READY).exists()
