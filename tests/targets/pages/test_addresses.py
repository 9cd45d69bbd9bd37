"""Addresses that nobody was given: each is a page that does not exist, never an error."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve

from tests.targets.factories import make_target

HUGE = "9" * 30
ENDLESS = "9" * 5000


@pytest.mark.parametrize(
    "address",
    [
        "/2021/targets/%00/",
        "/2021/targets/4.2.3%00/",
        "/2021/targets/4.2.3%0A/",
        "/2021/targets/４.２.３/",
        "/2021/targets/٤.٢.٣/",
        "/2021/targets/4/",
        "/2021/targets/4.2.3.1.1/",
        f"/2021/targets/4.{HUGE}/",
        "/2021/targets/.../",
        "/2021/targets/%F0%9F%90%90/",
        "/２０２１/",
        "/٢٠٢١/targets/",
        "/0000/",
        "/02021/",
        "/99999/targets/",
        f"/{HUGE}/",
        f"/{ENDLESS}/targets/4.2.3/",
        f"/2021/record/{HUGE}/",
        f"/2021/record/{ENDLESS}/",
        "/2021/record/１/",
        "/2021/villages/%00/",
        "/2021/villages/关渡/",
        "/2021/villages/no-such-village/",
        f"/2021/villages/{HUGE}/",
        "/0000/villages/",
        f"/2021/entries/{HUGE}/correct/",
        f"/2021/entries/{HUGE}/resubmit/",
    ],
)
def test_an_odd_address_is_a_page_that_does_not_exist(town, logged_in, address):
    assert logged_in(town.reporter).get(address).status_code == 404


def test_a_code_that_nobody_could_have_reaches_no_view():
    # SQLite looks a NUL up in silence; PostgreSQL refuses it with an error.
    with pytest.raises(Resolver404):
        resolve("/2021/targets/\x00/")


@pytest.mark.parametrize("code", ["4.2", "4.2.3.1", "9999.9999"])
def test_every_code_that_the_set_up_takes_has_an_address(town, logged_in, code):
    target = make_target(town.plan, code=code)
    assert logged_in(town.leader).get(target.get_absolute_url()).context["target"] == target


@pytest.mark.parametrize("code", ["4", "4.2.3.1.1", "4.20000", "４.２", "4.2\n"])
def test_the_set_up_takes_no_code_without_an_address(town, code):
    town.target.code = code
    with pytest.raises(ValidationError) as refusal:
        town.target.full_clean()
    assert "code" in refusal.value.message_dict
