# What the screens say before the card, and beside the way. Short words, one thought a sentence, 您 throughout.

## Choose a service

welcome-other = 没找到？从这里找
welcome-letters = 按字母
events-lead = 几个部门的事，填一张表，一次办好。
letters-lead = 按事情名称的拼音首字母找，比如“转学”按 Z X。
letters-hint = 请按下面的字母
search-hint = 请用下面的键盘写
office-matters = 能办 { $count } 件事

## Situation

situation-one = 点一项就可以。点错了，按“返回”。
