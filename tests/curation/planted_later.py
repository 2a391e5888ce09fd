"""Sixty more content faults, of the same ten kinds, written by hand without a look at the rules or at what they find.

They are a blind test of the linter: nothing in the rules or their settings may be fitted to them. The form is that of `FAULTS`.
"""

from __future__ import annotations

from tests.curation.planted import Fault, answer, similar

LATER: tuple[Fault, ...] = (
    # A question of one entry, turned about a little, in another one.
    similar("duplicate", "zh", "id-residence/electronic-id", "临时身份证怎么办，急用"),
    similar("duplicate", "zh", "traffic/vehicle-registration", "二手车要怎么过户？"),
    similar("duplicate", "zh", "housing-fund/transfer", "外地交的养老保险要怎么转到永康来"),
    similar("duplicate", "en", "social-insurance/resident-pension", "how can I claim the allowance for the very old"),
    similar("duplicate", "en", "business-registration/electronic-licence", "how do I replace my lost business licence"),
    similar("duplicate", "en", "education/kindergarten", "How can I enrol my child in a primary school?"),
    # A question in words of its own whose answer is elsewhere.
    similar("elsewhere", "zh", "service-hall/app-account", "网上买到假货，店家不肯退钱，我找谁投诉"),
    similar("elsewhere", "zh", "tax/tax-certificate", "老板三个月没发工钱了，我该去哪里告他"),
    similar("elsewhere", "zh", "health-birth/vaccination", "宝宝刚出生，想把户口落在爸爸这边，要带哪些证件"),
    similar("elsewhere", "en", "urban-management/bulky-waste", "the restaurant below us fills our flat with cooking smoke, who helps"),
    similar("elsewhere", "en", "real-estate/property-query", "we bought a flat, can my wife and I take our housing fund out to pay for it"),
    similar("elsewhere", "en", "transport/taxi-complaint", "a camera caught me running a red light, where do I pay the fine"),
    # A question that its own entry answers, under `not`.
    Fault("not_here", "zh", "exit-entry/taiwan-permit", ("not", 0), "去台湾探亲要办什么通行证"),
    Fault("not_here", "zh", "real-estate/inheritance", ("not", 0), "爸妈过世了，他们的房子怎么过户到我名下"),
    Fault("not_here", "zh", "medical-insurance/newborn-enrolment", ("not", 0), "刚出生的宝宝怎么参加医保"),
    Fault("not_here", "en", "civil-affairs/divorce", ("not", 0), "how long is the cooling-off period when we both want a divorce"),
    Fault("not_here", "en", "service-hall/bid-bond", ("not", 0), "when do we get our bid bond back"),
    Fault("not_here", "en", "employment-talent/labour-arbitration", ("not", 0), "my boss fired me, how do I apply for arbitration"),
    # Numbers and dates that differ.
    answer("number", "zh", "business-registration/company-cancellation", "最长不超过3年", "最长不超过两年"),
    answer("number", "zh", "tax/annual-income-tax", "每年3月1日至6月30日", "每年3月1日到5月31日"),
    answer("number", "zh", "social-insurance/unemployment-benefit", "最长18个月", "最长十六个月"),
    answer("number", "en", "exit-entry/passport-child", "valid for 5 years", "valid for ten years"),
    answer("number", "en", "household-registration/death-cancellation", "within one month of the death", "within two months of the death"),
    answer("number", "en", "justice/apostille", "since 7 November 2023", "since 11 July 2023"),
    # Amounts and phones that differ.
    answer("amount", "zh", "id-residence/id-renewal", "到期换领工本费20元", "到期换领工本费30元"),
    answer("amount", "zh", "health-birth/childcare-allowance", "每孩每年可领3600元", "每孩每年可领三千元"),
    answer("amount", "zh", "employment-talent/startup-loan", "可拨打12333", "可拨打12233"),
    answer("amount", "en", "permits-safety/consumer-complaint", "at least 500 yuan", "at least 5,000 yuan"),
    answer("amount", "en", "exit-entry/hk-macau-endorsement", "80 for multiple trips", "90 for multiple trips"),
    answer("amount", "en", "social-insurance/pension-transfer", "ask 12333 if in doubt", "ask 12331 if in doubt"),
    # A point of the answer that one language lacks.
    answer("list", "zh", "social-insurance/funeral-benefit", "- 工亡：另按工伤保险规定申领。\n", ""),
    answer("list", "zh", "employment-talent/skill-certificate", "- 企业备案后可以给自己的职工评级。\n", ""),
    answer("list", "zh", "education/junior-high", "学校不得用考试、竞赛证书选拔学生。\n", ""),
    answer("list", "en", "household-registration/booklet-replacement", "- For a damaged or full booklet, hand in the old one.\n", ""),
    answer("list", "en", "id-residence/id-temporary", "- If your hukou is elsewhere, ask 12345 first whether Yongkang can issue it.\n", ""),
    answer("list", "en", "id-residence/id-collect", " If the receipt is lost, go in person with other proof of identity.", ""),
    # One language edited later than the other.
    answer("stale", "zh", "service-hall/ca-key", "投标前早点测试", "投标前请先在平台上模拟投一次标"),
    answer("stale", "zh", "housing-construction/renovation-rules", "申报登记", "申报登记，并交验施工人员的身份证明"),
    answer("stale", "zh", "civil-affairs/temporary-assistance", "也可以请村（社区）帮忙提出", "也可以请村（社区）或亲友帮忙提出"),
    answer("stale", "en", "investment/micro-park", "check carefully before signing", "have a lawyer check them before signing"),
    answer("stale", "en", "urban-management/dog-registration", "wears its tag and a lead", "wears its tag, a lead and a muzzle"),
    answer("stale", "en", "medical-insurance/out-of-town-care", "which usually pays a little less", "which usually pays just as much"),
    # The title once more.
    similar("title", "zh", "urban-management/street-stall", "你好，我想摆摊，请问哪里可以摆呢"),
    similar("title", "zh", "housing-construction/lift-retrofit", "请问一下，老小区怎么加装电梯"),
    similar("title", "zh", "tax/overdue-filing", "忘了报税或者成了非正常户该怎么办呀"),
    similar("title", "en", "civil-affairs/minimum-allowance", "Could you tell me how I apply for the minimum living allowance"),
    similar("title", "en", "permits-safety/food-worker-health", "please, how do food workers get a health certificate, thanks"),
    similar("title", "en", "real-estate/second-hand-transfer", "how to transfer a second-hand home"),
    # An official term that became another one.
    answer("term", "zh", "permits-safety/food-production", "再申请食品生产许可证（SC证）", "再申请食品经营许可证"),
    answer("term", "zh", "household-registration/split-household", "不动产权证书", "不动产登记证明"),
    answer("term", "zh", "health-birth/birth-one-stop", "城乡居民医保参保", "职工医保参保"),
    answer("term", "en", "traffic/vehicle-inspection", "check the vehicle licence", "check the driving licence"),
    answer("term", "en", "civil-affairs/disability-subsidy", "minimum living allowance", "allowance for the very old"),
    answer("term", "en", "household-registration/newborn-registration", "bring the medical birth certificate", "bring the birth permit"),
    # Personal data.
    answer("personal", "zh", "urban-management/illegal-building", "信息依法保密", "信息依法保密，也可以打周队长手机138 5890 1234"),
    answer("personal", "zh", "investment/finance-access", "可拨打12345问", "可拨打12345问，或发邮件给 chenjianhong_yk@qq.com"),
    answer("personal", "zh", "real-estate/mortgage", "一般不用再跑窗口", "一般不用再跑窗口，登记费可转徐敏卡号6217 0014 8000 1234 563"),
    answer("personal", "en", "service-hall/stuck-cases", "the case number", "the case number (Zhang Wei, ID 330784197804122315)"),
    answer("personal", "en", "transport/etc", "not satisfied, call 12328", "not satisfied, call 12328 or Ms Wu on +86 137-5840-2266"),
    answer("personal", "en", "education/mandarin-test", "ask the test station", "write to wangli.putonghua@gmail.com at the test station"),
)  # fmt: skip
