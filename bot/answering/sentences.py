"""The sentences of our own that a citizen can read. Everything else is staff's words. One table; both languages always."""

from __future__ import annotations

from typing import Final

from bot.knowledge.schema import Both

HOTLINE: Final = "12345"

SENTENCES: Final[dict[str, Both]] = {
    "greeting": {
        "zh": "您好！我是永康市政务服务智能问答助手，全天在线。请直接说您想办的事，例如“身份证丢了怎么补办”。",
        "en": "Hello! I am the assistant of Yongkang Government Services, here day and night. Just tell me what you need, for example "
        "“How do I replace a lost ID card?”",
    },
    "thanks": {"zh": "不客气！还有别的事要办，随时问我。", "en": "You are welcome! If there is anything else, just ask."},
    "goodbye": {"zh": "再见，祝您办事顺利！", "en": "Goodbye, and all the best with your business!"},
    "who_are_you": {
        "zh": "我是永康市政务服务智能问答助手，是一个自动问答程序，不是真人。我用各部门写好的答案回答办事问题；我不知道的，会告诉您该问谁。",
        "en": "I am the assistant of Yongkang Government Services: a program, not a person. I answer with texts written by the departments; "
        "what I do not know, I say, and tell you whom to ask.",
    },
    "what_can_you_do": {
        "zh": "我能回答17个部门、22类业务的办事问题，例如户口、身份证、社保、医保、公积金、营业执照、房产、入学。直接说您的事，或者点“业务分类”看看。",
        "en": "I answer questions on 22 kinds of business of 17 departments: hukou, ID cards, social and medical insurance, the housing fund, "
        "business licences, property, schools and more. Say what you need, or browse the categories.",
    },
    "start_over": {"zh": "好的，我们重新开始。请说您想办的事。", "en": "All right, let us start again. What would you like to do?"},
    "handover": {
        "zh": f"我不能为您转接人工。想和工作人员说话，请拨打政务服务热线 {HOTLINE}（24小时），或到行政服务中心窗口。",
        "en": f"I cannot connect you to a person here. To talk to staff, call the {HOTLINE} hotline (24 hours) or come to a counter of the service centre.",
    },
    "complaint": {
        "zh": f"很抱歉让您遇到不愉快的事。投诉和建议请拨打 {HOTLINE}（24小时），会登记并答复您。如果是某项业务没办成，也可以告诉我是哪件事。",
        "en": f"I am sorry that this happened. For complaints and suggestions call {HOTLINE} (24 hours); they are recorded and answered. "
        "If something could not be done for you, you may also tell me what it was.",
    },
    "insult": {
        "zh": f"让您着急了，很抱歉。请告诉我您想办的事，我尽力帮您；想和工作人员说，可以随时拨打 {HOTLINE}。",
        "en": f"I am sorry that you are upset. Tell me what you need and I will do my best; to talk to staff, call {HOTLINE} at any time.",
    },
    "clarification": {
        "zh": "您想问的是下面哪一个？回复数字或点一下就行。",
        "en": "Which of these do you mean? Reply with its number, or tap it.",
    },
    "clarification_one": {"zh": "您想问的是这个吗？是的话请回复 1 或点一下。", "en": "Is this what you mean? If so, reply 1 or tap it."},
    "not_asked": {
        "zh": "抱歉，刚才没有答到点上。您想问的是不是下面的哪一个？回复数字或点一下就行。",
        "en": "I am sorry, I missed what you meant. Is it one of these? Reply with its number, or tap it.",
    },
    "not_asked_one": {
        "zh": "抱歉，刚才没有答到点上。您想问的是这个吗？是的话请回复 1 或点一下。",
        "en": "I am sorry, I missed what you meant. Is it this? If so, reply 1 or tap it.",
    },
    "not_asked_department": {
        "zh": f"抱歉，我这里没有您要的答案，已经记下来请工作人员补充。这件事可以问{{department}}（{{phone}}），也可以随时拨打政务服务热线 {HOTLINE}（24小时）。",
        "en": "I am sorry, I do not have the answer you need; I have noted it for the staff. "
        f"The {{department}} ({{phone}}) can help you, and so can the {HOTLINE} hotline (24 hours).",
    },
    "not_asked_hotline": {
        "zh": f"抱歉，我这里没有您要的答案，已经记下来请工作人员补充。请拨打政务服务热线 {HOTLINE}（24小时），会有人告诉您该找谁。",
        "en": f"I am sorry, I do not have the answer you need; I have noted it for the staff. Please call the {HOTLINE} hotline (24 hours): "
        "they can tell you whom to ask.",
    },
    "not_asked_unknown": {
        "zh": f"抱歉，没有答到点上。请换个说法，再告诉我一次您想办的事；想和工作人员说，可以随时拨打 {HOTLINE}（24小时）。",
        "en": "I am sorry that I missed what you meant. Please tell me again, in other words, what you need; "
        f"to talk to staff, call {HOTLINE} at any time.",
    },
    "second_question": {
        "zh": "您另外问的，是下面哪一个？回复数字或点一下就行。",
        "en": "And your other question: is it one of these? Reply with its number, or tap it.",
    },
    "which_matter": {
        "zh": "您问的是哪件事？请带上事情再问一次，例如“办护照要什么材料”。",
        "en": "Which matter is it about? Please name it and ask again, for example “Which documents for a passport?”",
    },
    "say_more": {
        "zh": "请说得再具体一点：您想办什么事，或者遇到了什么情况？也可以看看业务分类。",
        "en": "Please tell me a little more: what would you like to do, or what has happened? You can also browse the topics.",
    },
    "no_match": {
        "zh": "抱歉，这个问题我没有可靠的答案，不敢乱说。",
        "en": "I am sorry: I have no reliable answer to this, and I do not want to guess.",
    },
    "no_match_department": {
        "zh": "这件事可能由{department}负责，您可以拨打 {phone} 咨询。",
        "en": "It may be a matter for the {department}; you can ask at {phone}.",
    },
    "no_match_hotline": {
        "zh": f"您也可以随时拨打政务服务热线 {HOTLINE}，或换个说法再问我。",
        "en": f"You can also call the {HOTLINE} hotline at any time, or ask me in other words.",
    },
    "lapsed": {
        "zh": "抱歉，“{title}”的答复已过有效期，正在等待核对；为免给您过时的信息，暂时不能提供。",
        "en": "I am sorry: the answer to “{title}” is past its date and waiting to be checked. It is not given for now, so that you are not told anything outdated.",
    },
    "lapsed_department": {
        "zh": "请向{department}咨询，电话 {phone}。",
        "en": "Please ask the {department} at {phone}.",
    },
    "lapsed_hotline": {
        "zh": f"您也可以随时拨打政务服务热线 {HOTLINE}。",
        "en": f"You can also call the {HOTLINE} hotline at any time.",
    },
    "out_of_scope": {
        "zh": f"抱歉，这不是我能回答的事。我只回答永康各部门的办事问题；其他政务问题请拨打 {HOTLINE}。",
        "en": f"I am sorry, this is not something I can answer. I only know the services of Yongkang's departments; for other public matters call {HOTLINE}.",
    },
    "own_case": {
        "zh": f"我看不到您个人的办件和账户。办理进度请在浙里办“我的办件”里查，或拨打政务服务热线 {HOTLINE}（24小时），请工作人员帮您查。",
        "en": "I cannot see your own file or account. Please check its progress under “我的办件” (My cases) in the Zheliban app, "
        f"or call the {HOTLINE} hotline (24 hours) and let the staff look it up.",
    },
    "guard_input": {
        "zh": "我没看懂这条消息。请用文字说说您想办的事，例如“怎么办居住证”。",
        "en": "I could not read this message. Please tell me in words what you need, for example “How do I get a residence permit?”",
    },
    "pick_a_number": {
        "zh": "请回复选项前的数字，或者直接说您想办的事。",
        "en": "Please reply with the number of one of the choices, or just say what you need.",
    },
    "error_retrieval": {
        "zh": f"抱歉，系统刚才出了点问题，请过一会儿再问。急事请拨打 {HOTLINE}（24小时）。",
        "en": f"I am sorry, something went wrong just now. Please ask again in a moment. If it is urgent, call {HOTLINE} (24 hours).",
    },
    "followup_missing": {
        "zh": "“{title}”的答案里没有写这一点，请咨询{department}（{phone}）。",
        "en": "The answer to “{title}” does not cover this; please ask the {department} ({phone}).",
    },
    "followup": {"zh": "关于“{title}”：", "en": "About “{title}”:"},
    "department_line": {"zh": "负责部门：{department}（咨询电话 {phone}）", "en": "Department: {department} (phone {phone})"},
    "basis_line": {"zh": "依据：{basis}", "en": "Basis: {basis}"},
    "reviewed_line": {"zh": "最近核对：{reviewed}", "en": "Last reviewed: {reviewed}"},
}

GUIDE_LABELS: Final[dict[str, Both]] = {
    "conditions": {"zh": "办理条件", "en": "Conditions"},
    "materials": {"zh": "申请材料", "en": "Documents"},
    "steps": {"zh": "办理流程", "en": "Steps"},
    "where": {"zh": "办理地点", "en": "Where"},
    "online": {"zh": "网上办理", "en": "Online"},
    "time": {"zh": "办理时限", "en": "Time"},
    "fee": {"zh": "收费标准", "en": "Fee"},
    "phone": {"zh": "咨询电话", "en": "Phone"},
}
