"""Tables of ratings as spreadsheets write them, and everything that can be wrong with one."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from coach.adapters.library import FileLibrary
from coach.adapters.ratings_csv import CsvRatings
from coach.domain.rubric import Rubric
from coach.domain.studio.calibration.imported import Imported, TableFault
from coach.domain.studio.calibration.rating import JUDGE

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TABLES = CsvRatings()


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    """Criteria that earn points: problem, value, proof, difference, next_step; fair_play holds gates only."""
    return FileLibrary(Path(__file__).parents[2]).rubric("first_call")


def read(rubric: Rubric, table: str | bytes) -> Imported:
    return TABLES.read(table if isinstance(table, bytes) else table.encode(), rubric, NOON)


def fault(rubric: Rubric, table: str | bytes) -> TableFault:
    found = read(rubric, table)
    assert found.ratings == ()
    assert len(found.faults) == 1, found.faults
    assert found.faults[0].hint.endswith((".", "total")), found.faults[0].hint
    return found.faults[0]


WIDE = "pitch,rater,problem,value,proof,difference,next_step,total\nzoom-1,Ana,100,50,0,100,66.7,61\n"


def test_a_wide_table_gives_one_rating_a_line(rubric: Rubric) -> None:
    rating = read(rubric, WIDE).ratings[0]
    assert (rating.pitch, rating.rater, rating.total) == ("zoom-1", "Ana", 61)
    assert rating.scores == {"problem": 100, "value": 50, "proof": 0, "difference": 100, "next_step": 66.7}
    assert (rating.rubric_id, rating.rubric_version, rating.at) == (rubric.id, rubric.version, NOON)


def test_a_long_table_gives_the_same_as_the_wide_one(rubric: Rubric) -> None:
    scores = {"problem": 100, "value": 50, "proof": 0, "difference": 100, "next_step": 66.7, "total": 61}
    lines = "\n".join(f"zoom-1,Ana,{name},{value}" for name, value in scores.items())
    assert read(rubric, f"pitch,rater,criterion,score\n{lines}\n") == read(rubric, WIDE)


@pytest.mark.parametrize(
    "table",
    [
        b"\xef\xbb\xbf" + WIDE.encode(),
        WIDE.replace("\n", "\r\n").encode(),
        WIDE.replace(".", ",").replace(",", ";").replace("66;7", "66,7").encode(),
        WIDE.replace(",", "\t").encode(),
        WIDE.replace("66.7", '"66,7"').encode(),
        WIDE.replace("100", "100 %").encode(),
        WIDE.upper().replace("ZOOM", "zoom").replace("ANA", "Ana").encode(),
        ("\n\n" + WIDE + ",,,,,,,\n\n").encode(),
    ],
    ids=["mark", "crlf", "semicolons", "tabs", "decimal comma", "percent", "capitals", "empty lines"],
)
def test_the_ways_of_spreadsheets_make_no_difference(rubric: Rubric, table: bytes) -> None:
    assert read(rubric, table) == read(rubric, WIDE)


def test_the_weights_make_a_total_that_was_left_out(rubric: Rubric) -> None:
    header = "pitch,rater,problem,value,proof,difference,next_step\n"
    weights = {criterion.id: criterion.weight_in(rubric.default_situation) for criterion in rubric.criteria}
    expected = (100 * weights["problem"] + 50 * weights["value"]) / sum(weights.values())
    whole, partly = read(rubric, header + "a,Ana,100,50,0,0,0\nb,Ana,100,50,,0,0\n").ratings
    assert whole.total == pytest.approx(expected, abs=0.05)
    assert partly.total is None
    assert "proof" not in partly.scores


def test_the_machine_is_a_rater_however_it_is_written(rubric: Rubric) -> None:
    assert read(rubric, "pitch,rater,total\na,Judge,70\n").ratings[0].rater == JUDGE


def test_a_grader_is_one_however_the_name_is_written(rubric: Rubric) -> None:
    table = "pitch,rater,total,note\na,Ann Ray,70,\nb,ann  ray,60,slow\nc,ＡＮＮ RAY ,50,\n"
    given = read(rubric, table).ratings
    assert [(each.rater, each.note) for each in given] == [("Ann Ray", ""), ("Ann Ray", "slow"), ("Ann Ray", "")]


def test_graders_without_a_letter_in_their_names_stay_apart(rubric: Rubric) -> None:
    assert [each.rater for each in read(rubric, "pitch,rater,total\na,★,70\na,☆,60\n").ratings] == ["★", "☆"]


def test_low_percent_that_are_written_as_such_and_zeros_are_no_levels(rubric: Rubric) -> None:
    given = read(rubric, "pitch,rater,problem,proof,total\na,Ana,3%,0,70\nb,Ana,0,0,60\n").ratings
    assert [each.scores for each in given] == [{"problem": 3, "proof": 0}, {"problem": 0, "proof": 0}]


def test_columns_may_carry_the_titles_of_criteria(rubric: Rubric) -> None:
    title = rubric.criteria[0].title
    assert read(rubric, f'pitch,rater,"{title}"\na,Ana,80\n').ratings[0].scores == {rubric.criteria[0].id: 80}


def test_what_is_written_is_read_again_and_runs_in_no_spreadsheet(rubric: Rubric) -> None:
    table = read(rubric, "pitch,rater,problem,total,note\n'=1+1,Ana,33.3,61.25,\"'@SUM(A1)\"\n-a,Ben,,70,\n").ratings
    assert [rating.pitch for rating in table] == ["=1+1", "-a"]
    written = TABLES.write(table, rubric)
    assert written.startswith(b"\xef\xbb\xbf")
    cells = [cell for line in written.decode("utf-8-sig").splitlines() for cell in line.split(",")]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert read(rubric, written).ratings == table


@pytest.mark.parametrize(
    ("table", "place", "says"),
    [
        ("", "The file", "empty"),
        (" \n\n", "The file", "empty"),
        (b"PK\x03\x04 a workbook", "The file", "no CSV"),
        (WIDE.encode("utf-16"), "The file", "UTF-16"),
        ("pitch,rater,total\nZo\u00eb,Ana,70\n".encode("cp1252"), "Line 2", "not saved as UTF-8"),
        ("a" * 2_000_001, "The file", "too large"),
        ("pitch,rater,total\na\0b,Ana,70\n", "The file", "characters"),
        ("pitch rater total\na Ana 70\n", "Line 1", "no column `pitch` and no column `rater`"),
        ("pitch,total\na,70\n", "Line 1", "no column `rater`"),
        ("pitch,rater\na,Ana\n", "Line 1", "no column with scores"),
        ("pitch,rater,total\n", "The file", "no scores"),
        ("pitch,rater,problen\na,Ana,70\n", "Line 1, column “problen”", "Did you mean `problem`?"),
        ("pitch,rater,fair_play\na,Ana,70\n", "Line 1, column “fair_play”", "gates only"),
        ("pitch,rater,total,total\na,Ana,70,70\n", "Line 1, column “total”", "twice"),
        ("pitch,rater,criterion,score\na,Ana,valeu,70\n", "Line 2, column “criterion”", "Did you mean `value`?"),
        ("pitch,rater,criterion,score\na,Ana,value,\n", "Line 2, column “score”", "no score"),
        ("pitch,rater,criterion,score,who\na,Ana,value,3,x\n", "Line 1, column “who”", "means nothing"),
        ("pitch,rater,total\na,Ana,101\n", "Line 2, column “total”", "not between 0 and 100"),
        ("pitch,rater,total\na,Ana,-5\n", "Line 2, column “total”", "not between 0 and 100"),
        ("pitch,rater,total\na,Ana,nan\n", "Line 2, column “total”", "no number"),
        ("pitch,rater,total\na,Ana,1_0\n", "Line 2, column “total”", "no number"),
        ("pitch,rater,total\na,Ana,inf\n", "Line 2, column “total”", "no number"),
        ("pitch,rater,total\na,Ana,seventy\n", "Line 2, column “total”", "no number"),
        ("pitch,rater,total\na,Ana,=1+1\n", "Line 2, column “total”", "formula"),
        ("pitch,rater,total\n=A2,Ana,70\n", "Line 2, column “pitch”", "formula"),
        ("pitch,rater,total\n,Ana,70\n", "Line 2, column “pitch”", "empty"),
        ("pitch,rater,total\na,,70\n", "Line 2, column “rater”", "empty"),
        ("pitch,rater,total\na,Ana,\n", "Line 2", "no score in this line"),
        (f"pitch,rater,total\n{'a' * 201},Ana,70\n", "Line 2, column “pitch”", "longer than"),
        ('pitch,rater,total\n"a\nb",Ana,70\n', "Line 2, column “pitch”", "line break"),
        ("pitch,rater,total\na,Ana,70\n\na,Ana,80\n", "Line 4", "in line 2 already"),
        (
            "pitch,rater,criterion,score\na,Ana,value,70\na,Ana,value,80\n",
            "Line 3",
            "Ana has scored `value` of “a” in line 2",
        ),
        ("pitch,rater,total\na,Ana,66,7\n", "Line 2", "4 cells"),
        ('pitch,rater,total\na,"Ana,70\nb,Ben,60\n', "Line 2", "never closed"),
        ('pitch,rater,total\na,"A"na,70\n', "Line 2", "cannot be taken apart"),
        (f'pitch,rater,total\n"{"a" * 140_000}",Ana,70\n', "Line 2", "cannot be taken apart"),
        ("pitch,rater,total\na,Ana,3\nb,Ana,4\n", "Column “total”", "levels or shares"),
        ("pitch,rater,problem,total\na,Ana,3,70\nb,Ana,0,90\n", "Column “problem”", "no score of `problem` is above 3"),
        ("pitch,rater,criterion,score\na,Ana,value,3\na,Ana,proof,50\n", "Column “score”", "`value`"),
        ("pitch,rater,total\na,Ann,70\na,ANN ,80\n", "Line 3", "Ann has scored “a” in line 2 already"),
        ("pitch,rater,total\na,Ann-Ray,70\na,Ann Ray,80\n", "Line 3", "Ann-Ray has scored “a” in line 2 already"),
        ("pitch,rater,total\na,\u200b,70\n", "Line 2, column “rater”", "empty"),
        ("pitch,rater,total\n" + "".join(f"p{n},Ana,70\n" for n in range(20_001)), "Line 20001", "more than 20000"),
    ],
)
def test_each_fault_is_told_with_its_place(rubric: Rubric, table: str | bytes, place: str, says: str) -> None:
    found = fault(rubric, table)
    assert found.place == place
    assert says in found.message


def test_all_faults_are_told_at_once_in_the_order_of_their_lines(rubric: Rubric) -> None:
    table = "pitch,rater,total\na,Ana,=1\n,Ana,50\nb,Ana,200\na,Ana,60\nc,Ana,60\n"
    found = read(rubric, table)
    assert [each.line for each in found.faults] == [2, 3, 4, 5]
    assert found.ratings == ()
