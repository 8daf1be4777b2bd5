"""The papers that people bring, each in the name of somebody in the wallet: plausible, and clearly samples.

Offices, firms and addresses are invented; numbers are of the region 330199, which exists for tests. Each function takes
whose paper it is, and with whom it shares it, so that any other can be drawn for a test.
"""

from __future__ import annotations

from datetime import date

from PIL import Image

from devices.card.api import CardData
from devices.simulated.wallet import load_wallet
from kiosk.people.numbers import age
from tests.papers.desk import draw, lease_of
from tests.papers.sheet import A4, ASSETS, INK, MARGIN, RED, Colour, Sheet, font, mm

WALLET = load_wallet(ASSETS / "cards" / "wallet.yaml")
CITY, COUNTY = "浙江省示例市", "示例县"
SEX = {"1": "男", "2": "女"}
ETHNICITY = {"01": "汉族", "05": "维吾尔族"}
GREEN, CREAM, ROSE = (226, 238, 226), (250, 243, 224), (248, 226, 222)


def person(key: str) -> CardData:
    """A holder of the wallet."""
    card = WALLET[key].data
    assert card is not None
    return card


def day(when: date) -> str:
    return f"{when.year}年{when.month}月{when.day}日"


def born(who: CardData) -> str:
    assert who.birth is not None
    return day(who.birth)


def years(parent: CardData, child: CardData) -> str:
    assert parent.birth is not None
    assert child.birth is not None
    return f"{age(parent.birth, child.birth)}岁"


def household_register(who: CardData, relation: str = "户主") -> Image.Image:
    """居民户口簿: one person's page, copied."""
    sheet = Sheet().sample()
    sheet.heading("居民户口簿", 16)
    sheet.heading("常住人口登记卡", 22)
    sheet.table(
        [
            ("姓名", who.name, "户主或与户主关系", relation),
            ("曾用名", "", "性别", SEX[who.sex]),
            ("出生地", CITY, "民族", ETHNICITY[who.ethnicity]),
            ("籍贯", CITY, "出生日期", born(who)),
            ("本市（县）其他住址", "", "宗教信仰", ""),
            ("公民身份号码", who.number, "身高", ""),
            ("文化程度", "", "婚姻状况", "未登记"),
            ("服务处所", "", "职业", ""),
        ],
        (3, 5, 4, 3),
        104,
    )
    sheet.table(
        [
            ("何时由何地迁来本市（县）", "2012年8月1日由浙江省样例市迁来"),
            ("何时由何地迁来本址", "2015年5月6日由示例市江北区迁来"),
            ("住址", who.address),
        ],
        (4, 11),
        120,
    )
    sheet.y += 60
    sheet.right("承办人签章：沈青禾　　登记日期：2020年6月18日")
    sheet.stamp("示例市公安户口专用章", (A4[0] - 420, sheet.y + 230))
    return sheet.done()


def marriage_certificate(who: CardData, spouse: CardData) -> Image.Image:
    sheet = Sheet(ROSE).sample((242, 216, 212))
    sheet.heading("中华人民共和国", 15, RED)
    sheet.heading("结婚证", 34, RED)
    sheet.face((MARGIN + 380, sheet.y, MARGIN + 620, sheet.y + 340), long_hair=who.sex == "2", ground=RED)
    sheet.face((MARGIN + 620, sheet.y, MARGIN + 860, sheet.y + 340), long_hair=spouse.sex == "2", ground=RED)
    sheet.y += 420
    sheet.entries(
        [("持证人", who.name), ("登记日期", "2019年05月20日"), ("结婚证字号", "J330199-2019-000123"), ("备注", "")]
    )
    for one in (who, spouse):
        sheet.y += 40
        sheet.entries(
            [
                ("姓名", f"{one.name}　　　　性别　{SEX[one.sex]}"),
                ("国籍", f"中国　　　　出生日期　{born(one)}"),
                ("身份证件号", one.number),
            ]
        )
    sheet.y += 30
    sheet.paragraphs(["结婚申请，符合《中华人民共和国民法典》规定，予以登记，发给此证。"])
    sheet.stamp("示例市民政婚姻登记章", (A4[0] - 420, sheet.y + 170))
    return sheet.done()


def property_title(who: CardData) -> Image.Image:
    """不动产权证书: as in the field, it names its owner without a number."""
    sheet = Sheet(ROSE).sample((242, 216, 212))
    sheet.heading("不动产权证书", 26, RED)
    sheet.paragraphs(["浙（2021）示例县不动产权第0001234号"], 13)
    sheet.table(
        [
            ("权利人", who.name),
            ("共有情况", "单独所有"),
            ("坐落", who.address),
            ("不动产单元号", "330199 001001 GB00001 F00010001"),
            ("权利类型", "国有建设用地使用权／房屋所有权"),
            ("权利性质", "出让／市场化商品房"),
            ("用途", "城镇住宅用地／住宅"),
            ("面积", "土地使用权面积12.40平方米／房屋建筑面积88.60平方米"),
            ("使用期限", "国有建设用地使用权2011年03月15日起2081年03月14日止"),
        ],
        (3, 10),
        116,
    )
    sheet.y += 40
    sheet.paragraphs(["根据《中华人民共和国民法典》等法律法规，为保护不动产权利人合法权益，准予登记，颁发此证。"])
    sheet.right("登记机构：示例县自然资源和规划局", "2021年04月08日")
    sheet.stamp("示例县不动产登记专用", (A4[0] - 430, sheet.y + 20))
    return sheet.done()


def residence_permit(who: CardData, until: date) -> Image.Image:
    """居住证: both sides of the card, copied large on one page."""
    sheet = Sheet().sample()
    sheet.heading("（证件复印件）", 11)
    height = 880
    top = sheet.y
    sheet.pen.rounded_rectangle((MARGIN, top, A4[0] - MARGIN, top + height), 50, GREEN, (120, 150, 120), 4)
    sheet.pen.text((MARGIN + 60, top + 60), "浙江省居住证", INK, font(22))
    sheet.face((A4[0] - MARGIN - 380, top + 220, A4[0] - MARGIN - 60, top + 640), long_hair=who.sex == "2")
    sheet.y = top + 220
    sheet.entries(
        [
            ("姓名", who.name),
            ("性别", SEX[who.sex]),
            ("出生", born(who)),
            ("公民身份号码", who.number),
            ("居住地址", who.address),
        ],
        step=110,
        x=MARGIN + 60,
    )
    top += height + 70
    sheet.pen.rounded_rectangle((MARGIN, top, A4[0] - MARGIN, top + height), 50, GREEN, (120, 150, 120), 4)
    sheet.y = top + 180
    sheet.entries(
        [
            ("签发机关", "示例市公安局江北分局"),
            ("签发日期", "2022年03月01日"),
            ("有效期限至", f"{until:%Y.%m.%d}"),
            ("说明", "本证是持证人在居住地居住的证明"),
        ],
        step=130,
        x=MARGIN + 60,
    )
    return sheet.done()


def labour_contract(who: CardData) -> Image.Image:
    sheet = Sheet().sample()
    sheet.heading("劳动合同书")
    sheet.paragraphs(
        [
            "甲方（用人单位）：示例县样例食品有限公司",
            f"乙方（劳动者）：{who.name}",
            f"公民身份号码：{who.number}",
            "一、合同期限：固定期限，自2025年3月1日起至2028年2月29日止。",
            "二、工作内容：乙方同意根据甲方需要，从事面点制作岗位的工作。工作地点：示例县。",
            "三、工作时间：执行标准工时制度，每日不超过八小时，平均每周不超过四十小时。",
            "四、劳动报酬：每月人民币陆仟元整，每月十五日以银行转账方式支付。",
            "五、社会保险：双方依法参加社会保险，按时缴纳各项社会保险费。",
            "六、本合同一式两份，双方各执一份，自签字或者盖章之日起生效。",
            "",
        ]
    )
    sheet.y += 60
    sheet.paragraphs(["甲方（盖章）：示例县样例食品有限公司", "乙方（签字）：", "签订日期：2025年2月26日"])
    sheet.sign(who.name, (MARGIN + 260, sheet.y - 165))
    sheet.stamp("样例食品劳动合同专用", (A4[0] - 400, sheet.y - 150))
    return sheet.done()


def referral_letter(who: CardData) -> Image.Image:
    sheet = Sheet().sample()
    sheet.heading("异地就医转诊单")
    sheet.table(
        [
            ("姓名", who.name, "性别", SEX[who.sex]),
            ("公民身份号码", who.number, "险种", "职工医保"),
            ("转出医院", "示例县人民医院", "科室", "心内科"),
        ],
        (3, 5, 2, 3),
    )
    sheet.table(
        [
            ("转入医院", "样板市第一医院"),
            ("初步诊断", "冠状动脉疾病（样本）"),
            ("转诊理由", "本院条件有限，建议转上级医院进一步检查治疗"),
            ("转诊有效期", "自2026年11月10日起6个月"),
        ],
        (3, 10),
        116,
    )
    sheet.y += 60
    sheet.right("经治医师：陆明远", "示例县人民医院", "2026年11月10日")
    sheet.stamp("示例县人民医院转诊章", (A4[0] - 460, sheet.y - 20))
    return sheet.done()


def long_residence_proof(who: CardData) -> Image.Image:
    sheet = Sheet().sample()
    sheet.heading("居住证明")
    sheet.paragraphs(
        [
            f"　　兹证明{who.name}（公民身份号码：{who.number}），{SEX[who.sex]}，自2019年4月至今"
            f"一直居住在{who.address}，属本社区常住居民。",
            "　　本证明供办理跨省异地长期居住人员就医备案使用。",
            "　　特此证明。",
        ],
        13,
    )
    sheet.y += 90
    sheet.right("示例市湖滨区样板社区居民委员会", "2026年11月12日", points=13)
    sheet.stamp("样板社区居民委员会章", (A4[0] - 430, sheet.y - 60))
    return sheet.done()


def power_of_attorney(principal: CardData, agent: CardData) -> Image.Image:
    sheet = Sheet().sample()
    sheet.heading("授权委托书")
    sheet.paragraphs(
        [
            f"委托人：{principal.name}　　公民身份号码：{principal.number}",
            f"受托人：{agent.name}　　公民身份号码：{agent.number}",
            "　　委托人因行动不便，不能亲自到场办理，现委托上述受托人作为委托人的代理人，代为办理本人的政务服务事项，"
            "包括提交申请、签收文书、领取结果。",
            "　　受托人在上述权限内所签署的文件，委托人均予以承认。受托人无转委托权。",
            "　　委托期限：自2026年11月1日起至2027年4月30日止。",
            "",
        ]
    )
    sheet.y += 40
    for role, who in (("委托人（签字）：", principal), ("受托人（签字）：", agent)):
        sheet.pen.text((MARGIN, sheet.y + 30), role, INK, font(12))
        sheet.sign(who.name, (MARGIN + 290, sheet.y))
        sheet.y += 150
    sheet.right("2026年11月1日")
    return sheet.done()


def bank_card(who: CardData) -> Image.Image:
    """A copy of a card of a bank that does not exist; numbers that begin with 9999 belong to no bank."""
    sheet = Sheet().sample()
    sheet.heading("（银行卡复印件）", 11)
    top, height = sheet.y, 800
    sheet.pen.rounded_rectangle((MARGIN, top, A4[0] - MARGIN, top + height), 50, (214, 226, 240), (110, 130, 160), 4)
    sheet.pen.text((MARGIN + 70, top + 60), "示例银行", INK, font(24))
    sheet.pen.text((A4[0] - MARGIN - 70, top + 80), "借记卡", INK, font(14), anchor="ra")
    sheet.pen.rounded_rectangle(
        (MARGIN + 70, top + 230, MARGIN + 230, top + 350), 16, (226, 200, 120), (150, 120, 50), 4
    )
    sheet.pen.text((MARGIN + 70, top + 440), "9999 0033 0199 0001 236", INK, font(22))
    sheet.pen.text((MARGIN + 70, top + 620), f"持卡人　{who.name}", INK, font(14))
    sheet.y = top + height + 120
    sheet.entries([("开户银行", "示例银行示例县支行"), ("户名", who.name), ("卡号", "9999003301990001236")])
    return sheet.done()


def health_certificate(who: CardData, issued: date, until: date) -> Image.Image:
    sheet = Sheet(GREEN).sample((214, 228, 214))
    sheet.heading("从业人员健康证明", 26)
    sheet.face((A4[0] - MARGIN - 330, sheet.y, A4[0] - MARGIN, sheet.y + 430), long_hair=who.sex == "2")
    sheet.entries(
        [
            ("姓名", who.name),
            ("性别", SEX[who.sex]),
            ("公民身份号码", who.number),
            ("从业类别", "食品"),
            ("证书编号", "3301990000123"),
            ("体检结果", "合格"),
            ("发证日期", day(issued)),
            ("有效期至", day(until)),
        ],
        step=120,
    )
    sheet.y += 60
    sheet.right("体检机构：示例县疾病预防控制中心")
    sheet.stamp("示例县疾控体检专用章", (A4[0] - 430, sheet.y + 120))
    return sheet.done()


def kitchen_layout() -> Image.Image:
    """布局图: where things stand in a small eating house."""
    sheet = Sheet().sample()
    sheet.heading("经营场所平面布局图")
    left, top, right, bottom = MARGIN, sheet.y + 30, A4[0] - MARGIN, sheet.y + 1350
    pen = sheet.pen
    pen.rectangle((left, top, right, bottom), outline=INK, width=12)
    walls = [
        ((left, top + 560), (right - 260, top + 560)),
        ((left + 520, top), (left + 520, top + 560)),
        ((right - 360, top), (right - 360, top + 360)),
    ]
    for wall in walls:
        pen.line(wall, fill=INK, width=8)
    for x, y, words in (
        (left + 250, top + 130, "食品处理区 12㎡"),
        (right - 175, top + 150, "仓库 6㎡"),
        (left + 740, top + 130, "备餐间 5㎡"),
        ((left + right) // 2, top + 700, "就餐区 28㎡"),
        ((left + right) // 2, bottom - 50, "门"),
    ):
        pen.text((x, y), words, INK, font(13), anchor="mm")
    for x, y, words in (
        (60, 240, "灶台"),
        (60, 400, "水池"),
        (280, 400, "冰箱"),
        (280, 240, "消毒柜"),
        (580, 300, "操作台"),
    ):
        pen.rectangle((left + x, top + y, left + x + 180, top + y + 110), outline=INK, width=4)
        pen.text((left + x + 90, top + y + 55), words, INK, font(10), anchor="mm")
    for x in (180, 560, 940):
        for y in (800, 1060):
            pen.rounded_rectangle((left + x, top + y, left + x + 200, top + y + 150), 20, outline=INK, width=4)
            pen.text((left + x + 100, top + y + 75), "餐桌", INK, font(10), anchor="mm")
    sheet.y = bottom + 60
    sheet.paragraphs(["场所名称：示例县麦香小吃店　　总面积：51平方米　　比例：1:50", "绘制日期：2026年11月5日"])
    return sheet.done()


def equipment_list() -> Image.Image:
    sheet = Sheet().sample()
    sheet.heading("食品经营设备设施清单")
    things = (
        ("双眼燃气灶", "1", "食品处理区"),
        ("不锈钢水池", "3", "食品处理区"),
        ("冷藏冷冻柜", "2", "食品处理区"),
        ("餐具消毒柜", "1", "食品处理区"),
        ("不锈钢操作台", "2", "备餐间"),
        ("防蝇帘", "1", "入口"),
        ("带盖垃圾桶", "4", "各区"),
        ("灭火器", "2", "就餐区"),
    )
    sheet.table(
        [("序号", "名称", "数量", "位置"), *((str(i), *thing) for i, thing in enumerate(things, 1))], (2, 6, 2, 5)
    )
    sheet.y += 60
    sheet.paragraphs(["场所名称：示例县麦香小吃店", "填表日期：2026年11月5日"])
    return sheet.done()


def photo_white(who: CardData) -> Image.Image:
    """一寸照片: stuck on a white sheet, with a frame around it."""
    sheet = Sheet()
    sheet.heading("相片粘贴处（一寸，白底）", 16)
    left, top = A4[0] // 2 - mm(12.5), sheet.y + 60
    sheet.face((left, top, left + mm(25), top + mm(35)), long_hair=who.sex == "2", ground=(255, 255, 255))
    sheet.y = top + mm(35) + 60
    sheet.entries([("姓名", who.name)], x=A4[0] // 2 - 300)
    sheet.heading("样本　不作凭证", 12, RED)
    return sheet.done()


def joint_photo(who: CardData, other: CardData) -> Image.Image:
    """双人合影: as it is handed in for a marriage, one on a sheet."""
    sheet = Sheet()
    sheet.heading("结婚登记照片（二寸，红底合影）", 16)
    left, top = A4[0] // 2 - mm(26), sheet.y + 60
    for i, one in enumerate((who, other)):
        x = left + i * mm(26)
        sheet.face((x, top, x + mm(26), top + mm(35)), long_hair=one.sex == "2", ground=RED)
    sheet.y = top + mm(35) + 60
    sheet.entries([("姓名", f"{who.name}　　{other.name}")], x=A4[0] // 2 - 300)
    sheet.heading("样本　不作凭证", 12, RED)
    return sheet.done()


def birth_proof(child: CardData, mother: CardData, father: CardData) -> Image.Image:
    sheet = Sheet(CREAM).sample((242, 233, 208))
    sheet.heading("出生医学证明", 28)
    sheet.table(
        [
            ("新生儿姓名", child.name, "性别", SEX[child.sex]),
            ("出生时间", born(child) + "8时15分", "出生孕周", "39周"),
            ("出生体重", "3200克", "出生身长", "50厘米"),
            ("母亲姓名", mother.name, "年龄", years(mother, child)),
        ],
        (3, 5, 3, 3),
        100,
    )
    sheet.table([("母亲有效身份证件号码", mother.number)], (4, 9), 100)
    sheet.table([("父亲姓名", father.name, "年龄", years(father, child))], (3, 5, 3, 3), 100)
    sheet.table(
        [
            ("父亲有效身份证件号码", father.number),
            ("医疗机构名称", "示例县妇幼保健院"),
            ("出生证编号", "S330199000123"),
        ],
        (4, 9),
        100,
    )
    sheet.y += 60
    sheet.right(f"签发日期：{born(child)}")
    sheet.stamp("示例县妇幼出生证明章", (A4[0] - 430, sheet.y + 150))
    return sheet.done()


def company_resolution(who: CardData, other: CardData) -> Image.Image:
    sheet = Sheet().sample()
    sheet.heading("股东会决议")
    sheet.paragraphs(
        [
            "　　示例县样例食品有限公司于2026年11月8日在公司会议室召开股东会。应到股东二人，实到二人，"
            "代表全部表决权。会议的召集和表决程序符合《中华人民共和国公司法》和公司章程的规定。",
            "　　会议一致通过以下决议：",
            f"　　一、选举{who.name}担任公司董事，并任公司法定代表人；",
            f"　　二、选举{other.name}担任公司监事；",
            "　　三、通过公司章程；",
            f"　　四、委托{who.name}办理公司登记手续。",
            "",
            "全体股东签字：",
        ]
    )
    for i, one in enumerate((who, other)):
        sheet.sign(one.name, (MARGIN + 80 + 480 * i, sheet.y))
    sheet.y += 170
    sheet.right("2026年11月8日")
    return sheet.done()


def move_in_proof(who: CardData) -> Image.Image:
    sheet = Sheet().sample()
    sheet.heading("户口迁移证明")
    sheet.table(
        [
            ("姓名", who.name),
            ("公民身份号码", who.number),
            ("迁移原因", "购房落户"),
            ("原住址", "浙江省样例市城东区旧址路8号"),
            ("迁往地址", who.address),
            ("迁入日期", "2026年8月20日"),
        ],
        (3, 10),
        116,
    )
    sheet.y += 60
    sheet.right("示例市公安局湖滨分局样板派出所", "2026年8月20日")
    sheet.stamp("样板派出所户口专用章", (A4[0] - 430, sheet.y - 30))
    return sheet.done()


def relation_proof(who: CardData, relative: CardData) -> Image.Image:
    sheet = Sheet().sample()
    sheet.heading("亲属关系证明")
    sheet.paragraphs(
        [
            f"　　兹证明{who.name}（公民身份号码：{who.number}）与{relative.name}"
            f"（公民身份号码：{relative.number}）系祖孙关系。",
            "　　以上情况属实，特此证明。",
        ],
        13,
    )
    sheet.y += 90
    sheet.right("示例市湖滨区样板社区居民委员会", "2026年11月15日", points=13)
    sheet.stamp("样板社区居民委员会章", (A4[0] - 430, sheet.y - 60))
    return sheet.done()


def food_licence(who: CardData) -> Image.Image:
    sheet = _framed("食品经营许可证", (46, 110, 76))
    sheet.entries(
        [
            ("经营者名称", "示例县麦香小吃店"),
            ("经营者", who.name),
            ("经营场所", "示例县试验街道样例路18号"),
            ("主体业态", "小餐饮店"),
            ("经营项目", "热食类食品制售"),
            ("许可证编号", "JY23301990000018"),
            ("有效期至", "2031年11月30日"),
        ],
        step=120,
        x=MARGIN + 60,
    )
    sheet.stamp("示例县市场监督管理局", (A4[0] - 460, sheet.y + 220))
    return sheet.done()


def old_age_card(who: CardData) -> Image.Image:
    sheet = _framed("浙江省老年人优待证", (160, 60, 40))
    sheet.face((A4[0] - MARGIN - 390, sheet.y, A4[0] - MARGIN - 60, sheet.y + 430), long_hair=who.sex == "2")
    sheet.entries(
        [
            ("姓名", who.name),
            ("性别", SEX[who.sex]),
            ("出生日期", born(who)),
            ("证号", "330199-000018"),
            ("发证机关", "示例县民政局"),
            ("发证日期", "2026年11月23日"),
        ],
        step=120,
        x=MARGIN + 60,
    )
    return sheet.done()


def _framed(title: str, colour: Colour) -> Sheet:
    """What an office hands out to be hung on a wall."""
    sheet = Sheet(CREAM).sample((242, 233, 208))
    for inset, width in ((70, 16), (104, 4)):
        sheet.pen.rectangle((inset, inset, A4[0] - inset, A4[1] - inset), outline=colour, width=width)
    sheet.y = 330
    sheet.heading(title, 30, colour)
    sheet.y += 60
    return sheet


def drawn() -> dict[str, Image.Image]:
    """By the name of the file."""
    chen, wu, yan, guli = (person(key) for key in ("chen_wen", "wu_ji", "yan_yan", "guli"))
    long_name, elder, minor = (person(key) for key in ("long_name", "elder", "minor"))
    return {
        "premises_lease_other_person": draw(*lease_of(elder.name, elder.number)),
        "premises_lease_expired": draw(
            *lease_of(chen.name, chen.number, "2022年10月1日起至2025年9月30日", "2022年9月20日")
        ),
        "household_register": household_register(chen),
        "household_register_other_person": household_register(elder),
        "household_register_child": household_register(minor, "子女"),
        "marriage_certificate": marriage_certificate(chen, yan),
        "property_title": property_title(chen),
        "property_title_other_person": property_title(guli),
        "residence_permit": residence_permit(guli, date(2031, 3, 1)),
        "residence_permit_expired": residence_permit(guli, date(2025, 3, 1)),
        "labour_contract": labour_contract(long_name),
        "referral_letter": referral_letter(elder),
        "long_residence_proof": long_residence_proof(wu),
        "power_of_attorney_signed": power_of_attorney(elder, chen),
        "bank_card": bank_card(chen),
        "health_certificate": health_certificate(chen, date(2026, 8, 31), date(2027, 8, 30)),
        "health_certificate_expired": health_certificate(chen, date(2024, 8, 31), date(2025, 8, 30)),
        "kitchen_layout": kitchen_layout(),
        "equipment_list": equipment_list(),
        "photo_white": photo_white(elder),
        "joint_photo": joint_photo(chen, yan),
        "birth_proof": birth_proof(minor, yan, chen),
        "company_resolution": company_resolution(chen, wu),
        "move_in_proof": move_in_proof(chen),
        "relation_proof": relation_proof(elder, chen),
        "food_licence": food_licence(chen),
        "old_age_card": old_age_card(elder),
    }
