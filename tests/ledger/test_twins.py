"""What was entered twice is a question to whoever decides."""

from django.test import Client
from django.urls import reverse

from mingheng.ledger.models import Entry
from tests.ledger.desk import draft, meeting, submitted
from tests.people import sign_in


def test_what_was_entered_twice_is_asked_about_and_not_refused(county, people):
    first = submitted(county.one_first, people.clerk)
    twin = submitted(county.one_first, people.colleague)
    submitted(county.one_second, people.clerk)
    submitted(county.one_first, people.clerk, meeting(title="另一次学习"))
    draft(county.one_first, people.clerk)
    admin = Client()
    sign_in(admin, people.admin)
    assert admin.get(reverse("ledger:waiting")).content.decode().count("疑似重复") == 2
    pages = [admin.get(reverse("ledger:entry", args=[one.pk])).content.decode() for one in (first, twin)]
    asked = ["请核对是否重复填报" in page for page in pages]
    assert asked == [True, True]
    admin.post(reverse("ledger:accept_entry", args=[twin.pk]), {"read_at": twin.version})
    assert Entry.objects.get(pk=twin.pk).state == "accepted"
