"""What the tests of the admin share: addresses, and a page's form as the browser would send it."""

import re
from html.parser import HTMLParser

from django.contrib.auth.models import Group

from guanlu.roles import ADMINISTRATORS
from tests.targets.factories import make_user


def address(model, page="", pk=None):
    """The admin's address of a list, or of one page of a row."""
    middle = f"{pk}/" if pk is not None else ""
    return f"/admin/targets/{model._meta.model_name}/{middle}{page + '/' if page else ''}"


def make_administrator(username="zhang", **fields):
    user = make_user(username, is_staff=True, **fields)
    user.groups.add(Group.objects.get(name=ADMINISTRATORS))
    return user


class Fields(HTMLParser):
    """The fields of the forms on a page, with what stands in them."""

    def __init__(self):
        super().__init__()
        self.found = {}
        self.select = self.area = None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name = given.get("name")
        if tag == "input" and name and given.get("type") not in ("submit", "checkbox", "radio"):
            self.found[name] = given.get("value") or ""
        elif tag == "input" and name and "checked" in given:
            self.found[name] = given.get("value", "on")
        elif tag == "select":
            self.select = name
            if "multiple" in given:
                self.found[name] = []
        elif tag == "option" and self.select and "selected" in given:
            if isinstance(self.found.get(self.select), list):
                self.found[self.select].append(given["value"])
            else:
                self.found[self.select] = given["value"]
        elif tag == "textarea":
            self.area = name
            self.found[name] = ""

    def handle_data(self, data):
        if self.area:
            self.found[self.area] += data

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = None
        elif tag == "textarea":
            # The browser drops the line break that Django writes first.
            self.found[self.area] = re.sub(r"^\r?\n", "", self.found[self.area])
            self.area = None


def filled_form(client, url, **changes):
    """The form of a page as it stands, changed as said; None takes a field away."""
    page = client.get(url)
    assert page.status_code == 200, (url, page.status_code)
    fields = Fields()
    fields.feed(page.content.decode())
    form = {name: value for name, value in fields.found.items() if "__prefix__" not in name}
    return {name: value for name, value in (form | changes).items() if value is not None}


def errors_of(response):
    """All sentences a refused form says, by field."""
    assert response.status_code == 200, response.status_code
    said = {name: [*sentences] for name, sentences in response.context["adminform"].form.errors.items()}
    for each in response.context["inline_admin_formsets"]:
        rows = [sentence for form in each.formset.forms for sentence in form.non_field_errors()]
        inline = [*each.formset.non_form_errors(), *rows]
        said |= {"inline": inline} if inline else {}
    return said
