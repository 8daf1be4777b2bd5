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
