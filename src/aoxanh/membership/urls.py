"""Addresses of the roster and the book."""

from django.urls import path

from aoxanh.membership import (
    act_views,
    book_views,
    card_views,
    register_views,
    roster_views,
    saved_list_views,
)

app_name = "membership"

urlpatterns = [
    path("roster/", roster_views.roster_page, name="roster"),
    path("roster/lists/", saved_list_views.lists_page, name="lists"),
    path("roster/lists/new/", saved_list_views.save, name="save_list"),
    path("roster/lists/<int:list_id>/<slug:do>/", saved_list_views.change, name="change_list"),
    path("roster/act/<slug:code>/", act_views.act, name="act"),
    path("roster/<int:unit_id>/new/", book_views.new_member, name="new"),
    path("registers/<int:unit_id>/<slug:code>/", register_views.register_page, name="register"),
    path(
        "registers/<int:unit_id>/<slug:code>/<slug:kind>/", register_views.register_file, name="register_file"
    ),
    path("people/<uuid:uid>/card/", card_views.card_page, name="card"),
    path("me/card/", card_views.my_card, name="my_card"),
    path("me/book/", card_views.my_book, name="my_book"),
    path("card/<str:code>/", card_views.scanned, name="scanned"),
    path("people/<uuid:uid>/book/", book_views.book_page, name="book"),
    path("people/<uuid:uid>/book/file/", card_views.book_file, name="book_file"),
    path("book-copy/<str:code>/", card_views.copied, name="copy"),
    path("people/<uuid:uid>/book/new/", book_views.new_line, name="new_line"),
    path("people/<uuid:uid>/book/<int:seq>/correct/", book_views.correct, name="correct"),
    path("statute/", book_views.statute_page, name="statute"),
]
