"""A file is written whole or not at all, and nothing is left beside it."""

from contextlib import nullcontext

import pytest

from nbpaper.files import written_whole


@pytest.mark.parametrize(
    ("fault", "left"), [(nullcontext(), "after"), (pytest.raises(OSError, match="full"), "before")]
)
def test_a_file_takes_the_place_of_the_one_before_or_leaves_it(tmp_path, fault, left):
    target = tmp_path / "table.csv"
    target.write_text("before")
    with fault, written_whole(target) as aside:
        aside.write_text("after")
        assert target.read_text() == "before"
        if left == "before":
            raise OSError("the disk is full")
    assert target.read_text() == left
    assert list(tmp_path.iterdir()) == [target]
