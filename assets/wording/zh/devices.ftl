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
fact-health-inoperative = 画面：没有
