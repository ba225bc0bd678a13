"""A file is written whole or not at all, and nothing is left beside it."""

from contextlib import nullcontext, suppress

import pytest

from nbpaper.files import write_whole, written_whole


@pytest.mark.parametrize(
    ("fault", "left"), [(nullcontext(), "after"), (pytest.raises(OSError, match=r"full: '\S*/table\.csv'"), "before")]
)
def test_a_file_takes_the_place_of_the_one_before_or_leaves_it(tmp_path, fault, left):
    target = tmp_path / "table.csv"
    target.write_text("before")
    with fault, written_whole(target) as aside:
        aside.write_text("after")
        assert target.read_text() == "before"
        if left == "before":
            raise OSError(28, "the disk is full", aside)
    assert target.read_text() == left
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("name", ["none/table.csv", f"{'a' * 250}.csv"])
def test_a_place_that_will_not_do_is_refused_at_once_by_its_own_name(tmp_path, name):
    with pytest.raises(OSError, match=r"\[Errno") as refused, written_whole(tmp_path / name):
        pytest.fail("there was work before")
    assert refused.value.filename == str(tmp_path / name)


@pytest.mark.parametrize(("content", "kept"), [("é\r\n", "é\r\n".encode()), (b"\xe9", b"\xe9"), ("\ud800", b"before")])
def test_a_text_is_written_as_utf8_bytes_as_they_are(tmp_path, content, kept):
    target = tmp_path / "table.csv"
    target.write_text("before")
    with suppress(UnicodeEncodeError):
        write_whole(target, content)
    assert target.read_bytes() == kept
    assert list(tmp_path.iterdir()) == [target]
