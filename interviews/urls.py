"""The pages of interviews."""

from __future__ import annotations

from django.urls import path

from interviews.views import access, documents, library, opened, packages, screens

app_name = "interviews"

urlpatterns = [
    path("", library.home, name="home"),
    path("interview", library.interview, name="interview"),
    path("begin/<int:source_id>/", library.begin, name="begin"),
    path("interviews/", library.session_list, name="list"),
    path("interviews/delete/", library.delete_all, name="delete-all"),
    path("interviews/<uuid:uid>/", screens.screen, name="screen"),
    path("interviews/<uuid:uid>/<int:number>/", screens.screen, name="step"),
    path("interviews/<uuid:uid>/delete/", library.delete, name="delete"),
    path("interviews/<uuid:uid>/access/", access.access, name="access"),
    path(
        "interviews/<uuid:uid>/access/<int:admission_id>/end/",
        access.end_access,
        name="end-access",
    ),
    path("interviews/<uuid:uid>/access/anew/", access.anew, name="anew"),
    path("opened/", opened.opened_to_me, name="opened-to-me"),
    path("opened/<uuid:uid>/", opened.opened, name="opened"),
    path("opened/<uuid:uid>/answers/", opened.opened_answers, name="opened-answers"),
    path("opened/<uuid:uid>/answers.json", opened.opened_data, name="opened-data"),
    path(
        "opened/<uuid:uid>/documents/<uuid:document_uid>/",
        opened.opened_document,
        name="opened-document",
    ),
    path("opened/<uuid:uid>/files/<uuid:file_uid>/", opened.opened_file, name="opened-file"),
    path("interviews/<uuid:uid>/adopt/", library.adopt, name="adopt"),
    path("interviews/<uuid:uid>/files/<uuid:file_uid>/", documents.upload, name="upload"),
    path("interviews/<uuid:uid>/documents/", documents.document_list, name="documents"),
    path(
        "interviews/<uuid:uid>/documents/<uuid:document_uid>/",
        documents.made_document,
        name="made-document",
    ),
    path(
        "interviews/<uuid:uid>/documents/<slug:key>.<slug:ending>",
        documents.document,
        name="document",
    ),
    path("packages/<str:package>/<path:path>", packages.package_file, name="package-file"),
]
