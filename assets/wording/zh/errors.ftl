# What is said when something does not work: for each trouble code, to the citizen (what now, always with a way on),
# to the hall's staff (what to do with their hands), to the technician (what it means, where to look).

## Any device

error-not_ready =
    .citizen = 机器还在准备，请等一会儿。
    .staff = 设备还在启动，一般一分钟内就好。等久了请报修。
    .technician = 设备尚未打开（not_ready）。看监督器的重试次数和上次错误；检查设备是否被别的进程占用。
error-timeout =
    .citizen = 等了一会儿没有回应。请再试一次；还是不行，请找工作人员。
    .staff = 机器在规定时间内没有等到回应。请群众再试一次，连续两次不行请报修。
    .technician = 命令超时（timeout）。检查连线、供电和设备负载；办事部门超时则检查网络和服务端日志。
error-cancelled =
    .citizen = 已经停下了。您可以接着办，也可以重新开始。
    .staff = 操作被取消，没有问题。
    .technician = 命令被取消（cancelled），属于正常情况。
error-disconnected =
    .citizen = 机器的这个部分现在用不了。请找旁边的工作人员，别的办法也能办。
    .staff = 有一个设备断开了。请看它的电源灯和插头，插好后会自动恢复；不恢复请报修。
    .technician = 设备断开（disconnected）。检查电源、线缆、USB 口或网络地址；恢复后驱动会自动重连。
error-hardware_error =
    .citizen = 机器的这个部分坏了。请找旁边的工作人员，别的办法也能办。
    .staff = 设备故障，请贴上告示并报修，先带群众到别的机器或窗口办。
    .technician = 设备报告硬件故障（hardware_error）。看详情里的原始状态，做一次自检，必要时更换。
error-user_error =
    .citizen = 机器要人动一下手，工作人员马上来。请稍等，或者请他过来。
    .staff = 设备要人处理：盖子没关、卡插了一半、纸没装好。请看一看。
    .technician = 设备报告需要人工处理（user_error）。看状态里的盖子、纸和卡槽。
error-sequence_error =
    .citizen = 这一步没有做成。请再试一次；还是不行，请找工作人员。
    .staff = 机器内部的顺序乱了，会自己复位。反复出现请报修。
    .technician = 命令次序错误（sequence_error），是软件缺陷。请导出日志并上报。
error-unsupported =
    .citizen = 这一步在这台机器上做不了。请找工作人员，别的办法也能办。
    .staff = 这台设备没有这项功能，请带群众到别的机器。
    .technician = 型号不支持该命令（unsupported）。检查 kiosk.toml 里选的驱动和型号。
error-invalid_data =
    .citizen = 没有读清楚。请再试一次；还是不行，请找工作人员。
    .staff = 读到的内容不完整。请群众再试一次，只有一张卡这样，多半是那张卡有问题。
    .technician = 设备给出的数据不合规范（invalid_data）。换测试卡再读；都这样则检查读卡模块和线缆。
error-internal =
    .citizen = 机器出了点问题。请找工作人员，您的事可以接着办。
    .staff = 机器内部出错，这个部分已经停用，请报修。
    .technician = 程序缺陷（internal），设备已停用。请导出日志并上报，重启程序可临时恢复。

## Card

error-no_card =
    .citizen = 没有看到卡。请把身份证平放在读卡的地方。
    .staff = 读卡器上没有卡，请帮群众把卡放平。
    .technician = 感应区内无卡（no_card）。放测试卡看状态是否变为有卡。
error-card_removed =
    .citizen = 卡拿早了，还没有读完。请再放一次，等到提示后再拿。
    .staff = 卡在读的时候被拿开了。请群众再放一次，等提示后再拿。
    .technician = 读取中途卡离开（card_removed），本次数据已全部丢弃。频繁出现请检查感应区和天线。
error-card_mute =
    .citizen = 卡没有反应。请擦一擦，平着再放一次。还不行，可能是卡里的芯片坏了：可以去换新证，今天请工作人员帮您办。
    .staff = 卡没有应答。先擦净、换方向再试，再换一台读卡器；都不行是芯片损坏（不是“消磁”），请到窗口办，并建议换证。
    .technician = 卡无应答（card_mute）。测试卡正常则是这张卡芯片损坏；测试卡也不行则检查读卡模块。
error-unknown_card =
    .citizen = 这张卡在这里不能用。请放身份证或者社会保障卡。
    .staff = 不认识这种卡。请用身份证或社会保障卡；都没有，请到窗口办。
    .technician = 未识别的卡（unknown_card）。详情里有 ATR；需要支持请新增卡片规则。
error-read_failed =
    .citizen = 卡没有读出来。请把卡拿开，再平放一次。还是不行，请找工作人员，别的办法也能办。
    .staff = 卡有应答但读不全。请再放一次，或换一台读卡器；还不行请到窗口办。
    .technician = 读取失败（read_failed）。看详情里的状态字；多张卡都这样则检查读卡模块和天线。
error-auth_failed =
    .citizen = 这张卡没有通过核验。请找工作人员，请他帮您看一看。
    .staff = 卡和读卡器没有互相认证通过。请换一台读卡器；还不行请到窗口核对本人和证件。
    .technician = 安全模块与卡互认失败（auth_failed）。检查安全模块授权和型号；只有一张卡这样，卡可能有问题。
error-wrong_slot =
    .citizen = 身份证请放到另一个读卡的地方，看机器上的图就能找到。
    .staff = 身份证放错了读卡器，请帮群众放到有身份证图的那一个。
    .technician = 居民身份证放在普通 PC/SC 读卡器上（wrong_slot），该读卡器没有安全模块，读不出内容。
error-secret_needed =
    .citizen = 这种证件在这里还读不了。有身份证、社会保障卡或居住证，请放那一张；没有，请到窗口，凭这本证件一样能办。
    .staff = 通行证或护照，要有证面信息才能读。请群众换身份证、社会保障卡或居住证；没有的，请到窗口凭原件办。
    .technician = 旅行证件的芯片要用机读码或卡号打开（secret_needed），没有给出或者给错了。这不是读卡器的故障。
error-card_collision =
    .citizen = 现在有两张卡。请取走一张，只留要用的那一张，再试一次。
    .staff = 两个卡槽里各有一张卡，机器不能替人选。请帮忙取走不用的那一张；可能是上一位群众留下的。
    .technician = 两个卡槽都有可读的卡（card_collision）。共用一个天线的读卡器不要配成两个卡槽。
error-card_left_behind =
    .citizen = 这里有一张忘记拿走的卡。是您的，请收好；不是，请交给工作人员。
    .staff = 读卡器上有一张忘记拿走的卡，请收起来，按失物处理。
    .technician = 访问开始前卡已在位（card_left_behind），按规定不读取。无卡时出现请检查读卡器的状态上报。

## The person on the card

error-kind_not_taken =
    .citizen = 证件读到了，但是这台机器上还不能用它办。有身份证或居住证，请放那一张；没有，请到窗口，凭这本证件一样能办。
    .staff = 证件是好的，但号码不是 18 位身份号码，机器还不收。请到窗口凭原件办。
    .technician = 已读出、但不能用于核验身份的证件种类（kind_not_taken）：2017 版永久居留证、通行证、护照。这不是故障。
error-number_invalid =
    .citizen = 卡上的号码没有读对。请把卡拿开，再放一次。还是不行，请找工作人员，别的办法也能办。
    .staff = 读到的身份证号码校验不通过。请再读一次；还不行请到窗口核对证件。
    .technician = 号码不符合 GB 11643（number_invalid）。多张卡都这样，说明读取数据出错。
error-birth_contradicts =
    .citizen = 卡上的生日和号码对不上。请找工作人员看一看证件。
    .staff = 卡内的出生日期与号码不一致。请核对证件，到窗口办。
    .technician = 卡内出生日期与号码第 7 至 14 位不一致（birth_contradicts）。多张卡都这样，说明读取数据出错。
error-name_missing =
    .citizen = 卡上的姓名没有读出来。请再放一次；还是不行，请找工作人员。
    .staff = 卡内没有读到姓名。请再读一次；还不行请到窗口办。
    .technician = 姓名为空（name_missing）。检查该类卡片的文件和编码规则。
error-name_unreadable =
    .citizen = 卡上的姓名没有读清楚。请再放一次；还是不行，请找工作人员，别的办法也能办。
    .staff = 卡内姓名有不该出现的字符。请再读一次；还不行请到窗口按证面登记姓名。
    .technician = 姓名含控制字符等（name_unreadable）。检查编码：居民身份证为 UTF-16LE，社会保障卡为 GB 18030。
error-card_expired =
    .citizen = 这张证件过期了，不能用来办这件事。请用新的证件；还没有换，可以请工作人员告诉您怎么换。
    .staff = 证件已过有效期。请用新证；没有的，请帮群众联系换证，急事到窗口问。
    .technician = 证件过期（card_expired）。如果证面没有过期，请检查本机日期。

## Camera, and the pages that it does not take

error-no_frame =
    .citizen = 没有拍到画面。请等一会儿再试；还是不行，请找工作人员。
    .staff = 摄像头没有画面。请看插头和镜头；一分钟不恢复请报修。
    .technician = 没有新画面（no_frame）。驱动会自动重开；检查 USB 带宽、线缆和占用进程。
error-too_dark =
    .citizen = 太暗了，看不清。请不要挡住镜头和灯，再试一次。
    .staff = 画面太暗。请看镜头和灯有没有被挡住、灯有没有亮。
    .technician = 画面亮度过低（too_dark）。检查补光灯、曝光设置和镜头盖。
error-blurred =
    .citizen = 看不清楚。请把纸放平，手拿开，再试一次；还是不行，请找工作人员。
    .staff = 画面一直不清楚。镜头脏了，请用软布擦一擦；擦了还不清楚请报修。
    .technician = 整个画面都不清晰（blurred）。清洁镜头，检查对焦（kiosk.toml 里的 focus）和镜头高度。
error-no_page =
    .citizen = 没有看到材料。请把它平放在镜头下面，整张都要在框里。
    .staff = 台面上没有拍到材料，请帮群众把纸放平、放正。
    .technician = 画面里没有找到纸张（no_page）。检查台面颜色、光线和镜头位置。
error-cut_off =
    .citizen = 有一边没有拍到。请往中间挪一挪，四个角都要在框里。
    .staff = 材料有一边在画面外，请帮群众放到中间。
    .technician = 纸张超出画面（cut_off）。整张 A4 放不下时，检查镜头高度。
error-too_small =
    .citizen = 材料太小、太远了。请放平，再拍一次；还是不行，请找工作人员。
    .staff = 纸在画面里太小。请放平，正对镜头；还不行请报修。
    .technician = 有效分辨率不足 200 dpi（too_small）。检查镜头高度和拍摄分辨率。
error-glare =
    .citizen = 有一块反光，字看不见。请转一点角度，或者拿掉塑料膜，再拍一次。
    .staff = 纸面反光。请换个角度，取下塑封或膜。
    .technician = 纸面有过曝的光斑（glare）。检查补光灯角度和顶灯。
error-blank =
    .citizen = 这一面是空白的。请翻过来，再拍一次。
    .staff = 拍到的一面没有字，请帮群众翻过来。
    .technician = 页面上没有笔画（blank）。确实有字时，检查曝光和对焦。
error-too_blurred =
    .citizen = 字不够清楚。请把纸放平，手拿开，再拍一次；还是不行，请找工作人员。
    .staff = 画面模糊。请把纸压平，不要动；镜头脏了请擦一擦。
    .technician = 清晰度不够（too_blurred）。检查对焦、镜头清洁和台面振动。

## Printers

error-paper_out =
    .citizen = 打印的纸用完了。事情照样能办，编号会显示在屏幕上，请拍照或者抄下来。
    .staff = 打印纸用完了，请换纸。换好后自动恢复。
    .technician = 缺纸（paper_out）。请装纸；有纸仍报缺纸，请清洁纸张传感器。
error-paper_jam =
    .citizen = 纸卡住了。事情照样能办，编号会显示在屏幕上，请拍照或者抄下来。
    .staff = 卡纸了。请打开盖子，把纸取出来，重新装好。
    .technician = 卡纸（paper_jam）。打开机器，清理送纸通道、滚轮和传感器；凭条打印机还要查切刀。
error-cover_open =
    .citizen = 打印机的盖子开着，工作人员马上来关。编号会显示在屏幕上，请拍照或者抄下来。
    .staff = 打印机盖子没有关好，请关上。
    .technician = 盖子或机门打开（cover_open）。请关好；已经关上仍然报，请检查开关。
error-cutter_jam =
    .citizen = 回执切不下来。请轻轻撕下，或者请工作人员帮忙；编号也在屏幕上。
    .staff = 切刀卡住了。请关电、打开盖子，取出碎纸再开。
    .technician = 切刀故障（cutter_jam）。清理切刀并复位，反复出现请更换。
error-head_hot =
    .citizen = 打印机太热了，歇一会儿就好。请稍等；编号也会显示在屏幕上。
    .staff = 打印头过热，几分钟后自动恢复。
    .technician = 打印头过热（head_hot）。检查通风和打印浓度。
error-toner_out =
    .citizen = 打印的墨用完了。事情照样能办，请找工作人员，换好就能打；电子证明也一样有用。
    .staff = 打印机的墨粉用完了，请换墨粉盒。换好后自动恢复。
    .technician = 墨粉用尽（toner_out）。换了仍然报，请看墨粉盒芯片和打印机上报的原因。

## The office (the backend), as the kiosk sees it

error-unreachable =
    .citizen = 现在联系不上办事部门。您填的已经在这台机器里存好，联系上就自动交上去。请拿好回执。
    .staff = 机器连不上后台，已受理的都存在本机，恢复后自动上交。请看网络有没有断。
    .technician = 后台不可达（unreachable）。检查网络、DNS、后台地址和防火墙；待交件在发件箱里。
error-tls_failed =
    .citizen = 现在不能放心地把材料交上去，所以先在这台机器里存好，修好后自动上交。请拿好回执。
    .staff = 机器不能确认对方就是后台，已停止上交，材料存在本机。请马上报修。
    .technician = TLS 校验失败（tls_failed）。检查证书有效期、根证书、本机时间；也可能有人冒充后台。
error-server_error =
    .citizen = 办事部门那边正忙，暂时收不进去。您填的已经存好，稍后自动交上去。请拿好回执。
    .staff = 后台暂时出错，材料存在本机，会自动重交。时间长了请报修。
    .technician = 后台返回 5xx、408、425 或 429（server_error），按退避重试。看后台日志。
error-garbled =
    .citizen = 没有收到办事部门的明确回音。您填的已经存好，会自动再问，不会交重。请拿好回执。
    .staff = 后台的回答不完整，机器会自动再交，不会重复。时间长了请报修。
    .technician = 应答不符合约定（garbled）。检查代理、版本和后台日志；同一幂等键会重试。
error-conflict =
    .citizen = 办事部门正在处理您交的这一件。请稍等，不用再交一次。
    .staff = 同一件正在后台处理，机器会自动再问。
    .technician = 后台返回 409（conflict）：同一幂等键正在处理，稍后重试。
error-unauthorised =
    .citizen = 这台机器现在不能替您交上去。您填的已经存好，请拿好回执，找工作人员接着办。
    .staff = 这台机器没有得到后台认可，材料存在本机。请马上报修。
    .technician = 后台返回 401 或 403（unauthorised）：本机未登记或已停用。检查本机密钥和后台的登记。
error-rejected =
    .citizen = 办事部门没有收下这一件。请拿着回执找工作人员，您填的都在，不用重新填。
    .staff = 后台拒收了一件，重试没有用。请凭回执上的编号联系后台人员处理。
    .technician = 后台返回 4xx（rejected）：内容不被接受。看发件箱里的原因，核对约定版本和事项版本。

## This machine

error-not_kept =
    .citizen = 刚才没有存好，也还没有交上去。请再按一次“提交”；还是不行，请找工作人员。
    .staff = 机器没有存下这一件，群众还没有办成。请让他再试一次，或到窗口办，并报修。
    .technician = 写入发件箱失败或主进程无应答（not_kept）。检查磁盘空间、权限和主进程日志。
error-disk_full =
    .citizen = 这台机器现在不能再收材料。请用旁边的机器，或者找工作人员。
    .staff = 机器存满了，已经暂停收件。请报修，并带群众到别的机器。
    .technician = 磁盘剩余低于下限（disk_full）。查看发件箱是否长期没有上交，清理日志。
error-catalogue_broken =
    .citizen = 这件事现在不能在这台机器上办。别的事可以照常办；这一件请找工作人员。
    .staff = 有一个事项的资料有错，已经停用，其他事项不受影响。请报修。
    .technician = 事项文件有错（catalogue_broken）。运行 kiosk diagnose，会列出文件、行、键和原因。
error-font_missing =
    .citizen = 这台机器有些字显示不出来。请用旁边的机器，或者找工作人员。
    .staff = 机器缺少字库，已经停用。请报修。
    .technician = 缺少字体文件（font_missing）。检查 assets/fonts 是否完整。
error-papers_unread =
    .citizen = 这台机器现在认不出材料上的字。可以照常交，由窗口来看。
    .staff = 机器认不出材料上的字：材料照收，但拿错、过期的查不出来。请报修。
    .technician = 识别组件未安装（papers_unread）。用 pip install 'hall-kiosk[recognition]' 装好，再重启。

## 办件中的人和单子

error-same_person =
    .citizen = 这张卡刚才刷过了。请让另一位拿自己的身份证来刷。
    .staff = 同一张卡刷了两次。需要的是另一个人的身份证，请他本人来刷。
    .technician = 同一身份号码刷了两次（same_person），没有问题。
error-badge_unknown =
    .citizen = 这张卡没有登记为工作人员。可以换一张卡，或者请别的工作人员来。
    .staff = 这张卡没有登记。请在 kiosk helper enrol 里登记，或者换登记过的卡。
    .technician = 卡不在 badges.json 里，或者种类不对（badge_unknown）。用 kiosk helper list 查看。
error-wrong_pin =
    .citizen = 密码不对，请工作人员再输一次。连续错 5 次，要等 15 分钟。
    .staff = 密码不对。连续错 5 次，要等 15 分钟。
    .technician = 证卡密码错误（wrong_pin）。计数在 badges.json。
error-wrong_phone_code =
    .citizen = 手机上的六位数不对，或者过时了。请看一下手机，再输一次；也可以请工作人员看一下。
    .staff = 手机动态码不对或者已过期。请群众再看一次手机，或者您来确认。
    .technician = 动态码核验未通过（wrong_phone_code）。反复出现请核对本机时间。
error-office_away =
    .citizen = 现在联系不上办事部门。请过一会儿再试；也可以打一张窗口单，到窗口接着办。
    .staff = 连不上办事部门。可以给群众打印窗口单。
    .technician = 提问没有得到回答（office_away）。检查网络和服务端。
error-helper_not_allowed =
    .citizen = 这件事要您自己来填，不能请人代填。请找窗口的工作人员。
    .staff = 这个事项不允许帮办。请到窗口办。
    .technician = 事项的 helper_allowed 为 false（helper_not_allowed）。
error-not_composed =
    .citizen = 这份文书现在做不出来。请再试一次；还是不行，可以打一张窗口单到窗口办。
    .staff = 文书没有生成。请群众再试一次，不行就出窗口单并报修。
    .technician = 文书没有生成或签章失败（not_composed）。看日志 aside_failed，检查模板和字体。
error-payment_away =
    .citizen = 现在生成不了缴款单。请过一会儿再试；也可以打一张窗口单，到窗口缴。
    .staff = 缴款单没有取到。可以出窗口单，到窗口缴款。
    .technician = 缴款接口没有回答（payment_away）。检查网络和服务端。
error-draft_not_a_code =
    .citizen = 这不是办件的码。请出示告知单或者窗口单上的码。
    .staff = 扫到的不是告知单的码。
    .technician = 扫到的不是草稿码（draft_not_a_code）。
error-draft_damaged =
    .citizen = 这个码不完整，可能折坏了。请抚平再试一次；不行可以从头办，或者到窗口。
    .staff = 码损坏。可以请群众重新办，或者人工查。
    .technician = 草稿码或者草稿内容校验不过（draft_damaged）。
error-draft_unknown =
    .citizen = 没有找到这张单子。请看看是不是拿错了；也可以从头办。
    .staff = 没有这个草稿。
    .technician = 服务端没有这个草稿（draft_unknown）。可能还存在原来的机器里。
error-draft_expired =
    .citizen = 这张单子过了有效期。可以从头办，不用带它。
    .staff = 草稿已过期，请群众从头办。
    .technician = 草稿已过期（draft_expired）。
error-draft_handed_in =
    .citizen = 这件事已经交上去了，不用再办。可以在“查进度”里看。
    .staff = 这个草稿已经提交过。
    .technician = 草稿已提交（draft_handed_in）。
error-draft_locked =
    .citizen = 用别的卡试得太多，这张单子锁住了。请找工作人员。
    .staff = 草稿因多次刷错卡锁定，请到窗口用单子接着办。
    .technician = 草稿锁定（draft_locked）：错误的持卡人超过 5 次。
error-draft_wrong_holder =
    .citizen = 这张单子是别人的。请用当初办的那张身份证。
    .staff = 刷的卡不是当初办件的那张。
    .technician = 持卡人与草稿不符（draft_wrong_holder）。
error-draft_service_gone =
    .citizen = 这台机器现在不办这件事了。请到窗口，可以带上这张单子。
    .staff = 目录里没有这个事项了，请到窗口办。
    .technician = 草稿的事项不在目录里（draft_service_gone）。
error-draft_office_away =
    .citizen = 现在联系不上办事部门，打不开这张单子。请过一会儿再试，或者到窗口。
    .staff = 连不上办事部门，草稿取不到。
    .technician = 草稿取不到（draft_office_away）。检查网络和服务端。

## Readiness: why a service is closed, or different, right now

readiness-device_starting = { $device ->
    [card_reader] 读卡的地方正在准备，请等一会儿。
    [camera] 拍材料的地方正在准备，请等一会儿。
    [receipt_printer] 回执打印正在准备。
    [document_printer] 证明打印正在准备。
   *[other] 机器正在准备，请等一会儿。
}
readiness-device_not_fitted = { $device ->
    [card_reader] 这台机器不能读卡，请用别的机器。
    [camera] 这台机器不能拍材料，请用别的机器。
    [receipt_printer] 这台机器不打回执，编号显示在屏幕上。
    [document_printer] 这台机器不打印证明，证明是电子的。
   *[other] 这台机器没有需要的设备，请用别的机器。
}
readiness-device_needs_staff = { $device ->
    [card_reader] 读卡的地方要工作人员看一下。
    [camera] 拍材料的地方要工作人员看一下。
    [receipt_printer] 回执暂时打不了，编号显示在屏幕上。
    [document_printer] 证明暂时打印不了，可以先拿电子的。
   *[other] 机器要工作人员看一下。
}
readiness-device_down = { $device ->
    [card_reader] 读卡的地方坏了，请用别的机器或者找工作人员。
    [camera] 拍材料的地方坏了，请用别的机器或者找工作人员。
    [receipt_printer] 回执暂时打不了，编号显示在屏幕上。
    [document_printer] 证明暂时打印不了，可以先拿电子的。
   *[other] 机器的一个部分坏了，请用别的机器或者找工作人员。
}
readiness-office_away = 暂时联系不上办事部门。照样可以办，材料先存在这台机器里，联系上就自动交上去。
readiness-office_needed = 暂时联系不上办事部门，现在开不出来。请过一会儿再来，或者找工作人员。
readiness-disk_full = 这台机器现在不能再收材料，请用别的机器或者找工作人员。
