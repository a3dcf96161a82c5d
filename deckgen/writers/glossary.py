"""Common English words of names and their Chinese: by them an answer is seen to say no more than the name does."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from types import MappingProxyType

_LINES = """
access 访问 | accelerate 加速 | accelerator 加速 | action 动作 | add 添加 增加 | address 地址 | agent 代理
algorithm 算法 | alias 别名 | align 对齐 | analysis 分析 | analyze 分析 | analyzer 分析 | annotation 标注 注解
application 应用 | app 应用 | archive 归档 存档 | array 数组 | attention 注意力 | attribute 属性 | audio 音频
auto 自动 | automatic 自动 | average 平均 | backup 备份 | bind 绑定 | block 块 | blog 博客 | board 板 | boot 启动
branch 分支 | browser 浏览器 | buffer 缓冲 | build 构建 编译 | builder 构建 | cache 缓存 | call 调用 | cell 单元
chain 链 | change 修改 改变 | channel 通道 | char 字符 | chart 图表 | chat 聊天 | check 检查 | checker 检查
class 类 | classifier 分类 | classification 分类 | clean 清理 清除 | cleaner 清理 | clear 清除 清空
client 客户端 | clone 克隆 | close 关闭 | cloud 云 | cluster 集群 聚类 | clustering 聚类 | code 代码 编码
codec 编解码 | collection 集合 | color 颜色 | column 列 | command 命令 | comment 注释 | commit 提交
compile 编译 | compiler 编译 | component 组件 | compress 压缩 | compression 压缩 | compute 计算
computing 计算 | config 配置 | configuration 配置 | connect 连接 | connection 连接 连通 | container 容器
control 控制 | controller 控制 | convert 转换 | converter 转换 | copy 复制 拷贝 | count 计数 统计 数量
counter 计数 | create 创建 新建 | cut 剪切 | data 数据 | database 数据库 | dataset 数据集 | date 日期 | debug 调试
debugger 调试 | decode 解码 | decoder 解码 | delete 删除 | deploy 部署 | description 描述 | detect 检测
detection 检测 | detector 检测 | device 设备 | dictionary 字典 | difference 差异 差 | directory 目录
disable 禁用 关闭 | disk 磁盘 | display 显示 | distance 距离 | distributed 分布式 | distribution 分布 分发
document 文档 | download 下载 | downloader 下载 | draw 绘制 画 | driver 驱动 | edit 编辑 | editor 编辑 | element 元素
email 邮件 | embedding 嵌入 | enable 启用 开启 | encode 编码 | encoder 编码 | encrypt 加密 | encryption 加密
engine 引擎 | entropy 熵 | environment 环境 | error 错误 误差 | event 事件 | exec 执行 | execute 执行 | exit 退出
explorer 浏览 | export 导出 | face 人脸 | fast 快速 | feature 特征 | field 字段 域 | file 文件 | filter 过滤 滤波
find 查找 | finder 查找 | folder 文件夹 | font 字体 | format 格式 | framework 框架 | function 函数 | game 游戏
gateway 网关 | generate 生成 | generation 生成 | generator 生成 | get 获取 取得 | gradient 梯度 | graph 图
group 组 分组 | hash 哈希 | header 头 | heap 堆 | help 帮助 | history 历史 | host 主机 | image 图像 图片 镜像
import 导入 | index 索引 | info 信息 | information 信息 | init 初始化 | initialize 初始化 | input 输入
insert 插入 | install 安装 | installer 安装 | interface 接口 界面 | interpreter 解释 | join 连接 | kernel 内核 核
key 键 密钥 | keyboard 键盘 | language 语言 | layer 层 | learn 学习 | learning 学习 | library 库 | light 轻量
line 行 线 | linear 线性 | link 链接 | linker 链接 | list 列表 列出
load 加载 | loader 加载 | local 本地 局部 | lock 锁
log 日志 | logger 日志 | login 登录 | loss 损失 | machine 机器 | mail 邮件 | manage 管理 | management 管理
manager 管理 | map 地图 映射 | match 匹配 | matcher 匹配 | matching 匹配 | matrix 矩阵 | memory 内存 记忆
menu 菜单 | merge 合并 | message 消息 | mining 挖掘 | mobile 移动 | mode 模式 | model 模型 | module 模块 | monitor 监控
monitoring 监控 | mount 挂载 | mouse 鼠标 | move 移动 | multi 多 | music 音乐 | negative 负 | network 网络
neural 神经 | node 节点 结点 | noise 噪声 | normalization 归一化 规范化 | object 对象 物体 目标
open 打开 开源 开放 | optimize 优化 | optimization 优化 | optimizer 优化 | option 选项 | order 顺序 | output 输出
pack 打包 | package 包 打包 | page 页 页面 | parallel 并行 | parse 解析 | parser 解析 | password 密码 | paste 粘贴
path 路径 | pattern 模式 | performance 性能 | phone 手机 电话 | picture 图片 | pipe 管道 | pipeline 流水线
platform 平台 | play 播放 | player 播放 | plot 绘图 | plugin 插件 | point 点 | policy 策略 | pool 池 | pooling 池化
port 端口 | positive 正 | prediction 预测 | preview 预览 | print 打印 | printer 打印 | probability 概率
process 进程 处理 | processing 处理 | processor 处理 | profiler 性能分析 | program 程序 | programming 编程
project 项目 | protocol 协议 | proxy 代理 | publish 发布 | pull 拉取 | push 推送 | python Python | quality 质量
query 查询 | queue 队列 | random 随机 | rank 排名 排序 | read 读取 读 | reader 阅读 读取 | real 实 | recognition 识别
recommend 推荐 | recommendation 推荐 | record 记录 录制 | recorder 录 | register 注册 寄存器 | registry 注册
regression 回归 | release 发布 释放 | reload 重新加载 重载 | remote 远程 | remove 删除 移除 | rename 重命名
render 渲染 | rendering 渲染 | renderer 渲染 | replace 替换 | report 报告 | repository 仓库 | request 请求
reset 重置 复位 | resource 资源 | response 响应 | restart 重启 | restore 恢复 还原 | retrieval 检索 | robot 机器人
route 路由 | router 路由 | rule 规则 | run 运行 | sample 样本 采样 | sampling 采样 抽样 | save 保存 | scan 扫描
scanner 扫描 | schedule 调度 | scheduler 调度 | score 分数 得分 | screen 屏幕 | script 脚本 | search 搜索 查找
security 安全 | segment 分割 | segmentation 分割 | select 选择 | semantic 语义 | send 发送 | sensor 传感器
sequence 序列 | server 服务器 服务端 | service 服务 | session 会话 | set 设置 集合 | setting 设置 | shape 形状
share 共享 | shell 外壳 | show 显示 查看 | shutdown 关机 | signal 信号 | simulate 模拟 仿真 | simulation 模拟 仿真
simulator 模拟 仿真 | size 大小 | sort 排序 | sound 声音 | source 源 | space 空间 | speech 语音 | split 分割 拆分
stack 栈 | standard 标准 | start 启动 开始 | state 状态 | statistics 统计 | status 状态 | stop 停止 | storage 存储
store 存储 商店 | stream 流 | string 字符串 | structure 结构 | style 样式 | switch 切换 交换 | sync 同步
synthesis 合成 | system 系统 | table 表 | tag 标签 | target 目标 | task 任务 | template 模板 | tensor 张量
terminal 终端 | test 测试 | text 文本 | theme 主题 | thread 线程 | time 时间 | timer 定时 计时 | tool 工具
toolkit 工具 | tracker 跟踪 | tracking 跟踪 追踪 | train 训练 | training 训练 | transaction 事务 | transfer 传输 迁移
transform 变换 转换 | translate 翻译 | translation 翻译 | translator 翻译 | tree 树 | tuning 调优 | type 类型
uninstall 卸载 | unit 单元 | update 更新 | upgrade 升级 | upload 上传 | user 用户 | validate 验证 | value 值
variable 变量 | vector 向量 矢量 | verify 验证 | version 版本 | video 视频 | view 查看 视图 | viewer 查看
virtual 虚拟 | vision 视觉 | visual 可视 | visualization 可视化 | voice 语音 声音 | wait 等待 | watch 监视
weather 天气 | weight 权重 权值 | web 网页 | wifi 无线 | window 窗口 | word 词 单词 | workflow 工作流 | write 写 写入
writer 写
"""
GLOSSARY = MappingProxyType(
    {words[0]: tuple(words[1:]) for entry in _LINES.replace("\n", "|").split("|") if len(words := entry.split()) > 1}
)
_LONGEST = max(map(len, GLOSSARY))

_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z]+|[a-z]+|[\u3400-\u9fff]+")
_STOP = re.compile(
    r"一[个种款类套门项组系列]{1,2}|[有相]关的?|关于|针对|用于|用来|用以|可以|能够|某[种个些]|每[个种]|必须|各种|不同的?|"
    r"软件|程序|工具|系统|方法|方式|操作|代码|功能|平台|框架|技术|算法|学科|科学|指标|项目|服务|组织|数据库?|集合|"
    r"[包库集箱的地得对和与或及之在是为了于由其等所把将被这该做个种性度值量率化]|涉及|系数|进行|实现|提供|使用|利用|采用|基于|"
    r"推出|官方|专门|一些|常用|常见|简单|计算|执行|"
    r"\b(?:an?|the|of|for|to|in|on|with|and|or|that|which|is|are|used|using|by|from|it|its|as|"
    r"tools?|library|libraries|software|package|program|system|method|technique|process|way|kind|type|class|"
    r"written|programs?|data|something|things?|one|s)\b",
    re.I,
)
_CAPITAL = 3
_LATIN = 2
_LITTLE = 2
"""One lower-case word, or two Chinese characters: so much may be new in an answer that still only says the name."""
_STEM = 4


def says_the_name(name: str, answer: str, known: str = "") -> bool:
    """Say whether an answer does no more than translate or repeat a name; ``known`` are the words around it."""
    if len(answer) > _LONGEST_ANSWER:
        return False
    parts = _parts(name)
    latin = {word.lower() for word in _WORD.findall(answer)}
    told, left = [], answer
    for part in parts:
        forms = _forms(part, answer, latin)
        if forms:
            told.append(part)
            left = _without(left, forms)
    if not told:
        return False
    new = _newness(_STOP.sub(" ", left), known.lower())
    untold = [part for part in parts if part not in told and _STOP.sub("", part).strip()]
    is_most = len(told) > len(untold) or len(told) == len(untold) > 1
    return new == 0 or (new <= _LITTLE and is_most)


def leaves_little(name: str, answer: str, known: str = "") -> bool:
    """Say whether an answer holds fewer than two words of its own, beside those of the name and of the words around it.

    Unlike :func:`says_the_name` it counts words, and an answer that shares none with its name passes.
    """
    if len(answer) > _LONGEST_ANSWER:
        return False
    whole = name.lower()
    latin = {word.lower() for word in _WORD.findall(answer)}
    forms = {form for part in _parts(name) for form in _forms(_root(part), answer, latin)}
    forms |= {word for word in latin if len(word) >= _STEM and word in whole}
    if not forms:
        return False
    around = {form for part in _parts(known) for form in _forms(part, answer, latin)}
    left = _EMPTY.sub(" ", _without(_MAKER.sub("", answer), forms | around))
    words = sum((len(run) + 1) // 2 if run[0] >= "\u3400" else 1 + run[0].isupper() for run in _RUN.findall(left))
    return words < _FEWEST_WORDS


def _root(part: str) -> str:
    """Give a word of a name without the "lib" before it."""
    return part[3:] if part.startswith("lib") and len(part) > len("lib") + 2 else part


_RUN = re.compile(r"[A-Za-z]+|[\u3400-\u9fff]+")
_EMPTY = re.compile(
    r"一[个种款类套门项组系列]{1,2}|[有相]关的?|关于|针对|用于|用来|用以|可以|能够|某[种个些]|每[个种]|各种|不同的?|专门|常[用见]|简单|"
    r"开源|免费|国人|官方|推出|编写|开发|建立|组成|构成|进行|实现|提供|使用|利用|采用|基于|方面|领域|最[小大]|基本|"
    r"软件|程序|工具|系统|方法|方式|平台|框架|技术|算法|项目|服务|协议|接口|客户端|网站|类库|集合|"
    r"[的地得对和与或及之在是为了于由其等所把将被这该做个种]|[包库集箱性度值量率化数](?![\u3400-\u9fff])|"
    r"(?<![a-z])(?:an?|the|of|for|to|in|on|with|and|or|that|which|what|is|are|be|can|used|using|by|from|it|its|as|open|"
    r"source|free|simple|small|basic|one|tools?|library|libraries|software|packages?|programs?|systems?|methods?|"
    r"techniques?|process|way|kind|type|class|client|interface|protocol|framework|written|data|things?|API|SDK)(?![a-z])",
    re.I,
)
"""Words that tell nothing apart; 包 at the end of a name is a kind, in 包管理 it is no word of its own."""
_MAKER = re.compile(r"^(?:一[个款套])?由?[^，。的]{1,24}?(?:推出|开发|研发|提出|发布|出品|开源|[写做])的")
"""Who made a thing is another fact than what it is."""
_FEWEST_WORDS = 2

_WORD = re.compile("[A-Za-z]+")
_LONGEST_ANSWER = 60


@lru_cache(maxsize=4096)
def _parts(name: str) -> tuple[str, ...]:
    """Cut a name into words: at signs, capitals and kinds, and a long small word where it is two known ones."""
    parts: list[str] = []
    for found in _PARTS.findall(name):
        if found[0] >= "\u3400":
            bare = _STOP.sub(" ", found).split()
            parts += [pair for run in bare for pair in (run[at : at + 2] for at in range(0, len(run), 2))]
        else:
            parts += _compound(found.lower())
    return tuple(part for part in parts if len(part) > 1 or part >= "\u3400")


def _compound(word: str) -> tuple[str, ...]:
    if word in GLOSSARY or len(word) > 2 * _LONGEST:
        return (word,)
    for at in range(3, len(word) - 2):
        if word[:at] in GLOSSARY and word[at:] in GLOSSARY:
            return word[:at], word[at:]
    return (word,)


def _forms(part: str, answer: str, latin: Collection[str]) -> list[str]:
    """Give the forms of a word of a name that stand in an answer: itself, its Chinese, or another ending of it."""
    if part >= "\u3400":
        return [part] if part in answer else []
    singular = part[:-1] if part.endswith("s") and part[:-1] in GLOSSARY else part
    forms = [form for form in GLOSSARY.get(singular, ()) if form in answer]
    if len(part) > _STEM:
        forms += [word for word in latin if word.startswith(part[:_STEM])]
    else:
        forms += [word for word in (part, part + "s") if word in latin]
    return forms


def _without(text: str, forms: Collection[str]) -> str:
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, " ")
    return _WORD.sub(lambda word: " " if word[0].lower() in forms else word[0], text)


def _newness(text: str, known: str) -> int:
    """Weigh what is left of an answer: words of one's own weigh more than common ones."""
    weight = 0
    for run in _PARTS.findall(text):
        if run.lower() in known:
            continue
        weight += len(run) if run[0] >= "\u3400" else _CAPITAL if run[0].isupper() else _LATIN
    return weight + len(re.findall(r"\d+", text))
