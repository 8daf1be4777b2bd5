# What the screens say before the card, and beside the way. Short words, one thought a sentence, 您 throughout.

## Where in the visit

phase-choose = 看清单
phase-identify = 刷卡
phase-fill = 填写材料
phase-sign = 签字确认
phase-done = 回执

## Choose a service

welcome-other = 没找到？从这里找
welcome-letters = 按字母
events-lead = 几个部门的事，填一张表，一次办好。
letters-lead = 按事情名称的拼音首字母找，比如“转学”按 Z X。
letters-hint = 请按下面的字母
search-hint = 请用下面的键盘写
office-matters = 能办 { $count } 件事
welcome-events = 一件事
welcome-offices = 按部门找
welcome-search = 搜一搜
welcome-progress = 查进度
welcome-lists = 看清单
welcome-resume = 接着上次
welcome-back = 返回
welcome-type = 写几个字，或者拼音的第一个字母
welcome-nothing = 没有找到。换几个字试试，或者问工作人员。
welcome-title = 您好，请选择要办的事
welcome-lead = 带上身份证就可以开始。每一步都能返回，随时可以结束。
welcome-starting = 正在准备，马上就好。
welcome-how-1 = 放身份证
welcome-how-2 = 看一看，填一填
welcome-how-3 = 拿回执
welcome-help = 不会用没关系，请找旁边的工作人员，也可以到窗口办理。

## Situation

situation-one = 点一项就可以。点错了，按“返回”。
situation-count = 第 { $number } 问
situation-many = 可以选几项，选好了按“下一步”。

## The exact list, and all that is told with it

guide-print = 打印清单
guide-resumed = 接着上次的办。已经备好的都还在。
guide-sample = 样张，供您对照
guide-one-of = 下面 { $count } 样，有一样就行
guide-may-need-lead = 先由机器去查，查到了就不用。手边有的话，带上更稳当。
guide-ready = 已经有了
guide-ready-scanned = 拍好了
guide-ready-shared = 查到了
guide-ready-earlier = 前面拍过，不用再拍
guide-ready-deferred = 您选了以后补交
guide-ready-committed = 您选了承诺代替
guide-from-register = 机器去查：{ $register }
guide-made = 机器按您填的内容做好
guide-fetched = 由部门去调取
guide-never-lead = 规定：部门自己能查到的，不许再向您要。
guide-sub-matters-lead = 一共 { $count } 件，几个部门同时办。
guide-stations-lead = 都由部门之间传，不用您跑。
guide-done-after = { $days ->
    [0] 交上去当天办好
   *[other] 交上去 { $days } 个工作日内办好
}
before-title = 以前和现在
before-days = 办理天数
before-trips = 跑腿次数
before-papers = 材料份数
before-now = { $before } → { $now }
guide-later = 可以以后补：{ $days } 个工作日内
guide-exact = 您要带的（共 { $count } 样）
guide-never = 这些不许向您要
guide-may-need = 机器查不到才要的
guide-commit = 没有也行：可以签承诺书代替
guide-unverified = 以大厅答复为准
guide-phone-too = 这件事手机上也能办，不用来。
guide-sub-matters = 一次办好这些事
guide-stations = 要经过的几站
guide-guide-only = 这里办不了的
guide-faq = 常见问题
guide-person = { $who }，带自己的身份证
guide-stages = 办理环节
guide-start = 开始办理
guide-back = 选别的事
guide-trips = 跑腿次数
guide-time = 办理时间
guide-fee = 费用
guide-bring = 您要带的
guide-bring-card = 身份证
guide-bring-card-more = 社会保障卡也可以
guide-bring-no-papers = 别的材料都不用带
guide-if-needed = { $name }（需要时才带）
guide-spared = 不用您带，我们来准备
guide-conditions = 谁可以办
guide-result = 您会得到
guide-law = 规定和依据
guide-promised-time = 承诺办理时间：{ $time }
guide-legal-time = 法定办理时间：{ $time }
guide-who = 谁来办，打给谁
guide-consult = 咨询电话 { $number }
guide-complaint = 投诉电话 { $number }

## A condition is not met

refused-elsewhere = 这件事不归这里办
refused-not-met = 现在还办不了
refused-lead = 不用再填了。原因和别的办法写在下面。
refused-way = 您可以这样
refused-change = 改答案
refused-end = 知道了，结束
refused-rule = 是这样规定的
refused-ask = 请打下面的电话，或者到窗口问一问。
refused-print = 打印带走
refused-condition = 这一条不符合：{ $text }

## Privacy

privacy-title = 先看看怎样用您的信息
privacy-lead = 看完了，同意再往下办。不同意也没关系，窗口一样能办。
privacy-privacy = 您的信息怎样用
privacy-sensitive = 敏感信息，要您单独同意
privacy-agree-sensitive = 我同意用这些敏感信息
privacy-agree = 同意，往下办
privacy-read-on = 往下看
privacy-decline = 不同意
privacy-declined = 没关系，不同意也能办
privacy-declined-lead = 这台机器什么都没有留下。请到窗口，工作人员帮您办，结果一样。
privacy-again = 再看一看
privacy-end = 好的，结束

## Where else

places = 附近能办的地方
place-here = 就在这里
place-metres = { $metres } 米
place-kilometres = { $kilometres } 公里
place-open = 现在开着，今天 { $hours }
place-shut = { $hours ->
    [none] 今天不开
   *[other] 现在没开，今天 { $hours }
}

## Going on with a case

resume-title = 接着上次没办完的
resume-lead = 请把告知单、窗口单或者回执上的码对着扫码口；没有扫码口的，平放在镜头下面。
resume-how = 折坏了、看不清？可以从头办，也可以到窗口。
resume-card = 您填过的内容，刷当初那张身份证才打开。别人捡到单子也看不到。
resume-not-opened = 这个码打不开
resume-then = 接下来
resume-open = 上次选的事、要带的清单，马上就打开。
resume-again = 再试一次

## How far a case is

progress-title = 您的办件
progress-lead = 每一件办到哪里了，都在这里。
progress-none = 没有查到您的办件。
progress-done = 看好了，结束
progress-state = 现在
progress-handed-in = 提交日期
progress-promised = 承诺办结
progress-by = { $date }前
progress-wanted = 还要补交：{ $names }
progress-supply = 现在补交
case-accepted = 正在办
case-waiting_for_papers = 等您补材料
case-finished = 办好了
case-terminated = 已经终止
sub-case-waiting = 还没轮到
sub-case-at_work = 正在办
sub-case-finished = 办好了
progress-wait = 正在查，请稍等。
progress-and = 、
progress-none-lead = 换一张当时办事的身份证再查；或者带上回执，到窗口问一问。

## Lists

lists-title = 清单和指南
lists-lead = 不用刷卡，谁都可以看。
lists-power = 权力清单
lists-responsibility = 责任清单
lists-done = 看好了，结束
lists-duty = { $time }　投诉 { $phone }
lists-type = 事项类型
lists-authority = 实施主体
lists-credit-code = 信用代码
lists-level = 行使层级
lists-basis = 设定依据
lists-flow = 办理流程
lists-flow-none = 当场办结
lists-consult = 咨询电话
lists-complaint = 监督电话
lists-version = 版本
lists-version-of = 第 { $version } 版
lists-item-code = 实施编码
lists-take = 扫码带走
lists-complete = 这里能办的 { $count } 件事，都在上面
lists-power-lead = 政府可以办、可以管的事。没有列上的，不能管。
lists-responsibility-lead = 每个部门该办什么、多久办好、办不好打给谁。
lists-nothing = 没有找到。换几个字试试。
lists-search = 搜一搜
lists-time = 承诺时限
lists-effective = 施行日期
lists-cancelled = 计划取消日期
lists-doubt = 依据的条文号以大厅答复为准。
lists-take-lead = 用手机扫一扫，回家慢慢看。

## Rating

rate-title = 您觉得怎么样？
rate-lead = 评不评都可以，不影响您的事。
rate-1 = 非常满意
rate-2 = 满意
rate-3 = 基本满意
rate-4 = 不满意
rate-5 = 非常不满意
rate-send = 提交评价
rate-skip = 不评了
rate-tag-quick = 办得快
rate-tag-clear = 说得清楚
rate-tag-one_trip = 不用多跑
rate-tag-easy = 好用
rate-tag-slow = 太慢
rate-tag-unclear = 说得不清楚
rate-tag-too_many_questions = 问得太多
rate-tag-too_many_papers = 材料太多
rate-tag-machine_trouble = 机器不好用
rate-tag-wrong_guide = 和说的不一样
rate-tags = 还想说说吗？可以不选。
rate-not-helper = 要您自己来评，帮办员不能代评。
rate-helper-gone = 帮办员走开了，我自己评
