# 办事人员在命令行里看一个事项（kiosk catalogue show）的词。

catalogue-situations = 先问的情形
catalogue-conditions = 办理条件
catalogue-people = 还有谁
catalogue-fields = 表单
catalogue-materials = 材料
catalogue-terms = 时间、费用和结果
catalogue-sub-matters = 包含的事项
catalogue-stations = 经过的地方
catalogue-stages = 办理环节
catalogue-guide-only = 这台机器办不了的
catalogue-law = 依据
catalogue-faq = 常见问题
catalogue-phones = 电话
catalogue-consult = 咨询 { $number }
catalogue-complaint = 投诉 { $number }
catalogue-way = 不符合的：{ $way }
catalogue-necessity-optional = 非必要
catalogue-necessity-deferrable = 可以后补
catalogue-never-ask = 不得向群众要
catalogue-one-of = { $names }，有一样就行
catalogue-deferral = 可以在 { $days } 个工作日内补
catalogue-commitment = 可以签承诺书代替
catalogue-signed-by = { $names }签名
catalogue-promised = 承诺时限：{ $time }
catalogue-legal = 法定时限：{ $time }
catalogue-visits = 到现场 { $count } 次
catalogue-fine = 罚款按登记的金额，{ $days } 天内缴
catalogue-fee = 费用 { $amount } 元
catalogue-yuan = { $amount } 元
catalogue-result = 结果：{ $name }（{ $ways }）
catalogue-delivery-print = 当场打印
catalogue-delivery-download = 手机下载
catalogue-delivery-mail = 邮寄
catalogue-delivery-locker = 自取柜
catalogue-delivery-window = 窗口领取
catalogue-identity-0 = 不用身份证
catalogue-identity-1 = 刷身份证
catalogue-identity-2 = 刷身份证，并由工作人员看一眼或者手机确认
catalogue-before = 以前要 { $days } 个工作日、跑 { $trips } 次、交 { $materials } 份材料
catalogue-after = 在{ $names }之后
catalogue-days = { $days ->
    [0] 当场
   *[other] { $days } 个工作日
}
catalogue-if = 如果{ $answers }
catalogue-answer-is = “{ $question }”是{ $answers }
catalogue-answer-is-not = “{ $question }”不是{ $answers }
catalogue-register = 查 { $names }
catalogue-applicant = 申请人
catalogue-to-confirm = 待大厅核对（{ $source }）
catalogue-source-card = 读卡
catalogue-source-shared = 共享数据
catalogue-source-earlier = 前面已有
catalogue-source-generated = 机器生成
catalogue-source-scan = 拍照
catalogue-source-citizen = 本人填
