"""Which command does a task: "撤销 add" before `git rm --cached FILE`, or behind it as a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deckgen.cards.forms.frame import (
    home_of,
    lead_in,
    leans,
    lines_of,
    names_around,
    question_card,
    shown,
    within,
)
from deckgen.cards.forms.passages import Paragraph, ReadItem
from deckgen.language.folding import fold, squeeze
from deckgen.language.phrases import Phrases, phrases_of_text
from deckgen.model import Block, BlockKind, Card, Inline, InlineKind, StudyItem

ASPECT = "command"
_MOST_WORDS = 12
_MOST_CHARACTERS = 100

_PROGRAMS_NAMES = """
7z adb alias alsamixer amixer ansible apachectl aplay apt apt-cache apt-file apt-get ar arecord arp awk aws axel
az base64 bash bazel blkid brew bundle bunzip2 bzip2 cargo cat cd chattr chgrp chmod chown chroot clang cmake
column composer conda convert cp crictl crontab csplit curl cut date dconf dd deno df dig disown dmesg dmidecode
dnf docker docker-compose dotnet dpkg dpkg-query du dumpcap e2fsck echo emacs env ethtool expand export exportfs
fdisk ffmpeg ffplay ffprobe file find firewall-cmd flatpak fold free fsck ftp g++ gcc gcloud gdb gem getent gh
ghc git go gpg gradle grep groupadd groups gsettings gst-inspect gst-launch gunzip gzip hadoop hbase hdfs head
helm heroku hexdump hexo history host hostname hostnamectl htop hugo iconv id ifconfig insmod install iostat ip
ipconfig iptables iw iwconfig iwlist java javac jekyll jobs journalctl jps jq jupyter kill killall kubectl
launchctl ldconfig ldd lein less ln locate losetup ls lsattr lsblk lscpu lshw lsmod lsof lspci lsusb ltrace lua
make man md5sum minicom minikube mkdir mkfs mkisofs modinfo modprobe mongo mongod mongodump more mount mtr mv
mvn mysql mysqladmin mysqldump nano nc netcat netstat nginx nice ninja nl nm nmap nmcli node nohup npm npx
nsenter nslookup numactl nvidia-smi objcopy objdump od openssl opkg pacman parted passwd patch patchelf perf
pgrep php ping pip pip2 pip3 pipenv pkill pm2 pnpm poetry popd poweroff protoc ps psql pushd pwd pyenv pytest
python python2 python3 qemu-img ray rdesktop readelf readlink reboot redis-cli redis-server rename resize2fs rg
rm rmdir rmmod route rpm rsync ruby rustc rustup sar sbt scp scrapy screen sed seq service setxkbmap sha1sum
sha256sum showmount shutdown sleep snap sort source spark-shell spark-submit split sqlite3 ss ssh ssh-add
ssh-agent ssh-copy-id ssh-keygen stat strace strings strip su subl svn swapoff swapon sync sysctl systemctl tac
tail tar taskkill tasklist taskset tcpdump tee telnet tensorboard terraform time timedatectl tmux top touch tr
traceroute tree truncate tsc tty tx ufw ulimit umount uname uniq unrar unset unxz unzip update-alternatives
update-rc.d uptime useradd usermod uvicorn vagrant valgrind vi vim virtualenv visudo vmstat watch wc wget where
which who whoami winget wireshark wmic wpa_cli xargs xclip xdotool xrandr xset xz yarn yum zcat zip zsh
"""
_PROGRAMS = frozenset(_PROGRAMS_NAMES.split())
_COMMAND = re.compile(
    r"^(?:[$#>]\s+)?(?:sudo\s+(?:-\w+\s+)*)?(?:\w+=\S+\s+)*(?P<program>\.{0,2}/?[A-Za-z0-9][\w./+-]*)(?P"
    r"<rest>\s.*)?$",
    re.S,
)
_CODE = re.compile(
    r"^[$#>]?\s*[\w.]+\s*[=(:{]|[;{]\s*$|^\s*(?:#include|//|/\*|<|import |from |def |class )|" r"\w\(.*\)\s*;|=>"
)
_COMMENT = re.compile(r"^(?P<command>\S.*?)\s+(?:#|//|<!--)\s*(?P<task>[^#].*?)\s*$")

VERBS = (
    "查看|查询|查找|查出|搜索|列出|列举|显示|打印|输出|创建|新建|建立|添加|增加|追加|删除|移除|清理|"
    "清除|清空|修改|更改|改变|变更|设置|设定|配置|启动|启用|"
    "开启|打开|关闭|停止|停用|禁用|禁止|重启|重新|重置|重载|重命名|运行|执行|编译|构建|打包|解压|压缩|"
    "安装|卸载|更新|升级|下载|上传|拉取|推送|提交|撤销|撤消|"
    "取消|回退|回滚|恢复|还原|合并|切换|克隆|复制|拷贝|移动|转换|播放|录音|录制|截取|截图|提取|导出|"
    "导入|备份|挂载|格式化|统计|计算|比较|对比|匹配|替换|过滤|"
    "筛选|排序|测试|检查|检测|验证|校验|生成|初始化|登录|登陆|退出|连接|断开|进入|离开|杀死|终止|结束|"
    "中止|监控|监听|监视|跟踪|追踪|抓包|抓取|发送|接收|同步|"
    "授权|赋予|指定|获取|读取|写入|烧写|刷入|调试|反编译|反汇编|签名|加密|解密|解锁|锁定|暂存|保存|"
    "跳转|跳过|定位|遍历|拆分|分割|连续|批量|强制|全局|递归|"
    "后台|以.{1,16}(?:方式|模式|身份|格式)|将|把|用.{1,12}(?:打开|查看|编辑|播放|转换)|让|使(?!用)|给|"
    "从.{1,16}(?:恢复|导入|下载|安装|复制|拷贝|提取)"
)
_TASK = re.compile(rf"^(?:{VERBS})")
ENGLISH_VERBS = (
    r"list|show|display|print|create|make|add|delete|remove|clean|clear|change|set|configure|start|"
    r"stop|restart|enable|disable|open|close|"
    r"run|build|compile|pack|unpack|extract|compress|uninstall|update|upgrade|download|upload|pull|push|"
    r"commit|undo|revert|restore|"
    r"merge|switch|clone|copy|move|rename|convert|export|import|back up|mount|unmount|count|compare|"
    r"find|search|replace|filter|sort|"
    r"check|verify|generate|initiali[sz]e|log in|connect|kill|monitor|watch|send|sync|get|fetch|read|"
    r"write|flash|encrypt|decrypt|sign|"
    r"save|jump|split|join|forward|attach|detach|rebuild|reload|reset|view|dump|inspect|tag|squash|"
    r"stash|shelve|evict|drain|flush|format|lint|scale|roll back|see|apply|edit|test|deploy|publish|expose|describe|"
    r"trace|profile|type-check|reformat|detect|query|insert|pause|resume|terminate|limit|lock|unlock|amend|rewrite|"
    r"reorder|prune|purge|discard|preview|benchmark|measure|resize|rotate|crop|encode|decode|capture|scan|resolve|"
    r"look up|set up|turn (?:on|off)|tail|follow|drop|grant"
)
_ENGLISH_TASK = re.compile(rf"^(?:{ENGLISH_VERBS})\b(?! (?:it|this|that|them|these|those)\b)", re.I)
_WISH = re.compile(
    rf"^(?:如果|若|当|假如)?(?:想要|想|要|需要|希望)?(?P<task>(?:{VERBS})[^，。；：]{{1,24}}?)(?:的话|时|，|,)*"
    r"(?:就)?(?:可以|可|应|需要|需)?(?:直接)?(?:用|使用|通过|执行|运行|采用|输入|利用)(?:以下|如下|"
    r"下面的?|下列)?(?:的)?(?:命令|指令|语句|方法|方式)?"
    r"(?:来)?(?:实现|完成|查看|操作|执行)?[：:]?$"
)
_TO_DO = re.compile(
    r"^to (?P<task>[a-z][^,.:;]{2,60}?),? (?:you can )?(?:use|run|execute|type|enter|issue|"
    r"do)(?: the following)?(?: commands?)?:?$",
    re.I,
)
_NOISE = re.compile(
    r"^(?:首先|然后|接着|最后|再|之后|接下来|其次|先|现在|同时|此外|另外|或者?|并|可以|可|需要|需|请|"
    r"也可|亦可|最终)+(?:，|,)?"
)
_TAIL = re.compile(
    r"(?:的?(?:命令|指令|语句|方法|方式|操作|示例|例子|写法|用法)?(?:是|为|如下(?:所示)?|有|：|:)*|"
    r"(?:如下|：|:|。|\.|；|;|，|,)+|[（(](?:可选|推荐|必选|optional)[）)])+$"
)
_NO_TASK = re.compile(
    r"然后$|(?:^|[，,])(?:但|不过|因为|由于|所以|因此|这|那|它|其|之$|一下$|即可)|之$|一下$|[，,].*[，,]|"
    r"[？?！!]|之后|以后|的话|以上|修改成|改为|应改|"
    r"^进入.*(?:目录|文件夹|路径|下)$|^重新编译|[（(][^（）()]{13,}[）)]|^编译.*(?:目录|文件夹)$|"
    r"^(?:安装|下载|更新|运行|编译|执行|启动|测试|生成|创建|配置|设置|使用|打开|登录|初始化|查看|查询|"
    r"合并|压缩|解压|输出|打包|构建)(?:依赖|软件|服务器?|系统|应用|程序|环境|源码|源代码|代码|工具|"
    r"过程|结果|方法|方式|步骤|脚本|命令|它|最终文档)?$|"
    r"设置为|错误|示例|例子|默认|前提|问题|解决|以下|下面|等等|(?:安装|下载|引入)?(?:依赖|必要)|^让我|"
    r"^使用者|^给出|^将会|^使得|^从(?!.*(?:到|恢复|导入|复制|拷贝|提取))|^(?:修改|打开|编辑)\S*(?:文件|"
    r"配置)(?:为|：)?$"
)
_INSTALL = re.compile(r"\b(?:install|add-apt-repository|get-deps|-S|i)\b")
_PLACEHOLDER = re.compile(r"<[^>]+>|\b(?:xxx?|xyz|foo|FILE|NAME|PACKAGE|filename|package)\b|[\[{]\w+[\]}]|\w+名", re.I)
_URL = re.compile(r"https?://|git://|ftp://|www\.")
_VERSIONED = re.compile(r"\d+\.\d+\.\d+-")
_SUITES_NAMES = """
adb ansible apt apt-get brew bundle cargo composer conda dnf docker docker-compose dotnet flatpak gem git go
gradle hdfs heroku hugo jekyll kubectl lein mvn npm npx opkg pacman pip pip3 pnpm poetry pyenv redis-cli rustup
sbt scrapy snap svn systemctl terraform tmux tx vagrant yarn yum zypper
"""
_SUITES = frozenset(_SUITES_NAMES.split())
"""Programs of many commands: a task means little without their name."""


def command_cards(item: ReadItem, words: Phrases) -> Iterator[Card]:
    """Word a card for each command that stands alone under the words of its task."""
    done: set[str] = set()
    for task, command, quote in _pairs(item):
        subject = _task_of(task)
        if not subject or fold(subject) in done or not _is_worth(subject, command):
            continue
        done.add(fold(subject))
        home = _home(item, subject, command)
        if _is_of_another(home, command) or _adds_options(subject, command):
            continue
        home = "" if _is_title_alone(home, item.title, command) else home
        speak = phrases_of_text(subject, words)
        question = within(speak.which_command.format(task=subject), home, speak)
        answer = (Inline(InlineKind.CODE, command),)
        yield question_card(item, ASPECT, subject, question, answer, quote)


def _pairs(item: ReadItem) -> Iterator[tuple[str, str, str]]:
    """Give what may be a task, the command below or beside it, and the passage that holds both."""
    blocks = item.blocks
    is_below = _says_below(item)
    for index, block in enumerate(blocks):
        lines = [line for line in map(_without_prompt, _code_lines(block)) if line.strip()]
        if not lines:
            continue
        commented = [
            (found["task"], found["command"], line) for line in lines if (found := _COMMENT.match(line.strip()))
        ]
        yield from commented
        if len(lines) == 1 and not commented and not _goes_on(blocks, index):
            lead = lead_in(blocks, index + 2 if is_below else index)
            task = shown(lead) if lead else ("" if index else item.title)
            code = lines[0].strip()
            yield task, code, f"{code}\n{task}" if is_below else f"{task}\n{code}"
    for paragraph in item.paragraphs:
        if paragraph.is_near and _holds_code(paragraph.block):
            yield from _in_line(paragraph.block)
            yield from _in_sentences(paragraph)


def _says_below(item: StudyItem) -> bool:
    """Say whether a section puts each command before the words on it."""
    blocks = item.blocks
    return (
        len(blocks) > 1
        and bool(_code_lines(blocks[0]))
        and blocks[1].kind is BlockKind.PARAGRAPH
        and not _TASK.match(item.title)
        and not shown(blocks[1].inlines).endswith(("：", ":"))
    )


def _holds_code(paragraph: Block) -> bool:
    """Say whether a paragraph names something as code, and says something of it."""
    inlines = paragraph.inlines
    if len(inlines) < _PAIR:
        return False
    for one in inlines:  # noqa: SIM110 - any() would make a generator for each paragraph
        if one.kind is InlineKind.CODE:
            return True
    return False


_PAIR = 2


def _in_line(paragraph: Block) -> Iterator[tuple[str, str, str]]:
    """Give the pairs of a paragraph whose lines are "task：`command`"."""
    for line in lines_of(paragraph.inlines):
        if len(line) == 2 and line[0].kind is InlineKind.TEXT and line[1].kind is InlineKind.CODE:
            task = line[0].text.strip()
            if task.endswith(("：", ":")):
                yield task, line[1].text, shown(line)


def _in_sentences(paragraph: Paragraph) -> Iterator[tuple[str, str, str]]:
    """Give the pairs of sentences that say what one command is for: "To ..., run `command`.", "用 `command` 可以……"."""
    for passage in paragraph.passages:
        kinds = [one.kind for one in passage.run]
        if kinds[:2] != [InlineKind.TEXT, InlineKind.CODE] or len(kinds) > _THREE or kinds[2:3] not in _ENDS:
            continue
        before, code, after = passage.run[0].text, passage.run[1].text, shown(passage.run[2:])
        found = _DO_BY.match(before) if _NOTHING.fullmatch(after) else _BY_DO.match(f"{before.strip()}\n{after}")
        if found is not None:
            yield found["task"] or found["task2"], code, shown(passage.run)


_THREE = 3
_ENDS: tuple[list[InlineKind], ...] = ([], [InlineKind.TEXT])
_NOTHING = re.compile("(?:命令|指令|即可|就行|就可以)*[。.]?")
_DO_BY = re.compile(
    r"^To (?P<task>[a-z][^,.:;]{2,60}?), (?:you can |just |simply |please )?(?:run|use|type|execute|enter|issue|call)"
    r"(?: the command)? ?$|"
    r"^(?:如果)?(?:想要|想|要|需要)?(?P<task2>[^，。；：]{4,30}?)(?:的话|时)?[，,]?(?:可以|可|请|只需)?(?:直接)?"
    r"(?:使用|用|运行|执行|输入)(?:命令)? ?$"
)
_BY_DO = re.compile(
    r"^(?:You can )?(?:[Uu]se|[Rr]un|[Tt]ype|[Ee]xecute)(?: the command)?\nto (?P<task>[a-z][^,.:;]{2,80})\.?$|"
    r"^(?:可以|可)?(?:使用|用|运行|执行|通过)\n(?:命令)?(?:可以?|来|能够?|即可|就)+(?P<task2>[^，。；：]{4,30})。?$"
)


def _code_lines(block: Block) -> Sequence[str]:
    """Give the lines of a block that is only code."""
    if block.kind is BlockKind.CODE:
        return block.text.split("\n")
    if block.kind is BlockKind.PARAGRAPH and len(block.inlines) == 1 and block.inlines[0].kind is InlineKind.CODE:
        return [block.inlines[0].text]
    return ()


def _without_prompt(line: str) -> str:
    """Drop the sign that a shell puts before what is typed."""
    return line[2:] if line.startswith(("$ ", "% ")) else line


def _goes_on(blocks: Sequence[Block], index: int) -> bool:
    """Say whether code stands next to other code: one step of several is no answer."""
    return any(0 <= near < len(blocks) and bool(_code_lines(blocks[near])) for near in (index - 1, index + 1))


def _task_of(text: str) -> str:
    """Give the task that a lead-in words, bare; empty if it words none."""
    text = squeeze(re.sub(r"^\s*(?:\d{1,2}|[a-z])[.)）、:：]\s*|^[-*•]\s*", "", text))
    if (found := _WISH.match(text) or _TO_DO.match(text)) is not None:
        text = found["task"]
    sentences = re.split(r"(?<=[。！？；])", text.rstrip("。：: "))
    text = _TAIL.sub("", _NOISE.sub("", sentences[-1].strip())).strip(" ，,。")
    text = re.sub(r"^我们(?:要|想|需要)?|[,，]\s*-.*$", "", text)
    if not 4 <= len(text) <= 60 or leans(text) or _NO_TASK.search(text) or "$$" in text:
        return ""
    is_chinese = _TASK.match(text) is not None and len(re.findall(r"[一-鿿]", text)) <= 30
    return text if is_chinese or _ENGLISH_TASK.match(text) else ""


def _is_worth(task: str, command: str) -> bool:
    """Say whether a text is a command that one can learn by heart, and not given away by its task."""
    found = _COMMAND.match(command)
    if found is None or _CODE.search(command) or _URL.search(command) or len(command) > _MOST_CHARACTERS:
        return False
    if _VERSIONED.search(command):
        return False
    words = command.split()
    program = found["program"].rpartition("/")[2]
    is_known = program in _PROGRAMS or re.search(r"\s--?[a-zA-Z]", found["rest"] or "") is not None
    if not is_known or len(words) > _MOST_WORDS or re.search(r"[一-鿿]{6}", command):
        return False
    if _INSTALL.search(command) and not _PLACEHOLDER.search(command):
        return False
    return fold(command) not in fold(task)


def _home(item: StudyItem, task: str, command: str) -> str:
    """Give what to ask within: the program where it has many commands, else the thing of the headings.

    A heading that is the task itself leaves that to the one above it.
    """
    program = _program(command)
    if program in _SUITES:
        return program
    home = home_of(item)
    if _TASK.match(home) or fold(home) == fold(task):
        return next((name for name in names_around(item) if not _TASK.match(name)), "")
    return home


def _is_of_another(home: str, command: str) -> bool:
    """Say whether a command is one of another program than that which its question would name."""
    program = _program(command)
    return home.lower() in _PROGRAMS and program != "" and fold(home) not in fold(command)


def _is_title_alone(home: str, title: str, command: str) -> bool:
    """Say whether a Chinese topic has to do with a program only in that its post gives the command as an example."""
    is_far = re.search("[A-Za-z]", home) is None and fold(home) not in fold(title)
    return bool(home) and is_far and _program(command) in _PROGRAMS


def _program(command: str) -> str:
    found = _COMMAND.match(command)
    return found["program"].rpartition("/")[2] if found else ""


def _adds_options(task: str, command: str) -> bool:
    """Say whether a task only says to start a thing, and the command holds options that it does not speak of."""
    return _BARE_START.fullmatch(task) is not None and re.search(r"\s--?[A-Za-z]", command) is not None


_BARE_START = re.compile(
    r"(?:启动|运行|打开|开启|重启|重新启动)\s*[^，。的并以用在从和]{1,20}|"
    r"(?:start|run|open|launch|restart) (?:the )?[\w.+-]+(?: [\w.+-]+)?",
    re.I,
)
