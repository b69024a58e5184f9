"""A lost link is replaced on the server, and the old one no longer works."""

import re
from urllib.parse import urlsplit

from tests.operations.sites import Client

EVENTS = """
from mingheng.audit.models import Event
print([(one.actor_name, one.reason) for one in Event.objects.filter(action="accounts.account.reset")])
"""


def test_a_new_link_works_and_the_old_one_does_not(sqlite_site):
    slips = (sqlite_site.home / "设置链接.txt").read_text(encoding="utf-8")
    old = re.search(r"http://127\.0\.0\.1:8000(\S+)", slips)[1]
    new = urlsplit(sqlite_site.done("relink", "zhangyi", "--reason", "丢失了设置链接").strip()).path
    server = sqlite_site.serve()
    try:
        client = Client(server.port)
        assert (client.get(new)[0], "这个链接" in client.get(old)[1]) == (200, True)
    finally:
        assert server.end() == 0
    assert sqlite_site.script(EVENTS) == "[('命令行', '丢失了设置链接')]\n"


def test_an_unknown_name_is_refused_with_a_sentence(sqlite_site):
    result = sqlite_site.run("relink", "nobody", "--reason", "丢失了设置链接")
    assert (result.returncode, result.stdout) == (5, "")
    assert "没有用户名是“nobody”的账号" in result.stderr
