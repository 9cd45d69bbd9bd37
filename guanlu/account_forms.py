"""Forms of the accounts' own pages in the admin: a pasted list, a reset, a hand-over."""

import uuid
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget, AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from guanlu import accounts
from guanlu.models import User
from targets.admin.forms import REASON_LENGTH
from targets.models import Duty
from targets.people import Person

LONGEST_LIST = 20_000


class OnceForm(forms.Form):
    """A form whose answer shows passwords: drawn with an id, so that it is answered once only."""

    form_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"form_id": uuid.uuid4(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)


class AccountListForm(OnceForm):
    """A list of accounts as pasted, and the day from which its duties hold."""

    text = forms.CharField(
        label=_("List of accounts"),
        max_length=LONGEST_LIST,
        strip=False,
        widget=AdminTextareaWidget({"rows": 12, "spellcheck": "false", "class": "account-list"}),
        error_messages={"required": _("Paste or type at least one line.")},
    )
    starts_on = forms.DateField(label=_("Duties start on"), widget=AdminDateWidget)


class PersonField(forms.ModelChoiceField):
    """A person, told apart by the user name."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.full_name}（{obj.username}）" if obj.full_name else obj.username


class DutiesField(forms.ModelMultipleChoiceField):
    """Duties of one person: what they do and since when."""

    def label_from_instance(self, obj: Any) -> str:
        days = {"start": obj.starts_on, "end": obj.ends_on}
        held = _("from %(start)s until %(end)s") if obj.ends_on else _("from %(start)s")
        return " · ".join([obj.get_role_display(), str(obj.village or obj.office), held % days])


class HandOverForm(OnceForm):
    """Which duties pass to whom, from which day, and why; the successor may be a new account."""

    duties: DutiesField = DutiesField(
        label=_("Duties to hand over"),
        queryset=Duty.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one duty to hand over."),
            "invalid_choice": _("One of these duties has ended or changed meanwhile: look at them again."),
        },
    )
    successor = PersonField(
        label=_("Successor"),
        queryset=User.objects.none(),
        required=False,
        empty_label="—",
        error_messages={"invalid_choice": _("Choose another person, whose account is in use.")},
    )
    username = forms.CharField(
        label=_("or a new account: user name"),
        max_length=150,
        required=False,
        widget=AdminTextInputWidget({"autocomplete": "off", "autocapitalize": "none"}),
    )
    full_name = forms.CharField(
        label=_("name of the new account"), max_length=50, required=False, widget=AdminTextInputWidget
    )
    on = forms.DateField(
        label=_("Handed over on"),
        widget=AdminDateWidget,
        help_text=_("The successor’s first day, and the first day without these duties for the other."),
    )
    reason = forms.CharField(
        label=_("Reason for the change"),
        max_length=REASON_LENGTH,
        widget=AdminTextInputWidget,
        help_text=_("Kept in the history; needed for every change."),
        error_messages={"required": _("Say why this is changed.")},
    )

    def __init__(self, *args: Any, former: User, duties: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True).exclude(pk=former.pk).order_by("full_name", "username")
        people = people if by.is_superuser else people.exclude(is_superuser=True)
        self.fields["successor"].queryset = people  # type: ignore[attr-defined]
        self.fields["duties"].queryset = duties  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        typed = {name: cleaned.get(name, "") for name in ("username", "full_name")}
        if "successor" in self.errors:
            return cleaned
        if bool(cleaned.get("successor")) == any(typed.values()):
            self.add_error("successor", _("Choose a successor, or write a new account: one of the two."))
        elif any(typed.values()):
            if not all(typed.values()):
                raise ValidationError({"username": _("Write both a user name and a name.")})
            cleaned["successor"] = accounts.new_account(**typed)
        return cleaned

    def add_refusal(self, refusal: ValidationError) -> None:
        """What the hand-over refuses, beside its field."""
        for name, said in getattr(refusal, "error_dict", {None: refusal}).items():
            self.add_error(name if name in self.fields else None, said)
