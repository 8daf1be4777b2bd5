# What the pre-check found. `name`: the label of the field or paper. `detail`: see kiosk/visit/form.py.

finding-missing = { $name }：还没有填。
finding-too_short = { $name }：太短了，至少写 { $detail } 个字。
finding-too_long = { $name }：太长了，最多写 { $detail } 个字。
finding-out_of_range = { $name }：请填 { $detail } 之间的。
finding-forbidden_word = { $name }：里面不能有“{ $detail }”这个词，请换一个。
finding-missing_material = { $name }：还没有拍。
finding-malformed =
    { $name }：{ $detail ->
        [phone] 号码不对。手机号是 11 位数字；座机请先写区号。
        [fifteen_digits] 这是 15 位的老号码，请填身份证上 18 位的号码。
        [wrong_length] 身份证号码是 18 位，请数一数。
        [wrong_character] 身份证号码只有数字，最后一位可以是 X。
        [no_such_date] 号码里的生日不存在，请对照身份证看一看。
        [in_the_future] 号码里的生日还没有到，请对照身份证看一看。
        [wrong_check_digit] 号码里有一位不对，请对照身份证看一看。
        [date] 没有这一天，请重新选。
        [month] 没有这个月，请重新选。
        [number] 请只填数字。
        [money] 请填多少元，例如 5000。
        [name] 姓名里有不能用的字符，请重新填。
        [credit_code] 18 位的统一社会信用代码有一位不对，请对照营业执照看一看。
        [plate] 车牌号不对，例如 浙A12345。
        [bank_card] 银行卡号有一位不对，请对照卡看一看。
        [region] 请从给出的地方里选。
        [person] 请把这个人的信息填完整。
        [list] 请把每一项填完整。
        [choice] 请从给出的几项里选。
       *[other] 有不能用的字符，请重新填。
    }
finding-not_our_competence = { $name }：这件事不归我们办。
finding-not_met = { $name }：您的情况不符合这一条。
finding-too_few = { $name }：至少要填 { $detail } 个。
finding-too_many = { $name }：最多填 { $detail } 个。
finding-missing_person = { $name }：要本人带身份证来刷卡。
finding-illegible = { $name }：拍得看不清，请重新拍一张。
finding-wrong_kind = { $name }：拍的好像是别的材料，请换成这一份。
finding-expired = { $name }：已经过期了（{ $detail }），请换一份有效的。
finding-unsigned = { $name }：还没有签字。
finding-unpaid = { $name }：还没有付款。
finding-contradicts =
    { $name }：{ $detail ->
        [own_number] 这里写的是另一个人，不能填您自己的号码。
        [register] 和登记的姓名不一样，请对照证件看一看。
       *[other] 和身份证上的不一样，请看看是不是拿错了。
    }
finding-missing_material-one_of = 这几样里还缺一样：{ $name }
finding-or = {"、"}
finding-of-row = { $name }（第 { $row } 位）的{ $column }
finding-of-person = { $name }的{ $column }

# What the pre-check comes to (行政许可法 Art. 32), and what to do about a finding.
outcome-not_our_competence = 这件事不归本机关办。
outcome-not_met = 您现在的情况不符合办理条件。
outcome-incomplete = 材料还没有备齐。
outcome-correctable = 有几处当场可以改正。
outcome-acceptable = 材料齐全，可以办理。
todo-ask = 请打咨询电话问一问。
todo-material = 换一份合格的，再拍一次。
todo-role = 请本人带身份证一起来。
todo-field = 在自助机上改一下。
