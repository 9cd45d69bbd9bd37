from django.urls import path, register_converter
from django.urls.converters import StringConverter

from projects.models.projects import CODE
from projects.views import boards, listing, reports


class ProjectCodeConverter(StringConverter):
    """Nothing but a project's code reaches the database: PostgreSQL refuses a NUL with an error."""

    regex = CODE


register_converter(ProjectCodeConverter, "project")

app_name = "projects"
urlpatterns = [
    path("<year:year>/projects/", boards.board, name="board"),
    path("<year:year>/projects/import/", listing.listing, name="import"),
    path("<year:year>/projects/<project:code>/", boards.project, name="project"),
    path("<year:year>/projects/<project:code>/report/", reports.report, name="report"),
    path("<year:year>/projects/<project:code>/report/preview/", reports.preview, name="report-preview"),
    path("<year:year>/projects/<project:code>/report/nothing-new/", reports.nothing_new, name="nothing-new"),
    path("<year:year>/project-reports/<int:pk>/resubmit/", reports.resubmit, name="report-resubmit"),
    path("<year:year>/project-reports/<int:pk>/correct/", reports.correct, name="report-correct"),
    path("<year:year>/project-reports/<int:pk>/withdraw/", reports.withdraw, name="report-withdraw"),
    path("<year:year>/project-reports/<int:pk>/approve/", reports.approve, name="report-approve"),
    path("<year:year>/project-reports/<int:pk>/send-back/", reports.send_back, name="report-send-back"),
    path("<year:year>/project-photos/<int:pk>/", boards.photo, name="photo"),
    path("<year:year>/project-photos/<int:pk>/thumbnail/", boards.thumbnail, name="photo-thumbnail"),
]
