"""Sixty last content faults, of the same ten kinds, written by hand without a look at the rules or at what they find.

They are a second blind test of the linter, on entries that the other sets leave alone: nothing in the rules or their settings may be fitted
to them. The form is that of `FAULTS`.
"""

from __future__ import annotations

from tests.curation.planted import Fault, answer, similar

LAST: tuple[Fault, ...] = (
    # A question of one entry, turned about a little, in another one.
    similar("duplicate", "zh", "id-residence/residence-registration", "公租房要怎么申请呢"),
    similar("duplicate", "zh", "traffic/minor-accident", "外地的驾驶证要怎么转到永康来"),
    similar("duplicate", "zh", "education/senior-high", "孩子想转学，该怎么办？"),
    similar("duplicate", "en", "tax/small-scale-vat", "where can I print my proof of social-insurance contributions"),
    similar("duplicate", "en", "social-insurance/pension-qualification", "How can I activate the medical-insurance e-voucher?"),
    similar("duplicate", "en", "exit-entry/foreigner-visa", "how can I apply for the Zhejiang residence permit"),
    # A question in words of its own whose answer is elsewhere.
    similar("elsewhere", "zh", "housing-construction/maintenance-fund", "楼下烧烤店的油烟天天往我家窗户里灌，谁来管管他们"),
    similar("elsewhere", "zh", "employment-talent/archive-transfer", "娃的出生纸弄丢了，现在上学要用，去哪儿再开一张"),
    similar("elsewhere", "zh", "transport/freight-driver", "老爸走了，留下的存款要做继承公证，我们几兄妹都得到场吗"),
    similar("elsewhere", "en", "household-registration/name-change", "chengguan left a slip on my car on the pavement, now what"),
    similar("elsewhere", "en", "medical-insurance/chronic-disease", "we are getting married next month, what do we bring to the registry"),
    similar("elsewhere", "en", "permits-safety/medical-device", "selling my flat after one year, do I owe VAT and income tax"),
    # A question that its own entry answers, under `not`.
    Fault("not_here", "zh", "id-residence/residence-permit-renewal", ("not", 0), "居住证快满一年了，去哪里签注"),
    Fault("not_here", "zh", "permits-safety/lift-safety", ("not", 0), "被困在电梯里了怎么办"),
    Fault("not_here", "zh", "housing-construction/rental-contract", ("not", 0), "房东不肯去备案租房合同，租客能自己办吗"),
    Fault("not_here", "en", "education/teacher-certificate", ("not", 0), "where do I apply for a primary school teaching certificate"),
    Fault("not_here", "en", "health-birth/clinic-setup", ("not", 0), "which steps does it take to open a dental clinic"),
    Fault("not_here", "en", "investment/project-filing", ("not", 0), "how do I file my company's new factory project online"),
    # Numbers and dates that differ.
    answer("number", "zh", "business-registration/capital-contribution", "自公司成立之日起5年内缴足", "自公司成立之日起三年内缴足"),
    answer("number", "zh", "housing-construction/presale-contract", "签约之日起30日内", "签约之日起半个月内"),
    answer("number", "zh", "education/primary-school", "当年8月31日前满6周岁", "当年9月30日前满6周岁"),
    answer("number", "en", "medical-insurance/maternity-benefit", "158 days in all", "185 days in all"),
    answer("number", "en", "housing-fund/employer-account", "at most 12%", "at most twenty per cent"),
    answer("number", "en", "ecology/discharge-permit", "apply to renew 60 days before", "apply to renew a fortnight before"),
    # Amounts and phones that differ.
    answer("amount", "zh", "exit-entry/hk-macau-permit", "一次15元，二次30元", "一次15元，二次三十五元"),
    answer("amount", "zh", "tax/special-deductions", "职业资格当年3600元", "职业资格当年6300元"),
    answer("amount", "zh", "medical-insurance/insurance-transfer", "请拨打12393确认", "请拨打12339确认"),
    answer("amount", "en", "tax/vehicle-purchase-tax", "at most 15,000 yuan", "at most 50,000 yuan"),
    answer("amount", "en", "id-residence/id-out-of-town", "20 yuan for a renewal", "ten yuan for a renewal"),
    answer("amount", "en", "housing-fund/withdraw-purchase", "ask 12329", "ask 12319"),
    # A point of the answer that one language lacks.
    answer("list", "zh", "household-registration/parents-join-children", "户口迁入不会自动转移养老和医疗待遇，需另外办理。\n", ""),
    answer("list", "zh", "investment/foreign-investment", "- 拿到执照后到银行办理外汇登记、开户，再办税务和社保。\n", ""),
    answer("list", "zh", "justice/bar-exam", "- 客观题成绩当年和下一年有效。\n", ""),
    answer("list", "en", "exit-entry/passport-renewal", "- It usually takes 7 working days after acceptance and can be posted.\n", ""),
    answer("list", "en", "social-insurance/flexible-pension", "The longer you pay and the higher the base, the higher your pension normally is.\n", ""),  # noqa: E501
    answer("list", "en", "housing-fund/withdraw-leaving", "Those settling abroad can take out everything. ", ""),
    # One language edited later than the other.
    answer("stale", "zh", "service-hall/service-rating", "打差评时写清原因更有用", "打差评时必须写清原因并附上照片"),
    answer("stale", "zh", "real-estate/rural-homestead", "权属没有争议", "权属没有争议，四邻都已签字同意"),
    answer("stale", "zh", "urban-management/construction-waste", "由物业或有资质的单位清运", "只能由物业统一清运"),
    answer("stale", "en", "health-birth/premarital-check", "Book by phone and ask", "No booking is needed; ask there"),
    answer("stale", "en", "investment/policy-payout", "After review and publication", "After review, without publication,"),
    answer("stale", "en", "transport/ride-hailing-driver", "both are needed before", "the second may follow after"),
    # The title once more.
    similar("title", "zh", "business-registration/licence-reissue", "您好，请问营业执照丢了或者破了怎么补呢"),
    similar("title", "zh", "household-registration/spouse-move-in", "请教一下，夫妻投靠的话户口怎么迁到永康来呀"),
    similar("title", "zh", "justice/power-of-attorney", "麻烦问下，委托书公证要怎么办，谢谢"),
    similar("title", "en", "exit-entry/urgent-passport", "Hi, I must travel soon, can a passport please be expedited?"),
    similar("title", "en", "traffic/licence-lost", "good morning, could you please tell me how to replace a lost driving licence"),
    similar("title", "en", "real-estate/divorce-division", "Excuse me, how is the home put in one name after a divorce?"),
    # An official term that became another one.
    answer("term", "zh", "medical-insurance/resident-enrolment", "持有居住证的外地居民", "持有临时身份证的外地居民"),
    answer("term", "zh", "transport/vehicle-transport-permit", "申领时要有行驶证", "申领时要有驾驶证"),
    answer("term", "zh", "permits-safety/food-licence-change", "食品经营许可证有效期", "食品生产许可证有效期"),
    answer("term", "en", "id-residence/id-lost", "apply for a temporary ID card", "apply for a residence permit"),
    answer("term", "en", "employment-talent/unemployment-registration", "for unemployment benefit", "for severance pay"),
    answer("term", "en", "real-estate/add-name", "no deed tax is due", "no individual income tax is due"),
    # Personal data.
    answer("personal", "zh", "housing-construction/rural-unsafe-house", "镇街或拨打12345", "镇街应国良（15958460127）或拨打12345"),
    answer("personal", "zh", "justice/notary-abroad", "以公证处要求为准", "以公证处要求为准（参照胡晓燕，330722198811243620）"),
    answer("personal", "zh", "service-hall/cross-province", "拨打12345或在浙里办搜", "加施丽丽微信 shilili_yk8866，或在浙里办搜"),
    answer("personal", "en", "civil-affairs/elderly-care", "call 12345", "call 12345 or Matron Hu Yueqin, 0086 136 0589 4417"),
    answer("personal", "en", "real-estate/certificate-lost", "apply soon", "apply soon (last case: Ying Haitao, 33078419860917400x)"),
    answer("personal", "en", "household-registration/move-out", "with Yongkang checking", "with lv.meihua1979@outlook.com checking"),
)  # fmt: skip
