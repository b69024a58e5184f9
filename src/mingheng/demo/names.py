"""Names of the fictitious county. No unit or person here exists."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from random import Random

COUNTY = "示范县"

_OFFICES = """\
县委办公室 县政府办公室 县人大常委会办公室 县政协办公室 纪检监察委员会 组织部 宣传部
统战部 政法委员会 发展和改革局 教育局 科学技术局 工业和信息化局 民族宗教事务局
公安局 民政局 司法局 财政局 人力资源和社会保障局 自然资源局 生态环境局
住房和城乡建设局 交通运输局 水利局 农业农村局 商务局 文化和旅游局 卫生健康局
退役军人事务局 应急管理局 审计局 市场监督管理局 统计局 医疗保障局 信访局
粮食局 林业局 城市管理局 乡村振兴局 行政审批服务局 机关事务服务中心 档案馆
融媒体中心 供销合作社联合社 总工会 共青团委员会 妇女联合会 科学技术协会 残疾人联合会
红十字会 工商业联合会 文学艺术界联合会 归国华侨联合会 人民法院 人民检察院 税务局
气象局 烟草专卖局 邮政局 消防救援大队 图书馆 博物馆 文化馆
体育中心 疾病预防控制中心 人民医院 中医院 妇幼保健院 第一中学 第二中学
实验小学 职业教育中心 特殊教育学校 公共就业服务中心 社会保险服务中心 不动产登记中心 公路养护中心
水文站 农业技术推广中心 畜牧兽医中心 大数据中心 招商服务中心 地方志研究室 党校
史志馆 防震减灾中心 节能监察大队 土地储备中心 住房公积金中心 公共资源交易中心
"""
_FURTHER = ("服务中心", "事务中心", "监测站", "实验学校", "卫生院", "技术推广站", "管理所")
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹苏潘范彭鲁马方任袁柳唐薛贺汤罗毕郝安常于傅康余顾孟黄"
    "萧尹姚邵汪毛米贝明成戴宋庞熊纪舒屈项祝董梁"
)
_FIRST = "文明思永志国建晓春秋海云子雨佳德立新宏广平若书静世正学长景承家俊天启怀少仁以"
_SECOND = "华明强军伟芳敏静丽勇杰涛超霞平刚辉玲红飞亮英梅兰波宁凯琳雪峰岩松柏桐楠瑶颖晨宇航"


def unit_names() -> Iterator[str]:
    """Names of units, without end and without repetition."""
    yield from (COUNTY + office for office in _OFFICES.split())
    number = 2
    while True:
        yield from (f"{COUNTY}第{number}{office}" for office in _FURTHER)
        number += 1


def person_names(rng: Random, count: int) -> list[str]:
    """`count` different names in a random order."""
    combined = (surname + first + second for surname in _SURNAMES for first in _FIRST for second in _SECOND)
    names = list(islice(combined, max(count, 120_000)))
    return rng.sample(names, count)
