from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from monitor.errors import Mismatch
from monitor.stats.reliability import crosscheck
from monitor.stats.reliability.alpha import measure_reliability
from monitor.stats.reliability.crosscheck import agrees, crosscheck_alphas, pingouin_alpha
from surveys.questionnaire import AspectKind
from tests.monitor.stats.stats_samples import make_matrix, make_questionnaire, random_answers

ITEMS = {"a": 4, "b": 3}


def test_our_alpha_and_pingouins_agree() -> None:
    answers = random_answers(np.random.default_rng(1), 200, 7)
    crosscheck_alphas(make_questionnaire(ITEMS), make_matrix(answers))
    complete = answers[((answers[:, :4] >= 1) & (answers[:, :4] <= 4)).all(axis=1)][:, :4]
    ours = measure_reliability(answers[:, :4], 4, ["1", "2", "3", "4"]).alpha
    assert ours == pytest.approx(pingouin_alpha(complete), abs=1e-12)


def test_a_difference_is_an_error_that_names_the_aspect_and_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crosscheck, "pingouin_alpha", lambda rows: 0.123456 if rows.shape[1] == 3 else 99.0)
    questionnaire = make_questionnaire(ITEMS, kinds={"a": AspectKind.INDEX})
    matrix = make_matrix(random_answers(np.random.default_rng(1), 50, 7))
    with pytest.raises(Mismatch) as error:
        crosscheck_alphas(questionnaire, matrix)
    assert error.value.paths == ("b",)
    assert "0.12" not in str(error.value)


def test_a_difference_in_the_twelfth_decimal_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = random_answers(np.random.default_rng(2), 50, 4, no_opinion=0, empty=0)
    real = pingouin_alpha(answers)
    for shift, same in ((5e-13, True), (2e-12, False)):
        monkeypatch.setattr(crosscheck, "pingouin_alpha", lambda rows, by=shift: real + by)
        assert agrees(answers, 4) is same


def test_no_more_than_ten_thousand_complete_forms_are_given_to_pingouin(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    real = crosscheck.pingouin_alpha
    monkeypatch.setattr(crosscheck, "pingouin_alpha", lambda rows: sizes.append(rows.shape[0]) or real(rows))
    assert agrees(random_answers(np.random.default_rng(5), 12_000, 3, no_opinion=0, empty=0), 4)
    assert agrees(random_answers(np.random.default_rng(5), 12_000, 3, no_opinion=0.2), 4)
    assert sizes[0] == 10_000
    assert 5_000 < sizes[1] < 10_000


def test_where_alpha_is_not_defined_there_is_nothing_to_compare() -> None:
    assert agrees(np.array([[1, 2], [3, 4]], dtype=np.uint8), 4)
    assert agrees(np.array([[1, 4], [2, 3], [3, 2]], dtype=np.uint8), 4)
    assert agrees(np.array([[1], [2], [3]], dtype=np.uint8), 4)


def test_a_fresh_interpreter_that_turns_warnings_into_errors_can_cross_check() -> None:
    code = (
        "import numpy as np; from monitor.stats.reliability.crosscheck import agrees;"
        "print(agrees(np.random.default_rng(1).integers(1, 5, (40, 3)).astype(np.uint8), 4))"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "True", "")
