from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Django's own, with the catalogue in the order of its texts: a change of it shows just what changed."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--sort-output"]
    msguniq_options = [*makemessages.Command.msguniq_options, "--sort-output"]
    msgattrib_options = [*makemessages.Command.msgattrib_options, "--sort-output"]
