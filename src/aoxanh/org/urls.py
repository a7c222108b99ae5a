"""Addresses of the tree."""

from django.urls import path

from aoxanh.org import views

app_name = "org"
urlpatterns = [
    path("", views.tree, name="tree"),
    path("search/", views.tree_search, name="tree_search"),
    path("suggest/", views.suggest, name="suggest"),
    path("due/", views.due, name="due"),
    path("<int:pk>/", views.unit_page, name="unit"),
    path("<int:pk>/children/", views.tree_children, name="tree_children"),
    path("<int:pk>/establish/", views.establish, name="establish"),
    path("<int:pk>/rename/", views.rename, name="rename"),
    path("<int:pk>/move/", views.move, name="move"),
    path("<int:pk>/kind/", views.change_kind, name="kind"),
    path("<int:pk>/close/", views.close, name="close"),
    path("<int:pk>/congress/", views.congress, name="congress"),
]
