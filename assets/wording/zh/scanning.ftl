# 拍照时的提示：每条只请办事人做一件事。没有收下这一页的原因在 errors.ftl。

hint-lay_paper = 请把材料平放在拍摄区，有字的一面朝上
hint-too_dark = 光线太暗，请不要挡住灯和镜头
hint-cut_off = 请把材料往中间移，四个角都要露出来
hint-ready = 很好，请按“拍摄”
hint-camera_gone = 摄像头暂时没有画面，请稍候

