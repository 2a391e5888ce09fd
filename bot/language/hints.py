"""Hints that a question is not ours to answer: it is about another place's rules, another country, or about the state of one's own case.

They are hints, weighed with others when confidence is calibrated; none decides alone. "I come from Guizhou" names a
place and is ours; "how do I collect points for a Shanghai hukou" is not.
"""

from __future__ import annotations

import re
from typing import Final

_PLACES_ZH: Final = (
    "北京 上海 天津 重庆 广州 深圳 杭州 宁波 温州 嘉兴 湖州 绍兴 衢州 舟山(?!镇) 台州 丽水 义乌 东阳 兰溪 浦江 诸暨 慈溪 余姚 瑞安 乐清 苏州 南京 无锡 常州 徐州 南通 扬州 "
    "盐城 昆山 合肥 芜湖 福州 厦门 泉州 莆田 漳州 南昌 赣州 九江 上饶 济南 青岛 烟台 潍坊 临沂 郑州 洛阳 武汉 宜昌 襄阳 长沙 株洲 衡阳 珠海 佛山 东莞 中山 惠州 汕头 南宁 桂林 "
    "柳州 海口 三亚 成都 绵阳 贵阳 遵义 毕节 昆明 大理 曲靖 拉萨 西安 咸阳 兰州 西宁 银川 乌鲁木齐 石家庄 唐山 保定 太原 大同 呼和浩特 包头 沈阳 大连 长春 吉林市 哈尔滨 大庆 "
    "江苏 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 海南 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 河北 山西 内蒙古 辽宁 黑龙江"
).split()  # fmt: skip
_PLACES_EN: Final = (
    "Beijing Shanghai Tianjin Chongqing Guangzhou Shenzhen Hangzhou Ningbo Wenzhou Jiaxing Huzhou Shaoxing Quzhou Zhoushan Taizhou Lishui "
    "Yiwu Dongyang Suzhou Nanjing Wuxi Changzhou Xuzhou Nantong Yangzhou Kunshan Hefei Wuhu Fuzhou Xiamen Quanzhou Putian Nanchang Ganzhou Jiujiang Jinan "
    "Qingdao Yantai Zhengzhou Luoyang Wuhan Changsha Zhuhai Foshan Dongguan Zhongshan Huizhou Nanning Guilin Haikou Sanya Chengdu Mianyang Guiyang Zunyi Bijie "
    "Kunming Dali Lhasa Xi'an Xian Lanzhou Xining Yinchuan Urumqi Shijiazhuang Taiyuan Hohhot Shenyang Dalian Changchun Harbin "
    "Jiangsu Anhui Fujian Jiangxi Shandong Henan Hubei Hunan Guangdong Guangxi Hainan Sichuan Guizhou Yunnan Tibet Shaanxi Gansu Qinghai Ningxia Xinjiang Hebei Shanxi Liaoning"
).split()  # fmt: skip

_ZH = "|".join(_PLACES_ZH)
_EN = "|".join(map(re.escape, _PLACES_EN))
_SOMEWHERE = re.compile(rf"(?:{_ZH})|(?i:\b(?:{_EN})\b)")
# A place where somebody comes from, goes to or has been is part of the story, not the place whose rules are asked for.
_STORY_ZH = re.compile(
    rf"(?:从|来自|去|到|回|往|转到|转去|转往|嫁到|飞|老家|户口在|户籍|原来在|以前在|之前在|出差|一个在|人在)(?:{_ZH})"
    rf"|(?:{_ZH})(?:省|市)?(?:人|来|过来|老家|那边|户口|户籍|户|籍|转|迁|考的|买的|交的|交了|上班|打工|读|大学|带|的?身份证|的?驾照|嫁|牌|客户|出差|看病|住院|回来|乡下|农村|老乡|的?厂)"
)
_STORY_EN = re.compile(
    rf"\b(?:from|to|back (?:to|in)|born in|hukou (?:is )?(?:still )?in|surgery in|treated in|treatment in|job in|worked in|lived in|living in|studied in|was in|moved|hospital in|factory in|home in|bought in|paid in|issued in|based in)\s+(?:{_EN})\b"
    rf"|\b(?:{_EN})\s+(?:hukou|plate|plates|licen[cs]e|hospital|man|woman|girl|husband|wife|family|native)\b",
    re.IGNORECASE,
)
_HOME = re.compile(r"永康|金华|浙江|(?i:yongkang|jinhua|zhejiang)")

_ABROAD = re.compile(
    r"美国|英国|法国|德国|意大利|西班牙|俄罗斯|日本|韩国|朝鲜|越南|泰国|老挝|缅甸|柬埔寨|新加坡|马来西亚|印尼|菲律宾|印度|巴基斯坦|孟加拉|迪拜|阿联酋|沙特|土耳其|埃及|尼日利亚|南非|澳洲|澳大利亚|新西兰|加拿大|墨西哥|巴西|乌克兰|首尔|东京|纽约|伦敦|香港|澳门|台湾"
    r"|(?i:\b(?:usa|america|united states|uk|britain|england|london|france|paris|germany|italy|spain|russia|moscow|japan|tokyo|korea|seoul|vietnam|hanoi|thailand|bangkok|laos|myanmar|cambodia|singapore|malaysia|indonesia|philippines"
    r"|india|delhi|mumbai|pakistan|lahore|karachi|bangladesh|dubai|uae|saudi|turkey|istanbul|egypt|cairo|nigeria|kenya|south africa|australia|sydney|new zealand|canada|toronto|mexico|brazil|ukraine|new york|las vegas|hong kong|macau|macao|taiwan)\b)"
)

_OWN_CASE = re.compile(
    r"后来(?:呢|怎么|咋)|有(?:下文|结果|消息|眉目)|没(?:下文|结果|消息|动静)|批(?:了|下来)(?:没|吗|多少)|批文(?:出来|下来)|下来了?(?:没|吗)|出来(?:了?没|了吗)|(?:还|怎么|咋|一直)(?:没|不)(?:到账|批|过|好|发|办好|寄|下来|给|有人)"
    r"|查得?(?:咋样|怎么样)|怎么处理的|(?:是|给)我(?:算|评|分|定|批)|钱呢|合不合格|哪天放款|显示(?:待|审核|处理|办理)|什么情况$|凭什么(?:停|扣|退|不)|(?:为啥|为什么|咋|怎么)(?:把|给)我"
    r"|(?:我|我妈|我爸|我们|我家|我孩子|俺)?(?:的|那个|这个)?(?:上周|上个月|上月|昨天|前天|这个月|今天|[一二三四五六七八九十两\d]+(?:月份?|号|天前|个月前)|年前|之前)?"
    r"(?:交|报|申请|提交|投诉|举报|办|考|寄|约|递)的[^，。？]{0,14}(?:到哪|结果|批了|审|没下来|还没|处理|怎么样了|为什么|通过|过了没|好了没|寄到)"
    r"|(?:工单|受理号|编号|案号|单号|申请号)\s*[A-Za-z]*\d*"
    r"|(?:帮|替|给)我?(?:查|看)(?:一?下|查|看)|名单里?有没有我|有没有我的?名字|谁在办|哪个[^，。]{0,6}在办|我的?(?:那个)?(?:案子|申请|件|订单|材料|钱)(?:[^，。？]{0,6})(?:到哪|批了|审|为什么|怎么还|通过|进度)"
    r"|为什么(?:少了|停了|被退|没给我|没通过|不批)|这个月为什么"
    r"|(?i:\b(?:pass or fail|accepted (?:now|yet)|(?:approved|signed|ready|paid|done|decided|processed|registered|put in the system)\b[^.?]{0,30}\b(?:yet|already|now)|turn(?:ed)? out|nobody (?:called|came)|no one (?:called|came)|what happened|any (?:news|update|result)|still (?:waiting|nothing|no|pending|not)|was i given|am i on|what did (?:they|the))"
    r"|\b(?:status of my|where is my|what happened (?:to|with) my|did (?:i|my) (?:pass|get|application)|has my|have you|is my \w+(?: \w+)? (?:approved|ready|done|finished)|when will my"
    r"|why (?:was|were|is|did|has) (?:my|you|the officer)|my (?:case|application|file|ticket|order|claim) (?:number|no|id|\w*\d)|you (?:stopped|refused|rejected|cancelled|cut)|check my|look up my"
    r"|(?:was|were|got) (?:rejected|refused) (?:yesterday|today|last|this)|which officer|am i on the list|reference number|case number|application number|ticket \d|no\. ?\d{3}|number \d{3}))"
)


def elsewhere(text: str) -> float:
    """1 if the text seems to ask for the rules of another place, 0.3 if it only mentions one, else 0."""
    if not _SOMEWHERE.search(text):
        return 0.0
    rest = _STORY_EN.sub(" ", _STORY_ZH.sub(" ", text))
    return 1.0 if _SOMEWHERE.search(rest) and not _HOME.search(text) else 0.3


def abroad(text: str) -> float:
    """1 if the text names another country or region, else 0."""
    return float(bool(_ABROAD.search(text)))


def own_case(text: str) -> float:
    """1 if the text seems to ask for the state of the citizen's own case, else 0."""
    return float(bool(_OWN_CASE.search(text)))
