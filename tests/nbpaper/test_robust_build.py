"""Hard to break: whatever ends a build, the last good paper is whole, the next build completes, nothing is left.

`BAROMIA_CAMPAIGN=1` also ends a hundred builds at random moments.
"""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import Queue

import pytest

from conftest import in_campaign
from nbpaper import staging as stage
from nbpaper.build import build
from nbpaper.plan import READY, Request
from nbpaper.pool import PLAIN_VARIABLE, can_fork
from processes import marked_processes, wait_for
from toy import built, built_here, command, contents, environment, hooks, make_toys, project

pytestmark = [pytest.mark.build, pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")]
ENDS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)


def change(root: Path) -> Path:
    """Change the data, so that they ask for another paper."""
    (root / "data" / "toys.csv").write_text("colour,number\nred,5\nblue,4\n", encoding="utf-8")
    return root


@pytest.fixture
def toys(built_toys, tmp_path) -> Path:
    """A copy of the built project, whose data have changed."""
    return change(Path(shutil.copytree(built_toys, tmp_path / "toys")))


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


def asleep(mark: Path) -> bool:
    """Tell whether there is a process that a cell has started, and waits for."""
    return any("sleep" in command for command in marked_processes(mark).values())


def end_when_a_cell_waits(mark: Path, process: int, number: int) -> float:
    """Send a build a signal while one of its cells waits for a process; return when."""
    wait_for(lambda: asleep(mark))
    os.kill(process, number)
    return time.monotonic()


def papers(reports: Path) -> dict[str, bytes]:
    """Return every file of a paper, without what a build that was ended left for the next."""
    return {name: text for name, text in contents(reports).items() if not name.startswith(".build")}


ALONE = """
mount --bind "$ROOM" "$ROOM"
for place in $(awk '{ print $5 }' /proc/self/mountinfo); do
  case "$place" in /dev*|/proc*|/sys*) ;; *) mount -o remount,bind,ro "$place" ;; esac
done
mount -o remount,bind,rw "$ROOM" && exec "$@"
"""


def elsewhere(root: Path, room: Path) -> dict[str, bytes]:
    """Build the changed project from nothing, on one core, for somebody with settings of their own.

    Where the machine lets us it has no network, and every file system is read-only but for a room that holds the
    output, the temporary files and an empty home. Warnings are shown, too; none is of our own lines.
    """
    for name in ("home", "tmp"):
        (room / name).mkdir()
    startup = root / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "mine.py").write_text("mine = 1")
    settings = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": 7, "COLUMNS": 33, "MATPLOTLIBRC": root}
    settings |= {"IPYTHONDIR": root / "ipython", "MPLBACKEND": "Agg", "PYTHONWARNINGS": "default"}
    settings |= {"ROOM": room, "HOME": room / "home", "TMPDIR": room / "tmp"}
    asked = {"env": environment(**settings), "umask": 0o077, "capture_output": True, "text": True}
    alone = ["unshare", "--mount", "--net", "sh", "-c", ALONE, "alone"]
    if shutil.which("unshare") and not subprocess.run([*alone, "true"], **asked).returncode:
        assert "Read-only" in subprocess.run([*alone, "touch", root / "elsewhere"], **asked).stderr
    else:
        alone = []
    done = subprocess.run([*alone, *command(root, "--output", room / "reports", "--jobs", 1)], **asked)
    assert (done.returncode, done.stdout) == (0, "4 notebooks, 2 documents\n"), done.stderr
    assert not re.search(r"nbpaper/\w+\.py:\d+: |Read-only", done.stderr), done.stderr
    assert [path.name for name in ("home", "tmp") for path in (room / name).rglob("*")] == []
    return contents(room / "reports")


def test_after_any_end_the_paper_is_whole_and_the_next_has_the_bytes_of_one_from_nothing_elsewhere(
    toys, tmp_path, request, monkeypatch
):
    before = contents(toys / "reports")
    (toys / "data" / "wait").touch()
    monkeypatch.setenv("BAROMIA_TEST_MARK", str(tmp_path))
    with ThreadPoolExecutor(1) as thread:
        signalled = thread.submit(end_when_a_cell_waits, tmp_path, os.getpid(), signal.SIGTERM)
        done = built_here(toys)
    assert time.monotonic() - signalled.result() < 30, "the build waited until the cell was done"
    assert (done.exit_code, done.stderr.splitlines()[-1]) == (1, "Error: stopped")
    wait_for(lambda: not asleep(tmp_path), 10)
    assert contents(toys / "reports") == before
    killed = started(toys)
    end_when_a_cell_waits(toys, killed.pid, signal.SIGKILL)
    killed.communicate(timeout=60)
    wait_for(lambda: not marked_processes(toys), 10)
    assert papers(toys / "reports") == before
    (toys / "data" / "wait").unlink()
    assert built_here(toys).stdout == "4 notebooks, 2 documents\n"
    assert "There are 9 toys, 5 of them red." in (toys / "reports" / "paper.html").read_text(encoding="utf-8")
    room = Path(tempfile.mkdtemp())  # not below tmp_path: the path of a socket has to be short
    request.addfinalizer(lambda: shutil.rmtree(room))
    paper, other = contents(toys / "reports"), elsewhere(change(make_toys(tmp_path / "un été à Orléans")), room)
    assert paper.items() >= other.items()
    assert set(paper) == set(before)


@pytest.mark.skipif(not can_fork(), reason="processes are forked on Linux only")
def test_ctrl_c_while_the_first_process_starts_is_for_the_build_alone(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import os, signal, sys\nif 'forkserver' in str(sys.orig_argv):\n    os.kill(os.getpid(), signal.SIGINT)\n"
    )
    code = """
import os, signal
from nbpaper.pool import Pool
with Pool(os.environ) as pool:
    print(pool.submit(signal.pthread_sigmask, signal.SIG_BLOCK, []).result())
"""
    asked = {"env": environment(PYTHONPATH=tmp_path), "capture_output": True, "text": True, "timeout": 100}
    done = subprocess.run([sys.executable, "-c", code], **asked)
    assert (done.stdout, done.stderr) == ("set()\n", "")  # and tasks are not deaf to it


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
        found = papers(toys / "reports")
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
    told = Queue()
    with ThreadPoolExecutor(1) as thread:
        with stage.lock(toys / "reports", print):
            second = thread.submit(build, Request.of(project(toys), renderer="builtin", tell=told.put), hooks)
            assert "another build is at work" in told.get(timeout=60)
            assert not second.done()
        report = second.result(timeout=120)
    assert (report.executed, report.rendered) == (1, 0)
    assert not list((toys / "reports").glob(".build*"))


@pytest.mark.parametrize("name", ["a", "a/new", "a/b/new", f"c/{'d' * 300}"])
def test_a_build_that_makes_nothing_leaves_no_new_folder(tmp_path, name):
    (tmp_path / "a").mkdir()
    with suppress(RuntimeError, OSError), stage.lock(tmp_path / name, print):
        raise RuntimeError
    assert {path.name for path in tmp_path.rglob("*")} == {"a"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("-t", "tmpfs", "-o", "size=1m"), "No space left on device"),
        pytest.param(("--bind", "-o", "ro"), "Read-only file system: '{}'", marks=in_campaign),
    ],
)
def test_a_disk_that_cannot_be_written_to_is_said_and_leaves_the_paper(toys, tmp_path, options, said):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", *options, disk, disk], capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        if "ro" not in options:
            shutil.copytree(toys / "reports", disk, dirs_exist_ok=True)
            (disk / "filler").write_bytes(b"x" * (shutil.disk_usage(disk).free - 20_000))
        before = contents(disk)
        done = built_here(toys, "--output", disk)
        assert done.exit_code == 1
        assert said.format(disk) in done.stderr
        assert contents(disk) == before
    finally:
        subprocess.run(["umount", disk], check=True)


@in_campaign
def test_ordinary_kernels_build_the_same_paper(built_toys, tmp_path):
    if not can_fork():
        pytest.skip("they are the only ones here")
    plain, forked = tmp_path / "plain", contents(built_toys / "reports")
    assert built(built_toys, "--output", plain, **{PLAIN_VARIABLE: 1}).returncode == 0
    assert {name for name, text in contents(plain).items() if text != forked[name]} == set()


# Publishing


@pytest.fixture
def made(tmp_path) -> Path:
    """What a build has made of a paper that stands in the folder above."""
    made = tmp_path / f"{stage.PREFIX}x" / "made"
    (made / "results").mkdir(parents=True)
    (made / "paper.html").write_text("new")
    (made / "results" / "en.yml").write_text("new")
    (tmp_path / "paper.html").write_text("old")
    return made


def assert_published(output: Path) -> None:
    assert (output / "results" / "en.yml").read_text() == (output / "paper.html").read_text() == "new"
    assert not stage.finish(output)
    assert not (output / READY).exists()


def test_a_publication_that_was_cut_off_is_finished_by_the_next_build(made, tmp_path, monkeypatch):
    moved, replace = [], os.replace

    def cut(source, target):
        if moved:
            raise SystemExit  # as if the machine stopped
        moved.append(target.name)
        replace(source, target)

    monkeypatch.setattr(os, "replace", cut)
    with pytest.raises(SystemExit):
        stage.publish(made, tmp_path)
    monkeypatch.undo()
    assert moved == ["paper.html"]
    assert not (tmp_path / "results" / "en.yml").exists()
    assert stage.finish(tmp_path)
    assert_published(tmp_path)


def test_signals_wait_while_files_move(made, tmp_path, monkeypatch):
    replace = os.replace

    def disturbed(source, target):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.01)
        replace(source, target)

    monkeypatch.setattr(os, "replace", disturbed)
    with pytest.raises(KeyboardInterrupt):
        stage.publish(made, tmp_path)
    assert_published(tmp_path)
