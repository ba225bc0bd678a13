"""A file is written whole or not at all, and nothing is left beside it."""

import pytest

from nbpaper.files import written_whole


def test_a_file_takes_the_place_of_the_one_before(tmp_path):
    target = tmp_path / "table.csv"
    target.write_text("before")
    with written_whole(target) as aside:
        aside.write_text("after")
        assert target.read_text() == "before"
    assert target.read_text() == "after"
    assert list(tmp_path.iterdir()) == [target]


def test_a_disk_that_fills_up_leaves_what_was_there(tmp_path):
    target = tmp_path / "table.csv"
    target.write_text("before")
    with pytest.raises(OSError, match="full"):
        fill_up(target)
    assert target.read_text() == "before"
    assert list(tmp_path.iterdir()) == [target]


def fill_up(target):
    with written_whole(target) as aside:
        aside.write_text("aft")
        raise OSError("the disk is full")
