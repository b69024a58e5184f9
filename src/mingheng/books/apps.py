"""The part as Django knows it."""

from django.apps import AppConfig


class BooksConfig(AppConfig):
    """The yearly book of an organisation."""

    name = "mingheng.books"
