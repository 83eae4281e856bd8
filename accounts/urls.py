from django.urls import URLPattern, URLResolver, path

from accounts.views import account, office

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", account.home, name="home"),
    path("office/", office.office, name="office"),
    path("office/today/<slug:slug>/", office.all_needs, name="office_needs"),
    path("account/profile/", account.profile, name="profile"),
    path("account/data/", account.data, name="data"),
    path("account/data/download/", account.download, name="data_download"),
]
