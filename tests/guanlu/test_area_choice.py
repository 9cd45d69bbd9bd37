"""The switch between 亩 and hectares, as a browser uses it."""

import pytest


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
def test_the_unit_of_areas_is_remembered_in_this_browser(client, db, asked, back, leads_to, remembered):
    response = client.post("/i18n/area/", {"unit": asked, "next": back})
    assert response.url == leads_to
    kept = client.cookies.get("guanlu_area")
    assert (kept.value if kept else None) == remembered
    if kept:
        assert (kept["httponly"], kept["samesite"]) == (True, "Lax")
        assert int(kept["max-age"]) > 300 * 24 * 3600


def test_a_link_alone_changes_no_unit(client, db):
    assert client.get("/i18n/area/?unit=ha").status_code == 405
