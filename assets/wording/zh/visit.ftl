# What the screens of a visit say. Short words, one thought a sentence, 您 throughout.

## Around every screen

banner-simulated = 模拟设备 · 仅供测试
header-kiosk = 自助服务机 { $id }
language-other = English
go-on = 下一步
back = 返回
cancel = 结束办理
read-on = 下面还有

## Over a screen

cancelling-title = 要结束办理吗？
cancelling-text = 结束以后，刚才填的、拍的都会清除，不会留在机器上。
cancelling-paid = 您已经付了款，钱不会白付。会打印一张窗口单，拿着它到窗口，或者以后回来接着办。
keep-going = 接着办
end-visit = 结束并清除
end-visit-paid = 打印并结束
idle-title = 您还在吗？{ $seconds } 秒后结束
idle-text = 为了保护您的信息，没有人操作时会自动结束，填的内容会清除。
more-time = 我还需要时间
trouble-title = 请看一下
dismiss = 知道了
read-again = 再读一次
busy-reading_card = 正在读卡
busy-judging_page = 正在看这一页清楚不清楚，请不要动
busy-handing_in = 正在提交
busy-printing = 正在打印

## Facts of a service

trips = { $count ->
    [0] 跑零次
    [1] 最多跑一次
   *[other] 最多跑 { $count } 次
}
time = { $days ->
    [0] 当场办结
   *[other] { $days } 个工作日
}
fee-none = 免费（0 元）
fee = { $amount } 元

## Identify

identify-title = 请放身份证
identify-lead = 平放在有卡片图案的地方，放好别动
identify-reading = 正在读卡
identify-reading-lead = 请不要拿走，一会儿就好
identify-away = 现在读不了卡
identify-away-lead = 请先不要放卡。能读了，这里会自动接着办。
identify-trouble = 没有读好
identify-resident = 居民身份证
identify-resident-more = 哪一面朝上都可以
identify-social = 社会保障卡
identify-social-more = 没带身份证时可以用

## Form

form-title = 请看一看，填一填
form-lead = 卡上有的已经填好。要改哪一项，就点哪一项。
form-wanted = 请点这里填写
form-empty = 没有填
source-card = 来自您的卡
source-shared = 部门共享
source-earlier = 之前填过
source-generated = 自动填的
source-scan = 来自扫描
source-citizen = 您填的
field-done = 填好了
field-back = 不改了
field-clear = 清空
date-year = { $number } 年
date-month = { $number } 月
date-day = { $number } 日

## Papers

materials-count = 第 { $number } 份，共 { $total } 份
materials-wait = 正在打开摄像头，请稍等
materials-accepted = 拍好了，共 { $count } 页
materials-tip-1 = 一次只放一页，放平
materials-tip-2 = 四个角都在画面里，手不要挡住
materials-tip-3 = 字看得清，不反光
capture = 拍摄
retake = 重拍这一页
another = 再拍一页

## Check

check-title = 还差 { $count } 项
check-clear = 都齐了
check-clear-lead = 再看一遍，就可以提交。
mend-first = 从第一项补起

## Confirm

confirm-title = 请确认要提交的内容
confirm-matter = 要办的事
confirm-name = 事项
confirm-office = 办理部门
confirm-form = 填写的内容
confirm-papers = 材料
confirm-declaration-title = 我声明
confirm-declaration = 以上内容和材料都是真实的。按“提交”就是同意这一条。
hand-in = 属实，提交

## Handing in

handing-in-title = 正在提交
handing-in-lead = 请稍等，不要离开。马上就好。

## Receipt on the screen

screen-received = 办理部门已收到
screen-received-lead = 您的事已经送到办理部门。
screen-kept = 已存在本机，还没有送达
screen-kept-lead = 现在连不上办理部门。网络恢复后本机会自动送达，您不用再来。
screen-number = 办件编号
screen-number-kept = 临时编号（凭它可以查到正式编号）
screen-at = 提交时间 { $at }
screen-time-kept = 送达以后
screen-next = 接下来
screen-result = 您会得到
screen-printing = 正在打印回执
screen-printing-lead = 请稍等，在下面的出口拿。
screen-printed = 请拿好回执
screen-printed-lead = 上面有编号和二维码，以后查询要用。
screen-no-proof = 证明没有打出来
screen-no-proof-lead = 事已办好，证明没有丢。请拿着编号找工作人员补打。
screen-failed = 回执没有打出来
screen-photo = 请拍下这个码和编号
screen-photo-lead = 它就是您的回执，和纸的一样有用。也可以抄下编号。
print-again = 再打一次

## Goodbye

goodbye-done = 办好了，请慢走
goodbye-ended = 已经结束
goodbye-notice = 单子上都写着，请慢走
goodbye-ticket = 请到窗口接着办
goodbye-card = 请拿好您的卡
goodbye-receipt = 请拿好回执
goodbye-paper = 请拿好单子
goodbye-wiped = 您的信息已经从这台机器上清除。
