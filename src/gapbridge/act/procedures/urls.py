from typing import Any

app_name = "procedures"
urlpatterns: list[Any] = []
