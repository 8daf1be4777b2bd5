# What is printed on the receipt. It lies in a drawer for months: every line must be understood without this machine.

receipt-title = 办件回执
receipt-simulated = 模拟设备 · 仅供测试 · 不作凭证

receipt-received = 办理部门已收到
receipt-received-note = 您的事项已经送到办理部门。
receipt-kept = 本机已保存，尚未送达
receipt-kept-note = 现在连不上办理部门。网络恢复后，本机会自动送达，您不用再来。请保管好这张回执，凭临时编号可以查到正式编号。

receipt-number = 办件编号
receipt-provisional = 临时编号（本机）
receipt-received-at = 收到时间
receipt-kept-at = 提交时间

receipt-handed-in = 您提交了
receipt-form = 您填写并确认的信息
receipt-pages = { $count } 页
receipt-from-card = 读卡
receipt-from-shared = 部门共享
receipt-from-earlier = 之前已有
receipt-from-generated = 本机生成
receipt-from-scan = 扫描
receipt-from-citizen = 您提供

receipt-next = 接下来
receipt-next-kept = 送达以后
receipt-promised = 承诺办结
receipt-promised-by = { DATETIME($date, dateStyle: "long") }前
receipt-promised-at-once = 当场
receipt-promised-on-delivery = 送达后当场
receipt-promised-days = 送达后 { $days } 个工作日内
receipt-promised-never = 没有规定期限

receipt-fee = 费用
receipt-fee-amount = { $amount } 元

receipt-authority = 办理部门
receipt-consult = 咨询电话
receipt-complaint = 投诉电话

receipt-moment = { DATETIME($at, dateStyle: "long", timeStyle: "short") }
receipt-code = 扫一扫，核验这张回执的真假

# Life events, promises, papers signed here, paying, delivery.
receipt-sub-cases = 这件事里的各项
receipt-deferred = { DATETIME($date, dateStyle: "long") }前补交
receipt-committed = 已承诺，不用交
receipt-fetch = 由部门调取
receipt-made = 本机生成（{ $digest }）
receipt-signed = 已签字（{ $digest }）
receipt-paper-commitment = 告知承诺书
receipt-paper-deferral = 容缺受理承诺书
receipt-helper = 帮办员编号
receipt-delivery = 结果怎样给您
receipt-delivery-print = 当场打印
receipt-delivery-download = 手机下载
receipt-delivery-mail = 邮寄
receipt-delivery-locker = 取件柜
receipt-delivery-window = 窗口领取
receipt-fine = 罚款
receipt-order = 缴款单 { $order }
receipt-pay-by = { DATETIME($date, dateStyle: "long") }前缴
receipt-pay-later = 以后缴
receipt-voucher = 电子票据
