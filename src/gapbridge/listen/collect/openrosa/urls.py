app_name = "openrosa"
urlpatterns: list = []
