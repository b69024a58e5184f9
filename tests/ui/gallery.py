"""Every component of the pages, rendered once, with fictitious words."""

from datetime import UTC, date, datetime
from fractions import Fraction

from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory

from mingheng.ui.charts import ScoreStep, score_history
from mingheng.ui.fields import DayField

FRAME = {
    "office_name": "示范县委县直机关工作委员会",
    "navigation": [
        {"label": "", "items": [{"label": "首页", "url": "/", "is_current": False}]},
        {
            "label": "日常工作",
            "items": [
                {"label": "记录", "url": "/ledger/", "is_current": True},
                {"label": "得分", "url": "/scores/", "is_current": False},
                {"label": "法规口径", "url": "/regulations/", "is_current": False},
            ],
        },
        {
            "label": "组织和人员",
            "items": [
                {"label": "组织", "url": "/organisation/", "is_current": False},
                {"label": "人员", "url": "/people/", "is_current": False},
            ],
        },
        {"label": "管理", "items": [{"label": "操作日志", "url": "/audit/", "is_current": False}]},
    ],
    "account_menu": {
        "name": "李示例",
        "note": "示范县委办公室第一党支部　填报员",
        "items": [{"label": "我的账号", "url": "/account/"}, {"label": "退出", "url": "/out/", "is_post": True}],
    },
    "banner": {
        "text": "演示系统，单位和人员均为虚构。换一个身份看看：",
        "links": [
            {"label": "支部填报员", "url": "/as/1", "is_post": True, "is_current": True},
            {"label": "单位管理员", "url": "/as/2", "is_post": True},
            {"label": "工委管理员", "url": "/as/3", "is_post": True},
        ],
    },
    "messages": ["记录已提交，等待单位管理员审核。"],
    "as_of": date(2026, 6, 30),
}

LIST = """{% extends "ui/page.html" %}{% load interface %}
{% block crumbs %}<a href="/">首页</a><a href="/u">示范县委办公室</a><span>第一党支部</span>{% endblock %}
{% block title %}组织生活记录{% endblock %}
{% block note %}<span>示范县委办公室第一党支部</span> <span>2026年度</span>{% endblock %}
{% block actions %}<a class="button" href="/x">导出表格</a><a class="button primary" href="/new">新增记录</a>{% endblock %}
{% block content %}
<nav class="tabs" aria-label="状态"><a href="/a" aria-current="page">全部</a><a href="/b">待审核</a><a href="/c">已退回</a></nav>
<section class="card"><div class="head"><h2>记录</h2><span class="soft">按日期从近到远</span>
<span class="chips">{% chip "已采纳 21" "good" %}{% chip "待审核 3" %}{% chip "已退回 1" "warning" %}</span></div>
<form class="filters" method="get">{% field filters.q %}{% field filters.kind %}{% field filters.since %}<button>查询</button></form>
<div class="scroll" tabindex="0" role="region" aria-label="记录"><table class="stack">
<thead><tr><th scope="col">事项</th><th scope="col">类别</th><th scope="col">日期</th><th scope="col">填报人</th><th scope="col" class="number">参加人数</th><th scope="col">状态</th></tr></thead><tbody>
{% for row in rows %}<tr><th scope="row"><a href="/e">{{ row.title }}</a></th><td data-label="类别">{{ row.kind }}</td><td data-label="日期">{% day row.day %}</td><td data-label="填报人">{{ row.by }}</td><td class="number" data-label="参加人数">{{ row.count }}</td><td class="last">{% status row.state row.label %}</td></tr>
{% endfor %}</tbody></table></div>{% pages page %}</section>
{% endblock %}"""

FORM = """{% extends "ui/page.html" %}{% load interface %}
{% block crumbs %}<a href="/">首页</a><a href="/l">组织生活记录</a><span>新增</span>{% endblock %}
{% block title %}新增支部党员大会记录{% endblock %}
{% block content %}
<form class="card form two" method="post" enctype="multipart/form-data">{% csrf_token %}{% faults form %}
{% for one in form %}{% field one %}{% endfor %}
<div class="buttons"><button class="primary">提交审核</button><button>存为草稿</button><a class="button" href="/l">取消</a></div></form>
{% endblock %}
{% block aside %}<section class="card"><div class="head"><h2>要求</h2></div><p class="plain">支部党员大会一般每季度召开1次。</p></section>{% endblock %}"""

PARTS = """{% extends "ui/page.html" %}{% load interface %}
{% block title %}示范县委办公室第一党支部{% endblock %}
{% block actions %}{% button "/back" "退回" "danger" ask="退回以后由填报员修改重报，请写明原因。" version=3 %}{% button "/ok" "采纳" "primary" %}<button disabled>不可用</button>{% endblock %}
{% block content %}
<p class="notice">有2条评分规则标为“待核”。</p><p class="notice alarm">有1条记录超过期限。</p><p class="notice blue">本页得分截至昨日。</p>
<dl class="tiles"><div class="main"><dt>现得分</dt><dd><b>{% points score %}</b>分<small>满分100</small></dd></div>
<div><dt>等次</dt><dd><span class="chip large good">优秀</span><small>第3名</small></dd></div>
<div class="warning"><dt>待审核</dt><dd><b>3</b>条</dd></div><div class="alarm"><dt>超期</dt><dd><b>1</b>条</dd></div></dl>
<section class="card"><div class="head"><h2>得分变化</h2></div>{% score_history chart %}</section>
<div class="pair"><section class="card"><div class="head"><h2>待办</h2></div><ul class="todo"><li><a href="/1"><b>3</b><span>待审核的记录<small>最早一条已等候6天</small></span></a></li><li><a href="/2"><b>12</b><span>本季度还没有记录的支部<small>6月30日到期</small></span></a></li></ul></section>
<section class="card"><div class="head"><h2>经过</h2></div><ol class="history"><li>{% moment at %}<div>王示例采纳了第2版。<small>第2版</small></div></li><li>{% moment at exact=True %}<div>李示例更正了参加人数：<span class="change"><del>12</del> → <ins>15</ins></span></div></li><li>{% moment at %}<div>李示例提交了记录 <code>8f2c19ab44de</code></div></li></ol></section></div>
<div class="pair"><section class="card"><div class="head"><h2 id="tree-title">组织</h2></div>
<div class="scroll" tabindex="0" role="region" aria-label="组织"><table class="stack"><thead><tr><th scope="col">名称</th><th scope="col">分类</th></tr></thead><tbody><tr><th scope="row" class="depth-0"><a class="fold" href="/f" role="button" aria-expanded="true" aria-label="收起县直机关工委">−</a> <a href="/2">县直机关工委</a></th><td data-label="分类">—</td></tr><tr><th scope="row" class="depth-1"><a href="/3">示范县财政局</a></th><td data-label="分类">{% chip "乙类" "quiet" %}</td></tr><tr><th scope="row" class="depth-2"><a href="/4">第一党支部</a></th><td data-label="分类"></td></tr></tbody></table></div></section>
<section class="card"><div class="head"><h2>基本情况</h2></div>{% pairs rows %}</section></div>
<section class="card"><div class="head"><h2>得分结构</h2></div><table><thead><tr><th scope="col">指标</th><th scope="col" class="number">得分</th></tr></thead><tbody><tr><th scope="row">基础工作</th><td class="number">{% points "25/2" %}</td></tr><tr><th scope="row" class="depth-2">组织生活</th><td class="number">{% points None %}</td></tr></tbody></table></section>
<section class="card"><div class="head"><h2>恢复码</h2></div><div class="slips"><div class="slip">李示例<p class="code">A7K2-9QXM</p></div><div class="slip">王示例<p class="code">M3TP-4HDW</p></div></div></section>
<section class="card"><div class="head"><h2>附件</h2></div>{% empty "还没有附件" "签到表、照片和纪要可以作为附件。" "/up" "上传附件" %}</section>
<section class="card"><div class="head"><h2>状态</h2></div><p class="plain">{% for code, label in states %}{% status code label %}　{% endfor %}</p></section>
{% endblock %}"""

SIGN_IN = """{% extends "ui/plain.html" %}{% load interface %}{% block title %}登录{% endblock %}
{% block content %}<form class="card form" method="post">{% csrf_token %}{% faults form %}{% for one in form %}{% field one %}{% endfor %}
<div class="buttons"><button class="primary">登录</button></div></form>{% endblock %}"""


class FilterForm(forms.Form):
    q = forms.CharField(label="关键词", required=False)
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), ("a", "支部党员大会"), ("b", "党课")])
    since = forms.DateField(label="从哪天起", required=False)


class RecordForm(forms.Form):
    title = forms.CharField(label="议题", max_length=20, help_text="写清楚会议议定什么，不超过20字。")
    day = DayField(label="日期", help_text="会议召开的那一天。")
    host = forms.CharField(label="主持人")
    count = forms.IntegerField(label="参加人数", min_value=1)
    kind = forms.ChoiceField(label="类别", choices=[("a", "支部党员大会"), ("b", "党课")])
    kinds = forms.MultipleChoiceField(
        label="兼作", choices=[("1", "主题党日"), ("2", "党课")], widget=forms.CheckboxSelectMultiple
    )
    mode = forms.ChoiceField(label="方式", choices=[("1", "现场"), ("2", "视频")], widget=forms.RadioSelect)
    minutes = forms.CharField(label="纪要", widget=forms.Textarea(attrs={"rows": 4}), required=False)
    file = forms.FileField(label="签到表", required=False, help_text="PDF、图片或Word，不超过20MB。")
    true = forms.BooleanField(label="以上内容与会议原始记录一致")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class SignInForm(forms.Form):
    username = forms.CharField(label="账号")
    password = forms.CharField(label="密码", widget=forms.PasswordInput)


def filled_form() -> RecordForm:
    return RecordForm(
        {"title": "讨论" * 12, "day": "6月三十日", "host": "李示例", "count": "15", "kind": "a", "mode": "1"}
    )


def history():
    steps = [
        (1, 1, "0", "0", "100"),
        (2, 3, "8.5", "8", "98"),
        (3, 31, "25", "24", "96.5"),
        (4, 20, "41", "38", "95"),
        (6, 12, "58.25", "55", "92"),
    ]
    standings = [
        ScoreStep(date(2026, month, day), Fraction(points), Fraction(worst), Fraction(best))
        for month, day, points, worst, best in steps
    ]
    return score_history(
        standings, first=date(2026, 1, 1), last=date(2026, 12, 31), as_of=date(2026, 6, 30), maximum=Fraction(100)
    )


def record_rows():
    states = [("accepted", "已采纳"), ("submitted", "待审核"), ("sent_back", "已退回"), ("draft", "草稿")]
    titles = ["第二季度支部党员大会，讨论接收预备党员", "六月主题党日", "学习《条例》专题党课", "支部委员会会议"]
    kinds = ["支部党员大会", "主题党日", "党课", "支部委员会会议"]
    return [
        {
            "title": titles[number % 4],
            "kind": kinds[number % 4],
            "day": date(2026, 6, 28 - number),
            "by": "李示例",
            "count": 12 + number,
            "state": states[number % 4][0],
            "label": states[number % 4][1],
        }
        for number in range(12)
    ]


def rendered(template: str, path: str = "/ledger/?q=%E5%AD%A6", **context) -> str:
    request = RequestFactory().get(path)
    return engines["django"].from_string(template).render({**FRAME, **context}, request)


def pages() -> dict[str, str]:
    rows = record_rows()
    states = [
        ("scored", "已计分"),
        ("accepted", "已采纳"),
        ("not_yet_due", "未到期"),
        ("missing", "缺数据"),
        ("failed", "无法计算"),
        ("exempt", "已批准例外"),
    ]
    parts = {
        "score": Fraction(2357, 25),
        "chart": history(),
        "at": datetime(2026, 6, 29, 0, 3, 12, tzinfo=UTC),
        "rows": [("类别", "党支部"), ("书记", "王示例"), ("党员", None)],
        "states": states,
        "help_template": "ui/parts/empty.html",
    }
    return {
        "list": rendered(
            LIST,
            rows=rows,
            page=Paginator(rows * 20, 12).page(4),
            filters=FilterForm(),
            as_of=None,
            help_template="ui/parts/empty.html",
        ),
        "form": rendered(FORM, form=filled_form()),
        "parts": rendered(PARTS, **parts),
        "sign_in": rendered(SIGN_IN, form=SignInForm()),
    }
