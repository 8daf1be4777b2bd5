# `kiosk report visits`：大厅看的统计。没有任何个人信息。

report-days = { DATETIME($first, dateStyle: "long") }至{ DATETIME($last, dateStyle: "long") }，共 { $count } 次办件
report-empty = 记录里没有办件。
report-no-log = { $folder } 里没有运行记录。
report-unreadable = 有 { $count } 行记录读不出来，没有算进去。

report-service = 事项
report-total = 合计
report-not-taken-up = 想继续办，没有打开
report-visits = 次数
report-count = { $count }
report-share = { $count } ({ $percent }%)
report-duration = { $minutes } 分 { $seconds } 秒

report-begun = 新办
report-resumed = 接着办
report-handed_in = 已提交
report-first_visit = 一次办成
report-intercepted = 预审拦下
report-notice = 告知单
report-ticket = 转窗口
report-refused = 不符
report-gave_up = 放弃
report-helped = 帮办
report-satisfied = 好评
report-median = 用时

report-outcomes = 结果
report-problems = 预审拦下的原因
report-conditions = 不符合的条件
report-steps = 在哪一步放弃
report-ratings = 评价
report-condition = { $service }：{ $text }

report-outcome-handed_in = 已提交
report-outcome-notice = 拿一次性告知单离开
report-outcome-ticket = 拿窗口联系单转窗口
report-outcome-refused = 不符合条件，没有再办
report-outcome-looked_up = 只看清单或进度
report-outcome-gave_up = 中途放弃
report-outcome-turned_back = 退回首页另选
report-outcome-broken_off = 机器中断
report-outcome-no_end = 还没结束，或记录里没有结果

report-problem-not_our_competence = 不归本部门管
report-problem-not_met = 条件不符合
report-problem-missing = 没有填
report-problem-too_short = 太短
report-problem-too_long = 太长
report-problem-too_few = 数量不够
report-problem-too_many = 数量太多
report-problem-malformed = 格式不对
report-problem-out_of_range = 超出范围
report-problem-forbidden_word = 有不能用的词
report-problem-contradicts = 前后不一致
report-problem-missing_person = 缺人到场
report-problem-missing_material = 缺材料
report-problem-illegible = 看不清
report-problem-wrong_kind = 材料不对
report-problem-expired = 过期
report-problem-unsigned = 没有签字
report-problem-unpaid = 没有缴款

report-step-welcome = 首页
report-step-lists = 清单
report-step-resume = 扫码接着办
report-step-situation = 情形问答
report-step-guide = 办事指南
report-step-refused = 不符条件
report-step-privacy = 隐私告知
report-step-identify = 刷卡
report-step-progress = 查进度
report-step-form = 填表
report-step-materials = 拍材料
report-step-check = 检查
report-step-sign = 签字
report-step-pay = 缴款
report-step-delivery = 选领取方式
report-step-confirm = 确认
report-step-hand_in = 提交
report-step-receipt = 回执
report-step-rate = 评价
report-step-leave = 离开
report-step-goodbye = 结束

report-level-1 = 非常满意
report-level-2 = 满意
report-level-3 = 基本满意
report-level-4 = 不满意
report-level-5 = 非常不满意
