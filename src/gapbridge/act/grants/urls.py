from typing import Any

app_name = "grants"
urlpatterns: list[Any] = []
