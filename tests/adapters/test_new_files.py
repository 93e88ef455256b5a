"""Texts of new files come back from the reader as what was put in, whatever people write."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.adapters.strict_yaml import read_yaml
from coach.domain.studio.drafting.document import visible
from coach.domain.studio.yaml_text import yaml_text

texts = st.one_of(
    st.text(max_size=200).map(lambda text: " ".join(visible(text).split()) or "x"),
    st.sampled_from(
        ["no", "1:30", "2026-03-12", "- a", "a: b", "#x", "a #b", "'", '"', "{x}", "null", "~", "yes no", ".5"]
    ),
    st.text(alphabet="ab #:-'\"“\\,", max_size=200).map(lambda text: " ".join(text.split()) or "x"),
    st.text(alphabet="ab ", min_size=90, max_size=300).map(lambda text: " ".join(text.split()) or "x"),
)
values = st.recursive(
    st.one_of(texts, st.integers(-5, 1000)),
    lambda inner: st.one_of(
        st.lists(texts | st.integers(0, 9), min_size=1, max_size=3),
        st.dictionaries(st.sampled_from(["asks", "title", "says", "golden"]), inner, min_size=1, max_size=3),
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["about", "criteria", "band", "words"]), values, min_size=1))
def test_what_is_written_is_read_again(data: dict[str, Any]) -> None:
    sheet = read_yaml(yaml_text(data, {(name,): "A remark: with #signs" for name in data}, head="A head"))
    assert (sheet.slips, sheet.data) == ([], data)


@given(st.lists(st.dictionaries(st.sampled_from(["id", "asks", "says"]), texts, min_size=1), min_size=1, max_size=3))
def test_a_list_of_entries_is_read_again(entries: list[dict[str, str]]) -> None:
    remarks = {("criteria", 0): "One", ("criteria", 0, next(iter(entries[0]))): "Two"}
    assert read_yaml(yaml_text({"criteria": entries}, remarks)).data == {"criteria": entries}


@pytest.mark.parametrize("width", [79, 80, 81, 400])
def test_long_texts_are_folded_and_stay_one_line(width: int) -> None:
    text = ("word " * width)[:width].strip()
    written = yaml_text({"about": text}, {})
    assert all(len(line) <= 102 for line in written.split("\n"))
    assert read_yaml(written).data == {"about": text}
