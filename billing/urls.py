from django.urls import URLPattern, URLResolver, path

from billing.views import demo, webhooks
from core.limits import limited

app_name = "billing"
told = limited("webhooks", 600, for_machines=True)
urlpatterns: list[URLPattern | URLResolver] = [
    path("pay/demo/<slug:session>/", demo.pay, name="demo_pay"),
    path("webhooks/demo/", told(webhooks.demo), name="demo_webhook"),
]
