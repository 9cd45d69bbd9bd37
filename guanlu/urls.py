"""The addresses of the site. What the admin has of its own for accounts goes to our pages."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from guanlu import area_choice, views
from targets import urls as targets_urls

to_password_change = RedirectView.as_view(pattern_name="password_change")

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("accounts/login/", LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
    path("accounts/password/", views.PasswordChange.as_view(), name="password_change"),
    path("i18n/setlang/", login_not_required(set_language), name="set_language"),
    path("i18n/area/", area_choice.set_area_unit, name="set_area_unit"),
    path("admin/login/", views.admin_login),
    path("admin/logout/", LogoutView.as_view()),
    path("admin/password_change/", to_password_change),
    path("admin/password_change/done/", to_password_change),
    path("admin/", admin.site.urls),
    # Before the app's own addresses of these pages: with the projects beside the targets.
    path("<year:year>/", views.board, name="board"),
    path("<year:year>/record/", views.my_month, name="my-month"),
    path("<year:year>/targets/<code:code>/", views.target, name="target"),
    path("<year:year>/villages/<slug:slug>/", views.village, name="village"),
    path("", include(targets_urls)),
    path("", include("projects.urls")),
]
