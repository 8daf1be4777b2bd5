# 拍照时的提示（hint）和没有收下这一页的原因（refusal）：每条只请办事人做一件事。

hint-lay_paper = 请把材料平放在拍摄区，有字的一面朝上
hint-too_dark = 光线太暗，请不要挡住灯和镜头
hint-cut_off = 请把材料往中间移，四个角都要露出来
hint-ready = 很好，请按“拍摄”
hint-camera_gone = 摄像头暂时没有画面，请稍候

refusal-no_page = 没有看到材料。请把它平放在拍摄区后再拍一次
refusal-cut_off = 材料没有拍全。请把它往中间移，四个角都露出来
refusal-too_dark = 拍得太暗。请不要挡住灯和镜头，再拍一次
refusal-too_small = 材料太小，字会看不清。目前只能拍 A4 大小的纸，请交给窗口工作人员
refusal-glare = 纸面有反光。请转动一下纸或压平，再拍一次
refusal-blank = 这一面没有看到字。请把有字的一面朝上
refusal-too_blurred = 拍得不清楚。请把纸放平，手离开后再拍一次
