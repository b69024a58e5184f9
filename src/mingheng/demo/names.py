"""Names of the fictitious county. No unit or person here exists."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from random import Random

COUNTY = "示范县"

_OFFICES = """\
县委办公室 县政府办公室 县人大常委会办公室 县政协办公室 县纪委监委机关 县委组织部 县委宣传部
县委统战部 县委政法委机关 县发展和改革局 县教育局 县科学技术局 县工业和信息化局 县民族宗教事务局
县公安局 县民政局 县司法局 县财政局 县人力资源和社会保障局 县自然资源局 县生态环境局
县住房和城乡建设局 县交通运输局 县水利局 县农业农村局 县商务局 县文化和旅游局 县卫生健康局
县退役军人事务局 县应急管理局 县审计局 县市场监督管理局 县统计局 县医疗保障局 县信访局
县林业局 县综合行政执法局 县数据局 县行政审批服务局 县机关事务服务中心 县档案馆 县委社会工作部
县融媒体中心 县供销合作社联合社 县总工会 共青团示范县委 县妇女联合会 县科学技术协会 县残疾人联合会
县红十字会 县工商业联合会 县文学艺术界联合会 县归国华侨联合会 县人民法院 县人民检察院 县税务局
县气象局 县烟草专卖局 县邮政管理局 县消防救援局 县图书馆 县博物馆 县文化馆
县体育中心 县疾病预防控制中心 县人民医院 县中医院 县妇幼保健院 县第一中学 县第二中学
县实验小学 县职业教育中心 县特殊教育学校 县公共就业服务中心 县社会保险服务中心 县不动产登记中心 县公路养护中心
县水文站 县农业技术推广中心 县畜牧兽医中心 县粮食和物资储备中心 县招商服务中心 县史志研究中心 县委党校
县委机构编制委员会办公室 县委巡察工作机构 县防震减灾中心 县节能监察中心 县土地储备中心 县公共资源交易中心
"""
"""As they are called in a county; one that does not begin with 县 stands as it is."""

_FURTHER = ("服务中心", "事务中心", "监测站", "实验学校", "卫生院", "技术推广站", "管理所")
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹苏潘范彭鲁马方任袁柳唐薛贺汤罗毕郝安常于傅康余顾孟黄"
    "萧尹姚邵汪毛米贝明成戴宋庞熊纪舒屈项祝董梁"
)
_FIRST = "文明思永志国建晓春秋海云子雨佳德立新宏广平若书静世正学长景承家俊天启怀少仁以"
_SECOND = "华明强军伟芳敏静丽勇杰涛超霞平刚辉玲红飞亮英梅兰波宁凯琳雪峰岩松柏桐楠瑶颖晨宇航"


def unit_names() -> Iterator[str]:
    """Names of units, without end and without repetition."""
    yield from (f"示范{office}" if office.startswith("县") else office for office in _OFFICES.split())
    number = 2
    while True:
        yield from (f"{COUNTY}第{number}{office}" for office in _FURTHER)
        number += 1


def person_names(rng: Random, count: int) -> list[str]:
    """`count` different names in a random order."""
    combined = (surname + first + second for surname in _SURNAMES for first in _FIRST for second in _SECOND)
    names = list(islice(combined, max(count, 120_000)))
    return rng.sample(names, count)
