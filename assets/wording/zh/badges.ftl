# `kiosk helper`：大厅工作人员在本机上登记帮办员和值班人员的卡。

badge-lay-card = 请把要登记的卡放在读卡器上，不要拿开。
badge-pin = 请设一个六位数字密码
badge-pin-again = 请再输一次
badge-pins-differ = 两次输入的密码不一样，没有登记。
badge-enrolled =
    { $kind ->
        [staff] 已登记：值班人员 { $number }。
       *[helper] 已登记：帮办员 { $number }。
    }
badge-removed = 已取消：{ $number }。
badge-line =
    { $kind ->
        [staff] { $number }  值班人员
       *[helper] { $number }  帮办员
    }
badge-none = 还没有登记任何人。
badge-kiosk-runs = 本机正在运行，读卡器被占用。请先停止运行，登记后再启动。

badge-problem-number_malformed = 编号只能用大写字母、数字和 -，最多 12 位。没有登记。
badge-problem-number_taken = 这个编号已经登记过。要换卡，请先取消它。没有登记。
badge-problem-card_tells_nothing = 这张卡上没有可以认出它的号码，不能用来登记。
badge-problem-card_taken = 这张卡已经用别的编号登记过。没有登记。
badge-problem-pin_malformed = 密码要六位数字。没有登记。
badge-problem-pin_too_easy = 这个密码太容易猜到。没有登记。
badge-problem-no_such_badge = 没有这个编号。
