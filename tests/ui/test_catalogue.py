"""The English catalogue: complete, compiled as it stands, and true to what the messages hold."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.test import Client

import mingheng
from tests.architecture.sources import ROOT

CATALOGUE = Path(mingheng.__file__).parent / "locale" / "en" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\([a-z_]+\)\d*[sd]|%[sd]|\{[a-z_0-9.:]*\}|</?[a-z]+[^>]*>")


def entries():
    with CATALOGUE.open("rb") as file:
        for one in read_po(file, locale="en"):
            if one.id:
                singular = one.id[0] if one.pluralizable else one.id
                yield singular, tuple(one.string) if one.pluralizable else (one.string,)


def test_every_message_of_the_source_has_its_english_and_the_compiled_file_is_of_today():
    done = subprocess.run([sys.executable, ROOT / "scripts" / "catalogue", "--check"], capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("", 0), "run scripts/catalogue, translate what it lists, run it again"


def test_a_translation_has_the_placeholders_of_its_message():
    unlike = [
        said
        for said, english in entries()
        if sorted(PLACEHOLDER.findall(english[-1])) != sorted(PLACEHOLDER.findall(said))
    ]
    assert unlike == []


def test_no_translation_is_punctuated_in_chinese():
    # What clerks type stays Chinese, in quotation marks.
    outside = [re.sub("“[^”]*”", "", english) for _, forms in entries() for english in forms]
    assert [english for english in outside if re.search("[，。；：（）、！？]", english)] == []


@pytest.mark.django_db
def test_the_sign_in_page_speaks_english_to_who_asks_for_it():
    page = Client().get("/sign-in/?language=en").content.decode()
    assert ("Sign in" in page, "登录" in page) == (True, False)
