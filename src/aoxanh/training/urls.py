"""Addresses of training."""

from django.urls import path

from aoxanh.training import (
    board_views,
    file_views,
    own_views,
    programme_views,
    register_views,
    score_views,
    views,
)

app_name = "training"

urlpatterns = [
    path("", views.mine, name="mine"),
    path("own/", own_views.own, name="own"),
    path("own/score/", own_views.own_score, name="own_score"),
    path("<int:unit_id>/", views.unit_page, name="unit"),
    path("<int:unit_id>/register/", register_views.register, name="register"),
    path("<int:unit_id>/approve/", register_views.approve, name="approve"),
    path("<int:unit_id>/sheet/", score_views.sheet, name="sheet"),
    path("<int:unit_id>/evaluation/<slug:act>/", score_views.act, name="act"),
    path("<int:unit_id>/board/", board_views.board_page, name="board"),
    path("<int:unit_id>/board/<slug:act>/", board_views.decide, name="decide"),
    path("<int:unit_id>/<uuid:person>/", score_views.member, name="member"),
    path("<int:unit_id>/<uuid:person>/score/", score_views.score, name="score"),
    path("<int:unit_id>/file/", file_views.bring, name="bring"),
    path("<int:unit_id>/file/<slug:kind>/", file_views.take_out, name="take_out"),
    path("programmes/", programme_views.programmes, name="programmes"),
    path("sent/<uuid:uid>.pdf", file_views.paper, name="paper"),
    path("sent/<uuid:uid>/", board_views.above, name="above"),
]
