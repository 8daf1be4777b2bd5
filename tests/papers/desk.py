"""What lies on a desk where somebody opens a shop: lease and proof of the premises, a licence, a card, a phone."""

from __future__ import annotations

import qrcode
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from tests.papers.sheet import A4, COLOURS, INK, RED, Sheet, font, stamp

# The parties: all invented, numbers valid in form (GB 11643-1999) in the region 330199, which exists for tests.
LESSOR, LESSOR_ID = "顾砚秋", "330199196803150028"
LESSEE, LESSEE_ID = "陈文", "330199198806120133"
PLACE = "浙江省杭州市示例区试验街道样例路18号1幢102室"
COMMUNITY = "杭州市示例区试验街道样例社区居民委员会"


def lease_of(
    lessee: str, number: str, term: str = "2026年10月1日起至2029年9月30日", signed: str = "2026年9月20日"
) -> tuple[str, list[str], None]:
    return (
        "房屋租赁合同",
        [
            f"出租方（甲方）：{LESSOR}　　公民身份号码：{LESSOR_ID}",
            f"承租方（乙方）：{lessee}　　公民身份号码：{number}",
            "根据《中华人民共和国民法典》及有关规定，甲乙双方在平等、自愿的基础上，就房屋租赁事宜订立本合同，共同遵守。",
            f"第一条　房屋坐落：{PLACE}，建筑面积48.60平方米，规划用途为商业服务，房屋产权归甲方所有，"
            "产权清晰，无争议。",
            "第二条　租赁用途：乙方承租该房屋作为个体工商户的经营场所，从事面包烘焙及零售。未经甲方同意不得改变用途。",
            f"第三条　租赁期限：自{term}止，共三年。期满后乙方在同等条件下享有优先承租权。",
            "第四条　租金及支付：月租金人民币叁仟贰佰元整（¥3200.00），按季支付，于每季首月5日前付清。"
            "押金为一个月租金。",
            "第五条　甲方同意乙方以该房屋的地址办理市场主体登记，并配合提供房屋产权证明等有关材料。",
            "第六条　乙方应当合理使用房屋及其附属设施，承担租赁期间的水、电、燃气、物业及网络等费用，并负责日常维护。",
            "第七条　任何一方违反本合同约定的，应当向对方支付相当于两个月租金的违约金；造成损失的，依法承担赔偿责任。",
            "第八条　因本合同发生争议的，双方协商解决；协商不成的，向房屋所在地人民法院提起诉讼。",
            "第九条　本合同一式两份，甲乙双方各执一份，自双方签字之日起生效。",
            "",
            f"甲方（签字）：{LESSOR}　　　　　　　　乙方（签字）：{lessee}",
            f"{signed}　　　　　　　　　　　　{signed}",
        ],
        None,
    )


CERTIFICATE = (
    "经营场所证明",
    [
        "杭州市示例区市场监督管理局：",
        f"　　兹证明位于{PLACE}的房屋，建筑面积48.60平方米，产权人为{LESSOR}（公民身份号码：{LESSOR_ID}），"
        "该房屋属合法建筑，未列入征收拆迁范围，可以作为经营场所使用。",
        f"　　现产权人将该房屋出租给{LESSEE}（公民身份号码：{LESSEE_ID}）从事个体工商户经营活动，"
        "使用期限自2026年10月1日至2029年9月30日。",
        "　　本证明仅用于办理市场主体登记，涂改无效。",
        "　　特此证明。",
        "",
        f"　　　　　　　　　　　　　　{COMMUNITY}",
        "　　　　　　　　　　　　　　　　　　　　2026年9月22日",
        "",
        "经办人：沈青禾　　　　　　联系电话：0571-00000000",
    ],
    "样例社区居民委员会",
)

WRONG = (
    "暑期游泳培训班招生简章",
    [
        "为丰富青少年假期生活，样例游泳馆开设2026年暑期培训班，现将有关事项通知如下：",
        "一、招生对象：年满七周岁、身体健康的青少年，每班限二十人，额满为止。",
        "二、培训时间：7月6日至8月21日，周一至周五，上午班9:00至10:30，下午班15:00至16:30。",
        "三、培训内容：水性练习、蛙泳、自由泳，并进行水上安全及自救知识的讲解。",
        "四、收费标准：每期十二课时，人民币捌佰捌拾元整，含门票、泳帽，不含泳衣和泳镜。",
        "五、报名办法：携带近期一寸照片两张，到样例游泳馆一楼服务台登记，或在馆内自助机上办理。",
        "六、注意事项：学员须由家长接送，饭后一小时内不得下水；患有心脏病、皮肤病等疾病的，不宜参加。",
        "",
        "　　　　　　　　　　　　　　　　　　　　样例游泳馆",
        "　　　　　　　　　　　　　　　　　　　　2026年6月1日",
    ],
    None,
)

LICENCE = (
    ("统一社会信用代码", "92330199MA0000000X"),
    ("名　　　　称", "示例区麦香面包房（样张）"),
    ("类　　　　型", "个体工商户"),
    ("经　营　者", LESSEE),
    ("经 营 场 所", "示例区试验街道样例路18号1幢102室"),
    ("注 册 日 期", "2026年10月08日"),
    ("经 营 范 围", "食品销售；面包烘焙（样张，不作凭证）"),
)
PHONE_CODE = "https://example.com/c/SAMPLE-2026-000018"  # example.com belongs to nobody (RFC 2606)


def draw(title: str, paragraphs: list[str], seal: str | None) -> Image.Image:
    sheet = Sheet()
    sheet.heading(title)
    sheet.paragraphs(paragraphs)
    if seal is not None:
        sheet.stamp(seal, (A4[0] - 427, sheet.y - 330))
    return sheet.done()


def draw_back(front: Image.Image) -> Image.Image:
    """The back of a printed page: blank, but the front shines through a little."""
    ghost = ImageOps.mirror(front.convert("L").filter(ImageFilter.GaussianBlur(3)))
    faint = ghost.resize((A4[0] // 2, A4[1] // 2)).point(lambda grey: 242 + grey * 8 // 255)
    return faint.quantize(COLOURS)


def draw_licence() -> Image.Image:
    """Coloured from edge to edge, in an ornate frame: nothing like black on white."""
    page = Image.new("RGB", A4, (250, 241, 214))
    pen = ImageDraw.Draw(page)
    for inset, colour, width in ((40, (176, 132, 52), 26), (84, (206, 172, 96), 6), (110, (176, 132, 52), 3)):
        pen.rectangle((inset, inset, A4[0] - inset, A4[1] - inset), outline=colour, width=width)
    for x in range(140, A4[0] - 130, 46):
        for y in (58, A4[1] - 58):
            pen.ellipse((x - 9, y - 9, x + 9, y + 9), fill=(246, 226, 168))
    for x, y in ((x, y) for x in range(190, A4[0] - 170, 96) for y in range(560, A4[1] - 300, 96)):
        pen.text((x, y), "样张", (243, 230, 194), font(10), anchor="mm")
    pen.ellipse((A4[0] / 2 - 95, 170, A4[0] / 2 + 95, 360), fill=RED)
    pen.text((A4[0] / 2, 262), "★", (250, 214, 90), font(38), anchor="mm")
    pen.text((A4[0] / 2, 450), "营业执照（样张）", RED, font(34), anchor="mm")
    for i, (word, value) in enumerate(LICENCE):
        pen.text((250, 680 + 130 * i), word, (120, 70, 30), font(13))
        pen.text((620, 680 + 130 * i), value, INK, font(13))
    stamp(pen, (A4[0] - 430, A4[1] - 480), "样例登记机关专用章")
    return page.quantize(COLOURS)


def draw_card() -> Image.Image:
    """A card of 85.6 x 54 mm at 300 dpi, of no kind that exists."""
    width, height = 1011, 638
    card = Image.new("RGB", (width, height), (226, 236, 240))
    pen = ImageDraw.Draw(card)
    for i in range(-height, width, 26):
        pen.arc((i, -120, i + 900, height + 160), 200, 330, fill=(208, 224, 232), width=3)
    pen.rectangle((700, 96, 950, 420), fill=(206, 216, 224))
    pen.ellipse((760, 140, 890, 300), fill=(196, 164, 142))
    pen.pieslice((715, 300, 935, 560), 180, 360, fill=(60, 74, 104))
    for y, word, value in ((70, "姓名", LESSEE), (160, "性别", "男　　民族　汉"), (250, "出生", "1988年6月12日")):
        pen.text((60, y), word, (70, 110, 150), font(10.5))
        pen.text((180, y), value, INK, font(12))
    pen.text((60, 340), "住址", (70, 110, 150), font(10.5))
    for i, line in enumerate((PLACE[:14], PLACE[14:])):
        pen.text((180, 336 + 52 * i), line, INK, font(11.5))
    pen.text((60, 530), "样例证号", (70, 110, 150), font(11))
    pen.text((300, 524), LESSEE_ID, INK, font(15))
    pen.text((930, 590), "样张　无效", RED, font(9), anchor="rm")
    return card.quantize(32)


def draw_phone() -> Image.Image:
    """A phone of 72 mm that shows a code."""
    width, height = 680, 1400
    phone = Image.new("RGB", (width, height), (16, 17, 20))
    pen = ImageDraw.Draw(phone)
    pen.rounded_rectangle((18, 18, width - 18, height - 18), 46, fill=(247, 249, 250))
    pen.rectangle((18, 60, width - 18, 190), fill=(38, 110, 190))
    pen.text((width / 2, 125), "办事码（样张）", (255, 255, 255), font(15), anchor="mm")
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    code.add_data(PHONE_CODE)
    square = code.make_image().get_image().convert("RGB").resize((460, 460), Image.Resampling.NEAREST)
    phone.paste(square, ((width - 460) // 2, 330))
    pen.text((width / 2, 900), "请将二维码对准扫码口", (70, 74, 80), font(12), anchor="mm")
    pen.text((width / 2, 970), f"{LESSEE[0]}＊", (70, 74, 80), font(12), anchor="mm")
    pen.rounded_rectangle((width / 2 - 90, height - 70, width / 2 + 90, height - 58), 6, fill=(150, 154, 160))
    return phone.quantize(COLOURS)


def drawn() -> dict[str, Image.Image]:
    """By the name of the file."""
    lease = draw(*lease_of(LESSEE, LESSEE_ID))
    return {
        "premises_lease": lease,
        "premises_certificate": draw(*CERTIFICATE),
        "wrong_document": draw(*WRONG),
        "blank_back": draw_back(lease),
        "business_licence": draw_licence(),
        "sample_card": draw_card(),
        "phone": draw_phone(),
    }
