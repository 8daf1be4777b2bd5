# What the screens of the generic visit say.

ask-help = 帮助
help-title = 需要帮忙吗？
help-text = 可以请帮办员来替您打字，也可以打一张窗口单，到窗口接着办。
help-helper = 请帮办员
help-ticket = 打窗口单
help-back = 不用了
helper-badge-title = 请帮办员刷证卡
helper-badge-text = 把登记过的证卡放在读卡的地方。
helper-pin-title = 请帮办员输密码
helper-yes = 我同意
helper-no = 不用
helper-mark = 帮办员 { $number } 在协助
helper-end = 帮办结束
identify-role = 请{ $who }放身份证
identify-role-lead = 两个人都要在场。刚才那张先拿走。
identify-absent = 这位不在，下次再来
identify-presence = 还要确认是您本人
identify-presence-lead = 选一种您方便的办法。
identify-staff-pin = 请工作人员输密码
presence-ask = 确认
busy-looking_up = 正在替您查登记信息
busy-composing = 正在做文书
busy-asking_office = 正在联系办事部门
source-helper = 帮办员填的
