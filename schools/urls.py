from django.urls import URLPattern, URLResolver, path

from core.limits import limited
from schools.views import find, my_school, posts, purchasing

app_name = "schools"
look_up = limited("schools_find", 600)  # a whole school, typing, behind one address
claim = limited("schools_claim", 30, per_minutes=10, methods=("POST",))
urlpatterns: list[URLPattern | URLResolver] = [
    path("schools/find/", look_up(find.find), name="find"),
    path("schools/find.json", look_up(find.find_json), name="find_json"),
    path("account/school/", claim(posts.claim), name="claim"),
    path("my-school/", my_school.my_school, name="my_school"),
    path("my-school/<int:urn>/", my_school.my_school, name="my_school_at"),
    path("my-school/<int:urn>/buying/", purchasing.buying, name="buying"),
    path("my-school/posts/<int:pk>/approve/", posts.approve, name="approve_post"),
    path("my-school/posts/<int:pk>/decline/", posts.decline, name="decline_post"),
    path("my-school/posts/<int:pk>/end/", posts.end, name="end_post"),
]
