from django.urls import path, register_converter
from django.urls.converters import IntConverter, StringConverter

from targets.models.targets import CODE
from targets.views import boards, evidence, grid, month, record, reminder, review, villages, wall, workbook


class YearConverter(IntConverter):
    regex = "[0-9]{4}"


class CodeConverter(StringConverter):
    """Nothing but a target's code reaches the database: PostgreSQL refuses a NUL with an error."""

    regex = CODE


register_converter(YearConverter, "year")
register_converter(CodeConverter, "code")

app_name = "targets"
urlpatterns = [
    path("", boards.current, name="current"),
    path("<year:year>/", boards.board, name="board"),
    path("<year:year>/targets/", boards.target_list, name="target-list"),
    path("<year:year>/targets/<code:code>/", boards.target, name="target"),
    path("<year:year>/villages/", villages.matrix, name="villages"),
    path("<year:year>/villages/<slug:slug>/", villages.village, name="village"),
    path("<year:year>/record/", month.month, name="record"),
    path("<year:year>/record/grid/", grid.grid, name="record-grid"),
    path("<year:year>/record/grid/check/", grid.check, name="record-grid-check"),
    path("<year:year>/record/unplanned/", month.unplanned, name="record-unplanned"),
    path("<year:year>/record/workbook/", workbook.workbook, name="record-workbook"),
    path("<year:year>/record/workbook/download/", workbook.download, name="record-workbook-download"),
    path("<year:year>/record/workbook/<uuid:upload>/", workbook.check, name="record-workbook-check"),
    path(
        "<year:year>/record/workbook/<uuid:upload>/returned/",
        workbook.returned,
        name="record-workbook-returned",
    ),
    path("<year:year>/record/<int:share>/", record.entry, name="record-share"),
    path("<year:year>/record/<int:share>/preview/", record.preview, name="record-preview"),
    path("<year:year>/record/<int:share>/nothing-new/", record.nothing_new, name="record-nothing-new"),
    path("<year:year>/entries/<int:pk>/resubmit/", record.resubmit, name="entry-resubmit"),
    path("<year:year>/entries/<int:pk>/withdraw/", record.withdraw, name="entry-withdraw"),
    path("<year:year>/entries/<int:pk>/preview/", record.correction_preview, name="entry-preview"),
    path("<year:year>/entries/<int:pk>/correct/", record.correct, name="entry-correct"),
    path("<year:year>/evidence/<int:pk>/", evidence.evidence, name="evidence"),
    path("<year:year>/evidence/<int:pk>/thumbnail/", evidence.thumbnail, name="evidence-thumbnail"),
    path("<year:year>/wall/", wall.wall, name="wall"),
    path("wall/", wall.screen, name="wall-screen"),
    path("wall/open/", wall.open_link, name="wall-open"),
    path("<year:year>/reminder/", reminder.reminder, name="reminder"),
    path("<year:year>/review/", review.waiting, name="review"),
    path("<year:year>/review/approve/", review.approve_many, name="review-approve"),
    path("<year:year>/review/<int:pk>/approve/", review.approve, name="entry-approve"),
    path("<year:year>/review/<int:pk>/send-back/", review.send_back, name="entry-send-back"),
]
