"""A new row begins where its list was: in the plan or document the list is filtered by, or in the last row's."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

EXACT = ("__id__exact", "__exact", "__id")


class BeginsWhereItsList(admin.ModelAdmin):
    """Proposes whose row a new one is; the person may choose another."""

    kept_fields: tuple[str, ...] = ()
    """The fields that “save and add another” keeps."""

    def filtered_by(self, request: HttpRequest) -> dict[str, int]:
        """The ids by which the list was filtered from which this form was opened, by the way to them."""
        filters = parse_qsl(request.GET.get("_changelist_filters", ""))
        found = {}
        for name, value in filters:
            ending = next((each for each in EXACT if name.endswith(each)), None)
            if ending and value.isdecimal():
                found[name.removesuffix(ending)] = int(value)
        return found

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        named = {way: pk for way, pk in self.filtered_by(request).items() if way in self.kept_fields}
        return {**named, **super().get_changeform_initial_data(request)}

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        response = super().response_add(request, obj, post_url_continue)
        if "_addanother" not in request.POST or not isinstance(response, HttpResponseRedirect):
            return response
        kept = {name: getattr(obj, f"{name}_id") for name in self.kept_fields}
        mark = "&" if "?" in response.url else "?"
        return HttpResponseRedirect(f"{response.url}{mark}{urlencode(kept)}") if kept else response


def only_one(rows: Any, **ways: Any) -> int | None:
    """The id of the single row among these, or None where there are several to choose from."""
    found = list(rows.filter(**ways).values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else None
