"""Areas in the reader's own choice of unit: a language's default, a cookie that is remembered, nothing else."""

from decimal import Decimal

import pytest
from django.utils import translation

from targets.area_unit import reading_in
from targets.explaining import figure, in_shown_unit, stored_figure


@pytest.mark.parametrize(
    ("language", "choice", "shown"),
    [
        ("zh-hans", None, "1,500亩"),
        ("zh-hans", "mu", "1,500亩"),
        ("zh-hans", "ha", "100公顷"),
        ("zh-hans", "acres", "1,500亩"),
        ("en", None, "100 hectares"),
        ("en", "mu", "1,500 mu"),
        ("en", "ha", "100 hectares"),
        ("en", "", "100 hectares"),
    ],
)
def test_an_area_is_shown_in_the_unit_its_reader_chose(language, choice, shown):
    with translation.override(language), reading_in(choice):
        assert figure(Decimal(1500), "亩") == shown
        assert figure(Decimal(3), "口") in ("3口", "3 units")
        assert stored_figure(Decimal(1500), "亩") in ("1,500亩", "1,500 mu")


def test_hectares_are_rounded_to_hundredths_and_the_choice_ends_with_the_page():
    with translation.override("zh-hans"):
        with reading_in("ha"):
            assert in_shown_unit(Decimal(500), "亩") == Decimal("33.33")
        assert in_shown_unit(Decimal(500), "亩") == Decimal(500)
