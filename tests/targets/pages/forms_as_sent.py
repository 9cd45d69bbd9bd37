"""The fields of a form, as a browser would send them back."""


def form_of(client, url):
    """The fields of the form on a page, as a browser would send them back untouched."""
    form = client.get(url).context["form"]
    return {name: shown(form, name) for name in form.fields}


def shown(form, name):
    """What a field of a form shows."""
    value = form.fields[name].prepare_value(form[name].value())
    # A tick that is not set is not sent.
    return "" if value is None or value is False else str(value)
