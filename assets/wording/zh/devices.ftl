# 设备自检表里的词：设备名、状态、原因、该谁做什么、设备的各项情况。

device-card_reader = 读卡器
device-camera = 高拍仪
device-receipt_printer = 凭条打印机
device-document_printer = A4 打印机
device-code_reader = 扫码器
device-simulated = 模拟设备
device-restarts = 已重新启动 { $count } 次

column-device = 设备
column-state = 状态
column-cause = 原因
column-action = 怎么办
column-details = 详情

severity-well = 一切正常。
severity-degraded = 能用，但有情况需要留意。
severity-staff = 需要大厅工作人员处理。
severity-technician = 需要技术人员处理。
severity-silent = 没有一个设备有应答：请检查整机供电、线路和设备配置。

state-starting = 正在启动
state-online = 正常
state-busy = 正在工作
state-offline = 已停用
state-disconnected = 未连接
state-not_fitted = 未配备
state-hardware_error = 故障
state-user_error = 待人工处理
state-tampered = 疑似被动过手脚

cause-hardware = 硬件
cause-software = 软件
cause-person = 人为
cause-network = 网络
cause-tamper = 破坏

action-wait = 等待，设备会自行恢复
action-retry = 再试一次
action-reset = 重启设备
action-staff = 请大厅工作人员处理
action-technician = 请技术人员处理
action-configure = 检查配置
action-none = 不用处理

fact-media-unknown = 卡片：不明
fact-media-absent = 卡片：没有
fact-media-entering = 卡片：正在插入
fact-media-present = 卡片：有
fact-media-jammed = 卡片：卡住了

fact-paper-unknown = 纸：不明
fact-paper-ok = 纸：充足
fact-paper-low = 纸：快用完了
fact-paper-out = 纸：用完了
fact-paper-jammed = 纸：卡住了

fact-cover-unknown = 盖子：不明
fact-cover-closed = 盖子：已关
fact-cover-open = 盖子：开着

fact-health-unknown = 画面：不明
fact-health-ok = 画面：正常
fact-health-stalled = 画面：停住了
fact-health-dark = 画面：太暗或被遮住
fact-health-blurred = 画面：不清楚
fact-health-gone = 画面：没有摄像头

fact-cutter-unknown = 切刀：不明
fact-cutter-ok = 切刀：正常
fact-cutter-jammed = 切刀：卡住了

fact-head-unknown = 打印头：不明
fact-head-ok = 打印头：正常
fact-head-hot = 打印头：太热

fact-slot-unknown = 出纸口：不明
fact-slot-empty = 出纸口：空
fact-slot-presented = 出纸口：有凭条没拿走

fact-sheets-unknown = 纸盒：不明
fact-sheets-ok = 纸盒：充足
fact-sheets-low = 纸盒：快用完了
fact-sheets-out = 纸盒：用完了
fact-sheets-jammed = 纸盒：卡纸

fact-door-unknown = 前门：不明
fact-door-closed = 前门：已关
fact-door-open = 前门：开着

fact-toner-unknown = 墨粉：不明
fact-toner-ok = 墨粉：充足
fact-toner-low = 墨粉：快用完了
fact-toner-out = 墨粉：用完了

# What a model can do. A value that is yes or no chooses among the words.

capability-kinds = 可读：{ $value }
capability-photo = { $value ->
    [yes] 可读照片
   *[no] 不读照片
}
capability-live_size = 取景：{ $value }
capability-still_size = 拍照：{ $value }
capability-focus = { $value ->
    [yes] 可设对焦
   *[no] 固定对焦
}
capability-exposure = { $value ->
    [yes] 可设曝光
   *[no] 只有自动曝光
}
capability-width_dots = 宽 { $value } 点
capability-dots_per_mm = 每毫米 { $value } 点
capability-cuts = { $value ->
    [yes] 自动切纸
   *[no] 手撕
}
capability-duplex = { $value ->
    [yes] 双面
   *[no] 单面
}
capability-colour = { $value ->
    [yes] 彩色
   *[no] 黑白
}
capability-symbologies = 可读：{ $value }
capability-screens = { $value ->
    [yes] 手机屏幕也能读
   *[no] 只读纸上的码
}

kinds-resident = 居民身份证
kinds-social_security = 社会保障卡
kinds-residence_permit = 港澳台居民居住证
kinds-permanent_resident_2017 = 外国人永久居留身份证（2017 版）
kinds-permanent_resident_2023 = 外国人永久居留身份证（2023 版）
kinds-travel_permit = 往来通行证
kinds-passport = 护照

symbologies-unknown = 扫码器所设的码制
symbologies-qr = 二维码
symbologies-data_matrix = Data Matrix
symbologies-pdf417 = PDF417
symbologies-code_128 = Code 128

# Recording what passes on a device's line, for the tests.

record-warning =
    只准用测试卡。卡里的全部内容都会写进文件，文件会交给别人。
    不要用任何真人的卡，自己的也不行。继续请输入 test，其他输入则停止。
record-refused = 没有录制。
record-exists = { $file } 已经存在，不覆盖。
record-ready-card_reader = 请把测试卡放在读卡器上，不要拿开，然后按回车。
record-ready-receipt_printer = 将打印一小张测试图，请按回车。
record-ready-code_reader = 请准备一个测试码，不要用任何人自己的码。按回车，十秒内出示。
record-done = 已录制：{ $driver }，{ $command }：{ $outcome }，{ $file } 里共 { $entries } 条。

list-comma = 、
list-separator = ；
