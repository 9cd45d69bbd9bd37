"""Sentences that libraries show in English only: named here so that `makemessages` keeps our words for them.

A catalogue of ours is asked before a library's own. The program does not import this module; a test does.
"""

from django.utils.translation import gettext_noop, ngettext_lazy

# Django's own Chinese has none of these.
TOO_SHORT = ngettext_lazy(
    "This password is too short. It must contain at least %d character.",
    "This password is too short. It must contain at least %d characters.",
    "number",
)

DJANGO = [
    gettext_noop("Model name"),
    gettext_noop("Add link"),
    gettext_noop("Change or view list link"),
    gettext_noop("After you’ve created a user, you’ll be able to edit more user options."),
    gettext_noop(":"),  # after a label
    gettext_noop(" By %(filter_title)s "),  # Django's 以 is not what a filter does
]

# And what its Chinese writes with blanks around a name.
DJANGO += [
    gettext_noop("Add %s"),
    gettext_noop("Add %(name)s"),
    gettext_noop("Change %s"),
    gettext_noop("View %s"),
    gettext_noop("Select %s to change"),
    gettext_noop("Select %s to view"),
]

# And what is not how an office speaks.
DJANGO += [
    gettext_noop("staff status"),
    gettext_noop("Recent actions"),
    gettext_noop("My actions"),
    gettext_noop("None available"),
    gettext_noop("Null characters are not allowed."),
]

# And what mixes two forms of address, or ends with a full stop of another script.
DJANGO += [
    gettext_noop("The {name} “{obj}” was added successfully."),
    gettext_noop("The {name} “{obj}” was added successfully. You may add another {name} below."),
    gettext_noop("The {name} “{obj}” was changed successfully."),
    gettext_noop("The {name} “{obj}” was changed successfully. You may edit it again below."),
    gettext_noop("The {name} “{obj}” was changed successfully. You may add another {name} below."),
    gettext_noop("The %(name)s “%(obj)s” was deleted successfully."),
    gettext_noop("%(name)s with ID “%(key)s” doesn’t exist. Perhaps it was deleted?"),
    gettext_noop("You may edit it again below."),
    gettext_noop("Successfully deleted %(count)d %(items)s."),
    gettext_noop("Items must be selected in order to perform actions on them. No items have been changed."),
    gettext_noop("No action selected."),
    gettext_noop("Action:"),
    gettext_noop("Run the selected action"),
    gettext_noop("0 of %(cnt)s selected"),
    gettext_noop("Select all %(total_count)s %(module_name)s"),
    gettext_noop("%(full_result_count)s total"),
    gettext_noop("You don’t have permission to view or edit anything."),
    gettext_noop("Password changed successfully."),
    gettext_noop("Change history: %s"),
]
ALL_SELECTED = ngettext_lazy("%(total_count)s selected", "All %(total_count)s selected", "total_count")
CHANGED = ngettext_lazy(
    "%(count)s %(name)s was changed successfully.", "%(count)s %(name)s were changed successfully.", "count"
)
RESULTS = ngettext_lazy("%(counter)s result", "%(counter)s results", "counter")

AXES = [
    gettext_noop("Account locked: too many login attempts. Please try again later."),
    gettext_noop("Account locked: too many login attempts. Contact an admin to unlock your account."),
    gettext_noop("User Agent"),
    gettext_noop("IP Address"),
    gettext_noop("Username"),
    gettext_noop("Path"),
    gettext_noop("Attempt Time"),
    gettext_noop("Logout Time"),
    gettext_noop("Access lock out"),
    gettext_noop("access failure"),
    gettext_noop("access failures"),
    gettext_noop("access log"),
    gettext_noop("access logs"),
]
