"""Draws the sample papers of `assets/papers`: A4 pages at 200 dpi of invented people. Run: python -m tests.papers"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

ASSETS = Path(__file__).resolve().parent.parent / "assets"
DPI = 200
A4 = (round(210 / 25.4 * DPI), round(297 / 25.4 * DPI))
MARGIN = round(25 / 25.4 * DPI)
INK, RED, PAPER = (24, 24, 28), (200, 30, 30), (252, 251, 247)
COLOURS = 16  # of the saved picture: keeps a page far below 500 kB

# The parties: all invented, numbers valid in form (GB 11643-1999) in the region 330199, which exists for tests.
LESSOR, LESSOR_ID = "顾砚秋", "330199196803150028"
LESSEE, LESSEE_ID = "陈文", "330199198806120133"
PLACE = "浙江省杭州市示例区试验街道样例路18号1幢102室"
COMMUNITY = "杭州市示例区试验街道样例社区居民委员会"

LEASE = (
    "房屋租赁合同",
    [
        f"出租方（甲方）：{LESSOR}　　公民身份号码：{LESSOR_ID}",
        f"承租方（乙方）：{LESSEE}　　公民身份号码：{LESSEE_ID}",
        "根据《中华人民共和国民法典》及有关规定，甲乙双方在平等、自愿的基础上，就房屋租赁事宜订立本合同，共同遵守。",
        f"第一条　房屋坐落：{PLACE}，建筑面积48.60平方米，规划用途为商业服务，房屋产权归甲方所有，产权清晰，无争议。",
        "第二条　租赁用途：乙方承租该房屋作为个体工商户的经营场所，从事面包烘焙及零售。未经甲方同意不得改变用途。",
        "第三条　租赁期限：自2026年10月1日起至2029年9月30日止，共三年。期满后乙方在同等条件下享有优先承租权。",
        "第四条　租金及支付：月租金人民币叁仟贰佰元整（¥3200.00），按季支付，于每季首月5日前付清。押金为一个月租金。",
        "第五条　甲方同意乙方以该房屋的地址办理市场主体登记，并配合提供房屋产权证明等有关材料。",
        "第六条　乙方应当合理使用房屋及其附属设施，承担租赁期间的水、电、燃气、物业及网络等费用，并负责日常维护。",
        "第七条　任何一方违反本合同约定的，应当向对方支付相当于两个月租金的违约金；造成损失的，依法承担赔偿责任。",
        "第八条　因本合同发生争议的，双方协商解决；协商不成的，向房屋所在地人民法院提起诉讼。",
        "第九条　本合同一式两份，甲乙双方各执一份，自双方签字之日起生效。",
        "",
        f"甲方（签字）：{LESSOR}　　　　　　　　乙方（签字）：{LESSEE}",
        "2026年9月20日　　　　　　　　　　　　2026年9月20日",
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

PAPERS = {"premises_lease": LEASE, "premises_certificate": CERTIFICATE, "wrong_document": WRONG}


def draw(title: str, paragraphs: list[str], seal: str | None) -> Image.Image:
    page = Image.new("RGB", A4, PAPER)
    pen = ImageDraw.Draw(page)
    large, plain = _font(22), _font(12)
    pen.text((A4[0] / 2, MARGIN), title, INK, large, anchor="ma")
    y = MARGIN + round(22 / 72 * DPI * 2.4)
    for paragraph in paragraphs:
        for line in _wrapped(paragraph, plain):
            pen.text((MARGIN, y), line, INK, plain)
            y += round(12 / 72 * DPI * 1.75)
        y += round(12 / 72 * DPI * 0.35)
    if seal is not None:
        _stamp(pen, (A4[0] - MARGIN - 230, y - 330), seal)
    return page.quantize(COLOURS)


def _font(points: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(ASSETS / "fonts" / "NotoSansSC-Regular.otf"), round(points / 72 * DPI))


def _wrapped(paragraph: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """No line begins with a mark that belongs to the word before it."""
    lines = [""]
    for character in paragraph:
        full = font.getlength(lines[-1] + character) > A4[0] - 2 * MARGIN
        if full and character not in "，。、；：）》":
            lines.append("")
        lines[-1] += character
    return lines


def _stamp(pen: ImageDraw.ImageDraw, middle: tuple[int, int], words: str) -> None:
    x, y = middle
    radius = round(20 / 25.4 * DPI)
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=RED, width=9)
    pen.text((x, y - 24), "★", RED, _font(26), anchor="mm")
    pen.text((x, y + 64), words[:5], RED, _font(10), anchor="mm")
    pen.text((x, y + 100), words[5:], RED, _font(10), anchor="mm")


if __name__ == "__main__":
    for name, paper in PAPERS.items():
        draw(*paper).save(ASSETS / "papers" / f"{name}.png", optimize=True)
