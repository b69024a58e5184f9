import doctest

from django.apps import apps

from mingheng.vault import masks
from mingheng.vault.columns import HIDDEN, SENSITIVE


def test_the_examples_of_the_masks_hold():
    assert doctest.testmod(masks) == (0, 5)


def test_a_short_text_is_masked_whole_and_an_empty_one_stays_empty():
    assert (masks.mask_id_number("1234567890"), masks.mask_phone("1380"), masks.mask_day("")) == (
        "**********",
        "****",
        "",
    )
    assert (masks.mask_id_number(""), masks.mask_all("")) == ("", "")


def test_every_declared_column_is_there():
    columns = {
        (model._meta.db_table, field.column) for model in apps.get_models() for field in model._meta.concrete_fields
    }
    assert (set(SENSITIVE) | HIDDEN) - columns == set()
    assert all(str(purpose) for purpose, _mask in SENSITIVE.values())
