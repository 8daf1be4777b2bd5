# What the screens say that a citizen fills in, from the card to the receipt. Short words, one thought a sentence.

## Form

form-fill = 接着填（差 { $count } 项）
form-register-miss = { $name }里没有查到，请您填。
form-register-down = 现在连不上{ $name }，请您填。
form-register-contradicts = { $name }里的人和您的卡对不上，没有采用。请您填。
source-register = 查自{ $name }
field-on = 下一项
field-yuan = { $amount } 元
field-day = { $year } 年 { $month } 月 { $day } 日
field-no-options = 没有查到可以选的。请看看前面填得对不对，或者找工作人员。
region-first = 先选省、市、县，再写街道和门牌。
region-type = 不选，全部自己写
region-choose = 重新选省、市、县
record-place = { $name } · 第 { $number } 项，共 { $total } 项
record-limits = { $low ->
    [0] 最多 { $high } 个
   *[other] 至少 { $low } 个，最多 { $high } 个
}
record-without = 没有，这一项不填
record-add = 再加一个
record-change = 修改
record-remove = 去掉
record-keep = 留着
record-really = 要去掉这一个吗？

## Identify

identify-read = { $who }已经刷好（{ $name }）
identify-tip-other = 换另一种卡试试：身份证或者社会保障卡
identify-travel = 护照、港澳台居民来往通行证
identify-travel-more = 这台机器还办不了，请到窗口
identify-ticket = 打一张窗口单，到窗口办
identify-again = 再输一次
identify-phone = 用手机确认
identify-phone-more = 打开手机上的办事程序，把六位数输在这里
identify-phone-title = 请输手机上的六位数
identify-phone-lead = 在手机的办事程序里，点“身份动态码”。
identify-look = 请工作人员看一下
identify-look-more = 工作人员看一眼您和身份证，刷他自己的卡
identify-staff = 请工作人员刷证卡
identify-staff-lead = 先拿走您的身份证，再放工作人员的卡。
identify-staff-pin-lead = 看过本人和身份证以后再输。
identify-window = 到窗口办
identify-window-more = 打一张窗口单，预约好的时间去也行

## Papers

materials-sample = 样子
materials-one-of = 这几样有一样就行：{ $names }。
materials-defer = 以后补交
materials-commit = 承诺代替
materials-fetch = 让部门去调取
materials-absent = 我没带
materials-skip = 这份不交
materials-deferred-title = 这一份以后补交？
materials-deferred-due = 请在 { $due } 以前补交。
materials-deferred-text = 事情先收下。到时候没有补交，这件事会退回来，要重新办。补交可以在任何一台自助机上，也可以到窗口。
materials-deferred-agree = 我会按时补交
materials-deferred-given = 这一份以后补交
materials-committed-title = 不交这一份，由您承诺？
materials-committed-text = 承诺不实的，会撤销办理的结果，并记入信用记录。
materials-committed-agree = 我承诺
materials-committed-given = 这一份由您承诺代替
materials-committed-sign = 后面会请您在承诺书上签字。
materials-fetch-title = 请部门去调取这一份？
materials-fetch-text = 登记系统现在没有回答。您没带的话，事情照样收下，部门自己去查，查到了才接着办。
materials-fetch-agree = 请部门去调取
materials-fetch-given = 这一份由部门去调取
materials-take-back = 改成现在拍
materials-wrong = 这一份还不行

## Check

check-notice = 没带齐？打印一次性告知单，带齐再来
check-notice-lead = 缺什么都写在上面。填过的、拍过的都不会丢，下次扫码接着办。
check-condition = 办理条件
check-role = 要来的人
check-field = 填写的内容
check-material = 材料
check-rule = 依据：{ $rule }
check-standard = 要求：{ $rule }
check-mend-condition = 看说明
check-mend-role = 去刷卡
check-mend-field = 去改
check-mend-material = 去补

## Sign

sign-count = 第 { $number } 份，共 { $total } 份
sign-you = 您本人
sign-who = 请{ $who }在框里签名
sign-read = { $count ->
    [0] 往下看
   *[other] 往下看（还有 { $count } 页）
}
sign-agree = 看完了，没有错
sign-done = 签好了
sign-clear = 重签
sign-too-little = 签得太少了，请写全名字。
sign-not-helper = 签字要本人来，帮办员不能代签。请先结束帮办，再由本人签。

## Delivery

delivery-title = 结果怎样给您
delivery-lead = 选一种您方便的。
delivery-download = 手机下载
delivery-download-more = 办好了发短信，扫回执上的码就能下载，和纸的一样有用。
delivery-mail = 邮寄到家
delivery-mail-more = 办好以后寄出。
delivery-locker = 到取件柜自己拿
delivery-locker-more = 大厅门口，不分上下班，扫回执上的码开柜。
delivery-window = 到窗口拿
delivery-window-more = 带上回执。今天的时间：{ $hours }
delivery-window-closed = 带上回执。今天不开。
delivery-name = 收件人
delivery-phone = 收件电话
delivery-address = 收件地址

## Pay

pay-fee = 要交的费用
pay-fine = 罚款（由办理部门决定，这台机器不算）
pay-basis = 依据：{ $rule }
pay-open = 等您付款
pay-how = 付好以后，这里会自己变，不用按。
pay-scan = 用手机扫一扫，在手机上付
pay-no-cash = 这台机器不收卡，也不收现金。
pay-paid = 已经付好了
pay-voucher = 电子票据号：{ $number }
pay-failed = 这次没有付成
pay-none = 缴款单还没有拿到
pay-later = 您选了以后付
pay-by = 请在 { $until } 以前付。下面的码回执上也有，在家里扫也行。
pay-again = 再试一次
pay-again-more = 重新拿一张缴款单。钱没有扣两次。
pay-put-off = 以后再付
pay-put-off-more = 事情先交上去。缴款码和日期写在回执上。
pay-window = 用现金或者银行卡
pay-window-more = 打一张窗口单，到窗口付
pay-not-helper = 付款要本人来，帮办员不能代付。请先结束帮办。
pay-rights = 请在收到决定书之日起 { $days } 日内缴。逾期不缴，每天按罚款的 3% 加处罚款。不服的，可以在 60 日内申请行政复议，或者在 6 个月内起诉。

## Leave

leave-notice = 请拿好一次性告知单
leave-notice-lead = 要带的、要改的都在上面。带齐了再来，扫单子上的码，就从这里接着办。
leave-ticket = 请拿好窗口单
leave-ticket-lead = 交给窗口。工作人员扫上面的码接着办，填过的不用再填。
leave-printing = 正在打印
leave-printed = 单子打好了，请在下面的出口拿
leave-failed = 单子没有打出来，请拍下这个码
leave-code = 接着办的编号
leave-until = { $until }前有效
leave-secret = 打开您填过的内容，还要用这次刷的身份证。
leave-kept = 先存在这台机器里
leave-kept-lead = 现在连不上办理部门。网络恢复以后自动送上去，单子就到处能用了。
leave-bring = 下次请带来
leave-person = { $who }本人，带自己的身份证
leave-one-of = { $standard }同类的有一样就行。
leave-done = 好了，结束

## Confirm

confirm-people = 办事的人
confirm-helper = 帮办员
confirm-signed = 签过的文书
confirm-signed-by = { $who }已签字
confirm-result = 结果怎样给您
confirm-pages = 拍了 { $count } 页
confirm-card = 读卡
confirm-earlier = 前面已经拍过
confirm-generated = 这台机器做好，已签字
confirm-committed = 由您承诺代替
confirm-office_fetches = 由部门去调取
confirm-shared = 部门共享
confirm-deferred = 以后补交
confirm-expected = 由我们准备，不用您带
confirm-open = { $amount }，还没有付
confirm-paid = { $amount }，已经付好
confirm-failed = { $amount }，没有付成
confirm-later = { $amount }，以后付
confirm-pay-by = { $amount }，{ $until }以前付
confirm-not-helper = 提交要本人来按。请先结束帮办，再由本人看一遍。

materials-blank = 打印空白的，签好再来

## Receipt

receipt-done = 拿好了，往下
receipt-by = { $until }前办好
receipt-supply = 要补交的
receipt-payment = 付款
receipt-until = 最晚哪天付
receipt-sub = 这件事里的各项
receipt-collect = 证明打好了，请一起拿走
receipt-collect-lead = 在打印 A4 纸的出口，共 { $count } 份
receipt-another-copy = 再打一份

## Help

helper-consent-title = 请问您本人：让帮办员 { $number } 帮您填吗？
helper-pin-hint = 输的时候请用手挡一挡。
