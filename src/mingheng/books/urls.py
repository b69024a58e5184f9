"""The addresses of the books."""

from __future__ import annotations

from django.urls import path

from mingheng.books import views

app_name = "books"
urlpatterns = [
    path("", views.books, name="books"),
    path("<int:unit_id>/<int:year>/", views.book, name="book"),
    path("<int:unit_id>/<int:year>/print/", views.print_book, name="print"),
]
