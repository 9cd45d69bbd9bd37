"""What the tests of the accounts' pages share: their addresses, and reading slips as their owners do."""

import re

USERS = "/admin/guanlu/user/"
PASTE = USERS + "paste/"
RESET = USERS + "reset/"
SLIP = re.compile(r'<section class="slip">(.*?)</section>', re.DOTALL)


def hand_over_url(user):
    return f"{USERS}{user.pk}/hand-over/"


def slips(response):
    """User name and password of each slip on the page."""
    found = {}
    for slip in SLIP.findall(response.content.decode()):
        username = re.search(r'<dd class="typed">([^<]+)</dd>', slip).group(1)
        found[username] = "".join(re.findall(r"<span>([^<]+)</span>", slip))
    return found


def form_id(client, url):
    """The id with which the form of that page is drawn."""
    return re.search(r'name="form_id" value="([^"]+)"', client.get(url).content.decode()).group(1)


def said(response):
    """The messages of the page that answers."""
    return [str(message) for message in response.context["messages"]]


def check(client, text, starts_on="2021-06-20", **more):
    """What a list would do: the page that shows it."""
    form = {"text": text, "starts_on": starts_on, "form_id": form_id(client, PASTE), "check": "1", **more}
    return client.post(PASTE, form)


def confirmed(response, **changes):
    """The form of the page that shows a list, as its button stores it."""
    form = response.context["form"]
    shown = {
        "text": form["text"].value(),
        "starts_on": form["starts_on"].value(),
        "form_id": form["form_id"].value(),
        "seen": response.context["checked"].fingerprint,
        "create": "1",
    }
    return shown | changes


def store(client, text, **more):
    """Check a list and confirm it."""
    return client.post(PASTE, confirmed(check(client, text, **more)))
