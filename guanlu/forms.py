"""Forms of the accounts: a password chosen by its owner, and one chosen by somebody else."""

from typing import Any

from django import forms
from django.contrib.auth import forms as auth_forms
from django.contrib.auth.hashers import is_password_usable
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from guanlu.models import User
from guanlu.roles import ADMINISTRATORS

EMAIL = _("E-mail (optional, for the weekly reminder)")


class PasswordChangeForm(auth_forms.PasswordChangeForm):
    """Ends the duty to change the password; the same one again is not a change."""

    error_messages = auth_forms.PasswordChangeForm.error_messages | {
        "password_unchanged": _("This is the present password. Choose a new one."),
    }

    def clean_new_password1(self) -> str:
        password = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise ValidationError(self.error_messages["password_unchanged"], code="password_unchanged")
        return password

    def save(self, commit: bool = True) -> User:
        self.user.must_change_password = False
        return super().save(commit=commit)


class AdminPasswordChangeForm(auth_forms.AdminPasswordChangeForm):
    """An administrator sets a password for somebody, who then has to choose their own."""

    def save(self, commit: bool = True) -> User:
        self.user.must_change_password = True
        return super().save(commit=commit)


class UserCreationForm(auth_forms.UserCreationForm):
    """A new person, with a password that they have to change."""

    class Meta:
        model = User
        fields = ("username", "full_name", "email")
        labels = {"email": EMAIL}
        field_classes = {"username": auth_forms.UsernameField}

    def save(self, commit: bool = True) -> User:
        self.instance.must_change_password = True
        return super().save(commit=commit)


class PasswordState(auth_forms.ReadOnlyPasswordHashWidget):
    """Whether there is a password, and nothing else: neither how it is kept, nor a second way to a new one."""

    template_name = "admin/guanlu/user/password_state.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = forms.Widget.get_context(self, name, value, attrs)
        return {**context, "is_set": bool(value) and is_password_usable(value)}


class UserChangeForm(auth_forms.UserChangeForm):
    """Set up an account. The most it can be given is the administrators' group."""

    password = auth_forms.ReadOnlyPasswordHashField(label=_("Password"), widget=PasswordState)
    is_administrator = forms.BooleanField(
        label=_("administrator"),
        required=False,
        help_text=_("Keeps the set-up, the accounts and the duties; has no right over the ledger."),
    )

    class Meta:
        model = User
        fields = ("username", "full_name", "email", "is_active", "is_staff", "must_change_password")
        labels = {"email": EMAIL}
        field_classes = {"username": auth_forms.UsernameField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if password := self.fields.get("password"):
            password.help_text = ""  # Django's speaks of its own page for setting one
        if field := self.fields.get("is_administrator"):  # absent on one's own account and to who only looks
            field.initial = self.instance.groups.filter(name=ADMINISTRATORS).exists()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("is_administrator") and not cleaned.get("is_staff"):
            self.add_error("is_staff", _("An administrator needs this to enter the administration."))
        return cleaned

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]  # the stubs do not know it
        if "is_administrator" not in self.cleaned_data:
            return
        group = Group.objects.get(name=ADMINISTRATORS)
        if self.cleaned_data["is_administrator"]:
            self.instance.groups.add(group)
        else:
            self.instance.groups.remove(group)
