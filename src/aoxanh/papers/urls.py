"""Addresses of papers."""

from django.urls import path

from aoxanh.papers import check_views, paper_views, signature_views, views

app_name = "papers"

urlpatterns = [
    path("papers/", views.mine, name="mine"),
    path("papers/<int:unit_id>/", views.register_page, name="register"),
    path("papers/<int:unit_id>/file/<slug:kind>/", views.register_file, name="register_file"),
    path("papers/<int:unit_id>/new/", views.new, name="new"),
    path("papers/<int:unit_id>/preview/", views.preview, name="preview"),
    path("papers/<int:unit_id>/reserve/", views.reserve, name="reserve"),
    path("papers/number/<int:number_id>/void/", views.void, name="void"),
    path("papers/<uuid:uid>/", paper_views.paper_page, name="paper"),
    path("papers/<uuid:uid>/edit/", paper_views.edit, name="edit"),
    path("papers/<uuid:uid>/issue/", paper_views.issue_page, name="issue"),
    path("papers/<uuid:uid>/act/<slug:verb>/", paper_views.act, name="act"),
    path("papers/<uuid:uid>/sign-jointly/", paper_views.sign_jointly, name="sign_jointly"),
    path("papers/<uuid:uid>/file/<slug:kind>/", paper_views.paper_file, name="file"),
    path("papers/<uuid:uid>/page/<int:number>/", paper_views.page_picture, name="page"),
    path("papers/<uuid:uid>/scan/", paper_views.scan, name="scan"),
    path("papers/<uuid:uid>/scan/<int:scan_id>/", paper_views.scan_file, name="scan_file"),
    path("papers/verify/", signature_views.verify, name="verify"),
    path("papers/<uuid:uid>/verify/", signature_views.verify_paper, name="verify_paper"),
    path("papers/<uuid:uid>/certify/", signature_views.certify, name="certify"),
    path("papers/<uuid:uid>/bring-signed/", signature_views.bring_signed, name="bring_signed"),
    path("papers/<uuid:uid>/signed/<int:file_id>/", signature_views.signed_file, name="signed_file"),
    path("p/<str:code>/", check_views.checked, name="checked"),
]
