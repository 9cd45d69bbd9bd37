"""The switch between 亩 and hectares, as a browser uses it."""

import pytest

from tests.targets.factories import make_plan, make_target


@pytest.mark.parametrize(
    ("asked", "back", "leads_to", "remembered"),
    [
        ("ha", "/2021/targets/", "/2021/targets/", "ha"),
        ("mu", "/2021/", "/2021/", "mu"),
        ("ha", "https://elsewhere.example/", "/", "ha"),
        ("ha", "", "/", "ha"),
        ("acre", "/2021/", "/2021/", None),
    ],
)
def test_the_unit_of_areas_is_remembered_in_this_browser(
    make_user, logged_in, asked, back, leads_to, remembered
):
    client = logged_in(make_user("li"))
    response = client.post("/i18n/area/", {"unit": asked, "next": back})
    assert response.url == leads_to
    kept = client.cookies.get("guanlu_area")
    assert (kept.value if kept else None) == remembered
    if kept:
        assert (kept["httponly"], kept["samesite"]) == (True, "Lax")
        assert int(kept["max-age"]) > 300 * 24 * 3600


def test_a_link_alone_changes_no_unit(make_user, logged_in):
    client = logged_in(make_user("li"))
    assert client.get("/i18n/area/?unit=ha").status_code == 405


def test_the_board_offers_the_other_unit_and_shows_the_one_chosen(make_user, logged_in):
    make_target(make_plan())
    client = logged_in(make_user("li"))
    for chosen, goal, other in (("ha", "33.33", "mu"), ("mu", "500", "ha")):
        client.post("/i18n/area/", {"unit": chosen, "next": "/2021/"})
        said = client.get("/2021/?on=2021-09-30").content.decode()
        assert f"/ {goal} " in said
        assert f'name="unit" value="{other}"' in said
