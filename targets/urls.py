from django.urls import path

from targets.views import boards, record, review

app_name = "targets"
urlpatterns = [
    path("", boards.current, name="current"),
    path("<int:year>/", boards.board, name="board"),
    path("<int:year>/targets/", boards.target_list, name="target-list"),
    path("<int:year>/targets/<str:code>/", boards.target, name="target"),
    path("<int:year>/record/", record.month, name="record"),
    path("<int:year>/record/<int:share>/", record.entry, name="record-share"),
    path("<int:year>/record/<int:share>/preview/", record.preview, name="record-preview"),
    path("<int:year>/record/<int:share>/nothing-new/", record.nothing_new, name="record-nothing-new"),
    path("<int:year>/entries/<int:pk>/resubmit/", record.resubmit, name="entry-resubmit"),
    path("<int:year>/entries/<int:pk>/withdraw/", record.withdraw, name="entry-withdraw"),
    path("<int:year>/entries/<int:pk>/correct/", record.correct, name="entry-correct"),
    path("<int:year>/review/", review.waiting, name="review"),
    path("<int:year>/review/<int:pk>/approve/", review.approve, name="entry-approve"),
    path("<int:year>/review/<int:pk>/send-back/", review.send_back, name="entry-send-back"),
]
