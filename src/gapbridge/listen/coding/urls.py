from django.urls import path

from .views import marks, screen, themes

app_name = "coding"
urlpatterns = [
    path("", screen.session_list, name="list"),
    path("sessions/<int:pk>/", screen.session_page, name="session"),
    path("sessions/<int:pk>/live/", screen.live, name="live"),
    path("sessions/<int:pk>/paragraphs/", screen.paragraphs, name="paragraphs"),
    path("sessions/<int:pk>/names/", screen.names, name="names"),
    path("sessions/<int:pk>/known/", marks.known, name="known"),
    path("sessions/<int:pk>/here/", screen.here, name="here"),
    path("sessions/<int:pk>/mark/", marks.mark, name="mark"),
    path("sessions/<int:pk>/mark/new/", marks.new_mark, name="new_mark"),
    path("sessions/<int:pk>/marks/<int:mark>/", marks.edit_mark, name="edit_mark"),
    path("sessions/<int:pk>/marks/<int:mark>/change/", marks.change, name="change"),
    path("sessions/<int:pk>/marks/<int:mark>/remove/", marks.remove, name="remove"),
    path("sessions/<int:pk>/undo/", marks.undo, name="undo"),
    path("sessions/<int:pk>/redo/", marks.redo, name="redo"),
    path("sessions/<int:pk>/replace/", marks.replace, name="replace"),
    path("programmes/<int:pk>/themes/", themes.themes, name="themes"),
    path("programmes/<int:pk>/themes/new/", themes.new_theme, name="new_theme"),
    path("themes/<int:pk>/edit/", themes.edit_theme, name="edit_theme"),
    path("themes/<int:pk>/merge/", themes.merge_theme, name="merge_theme"),
    path("themes/<int:pk>/retire/", themes.retire_theme, name="retire_theme"),
    path("themes/<int:pk>/restore/", themes.restore_theme, name="restore_theme"),
]
