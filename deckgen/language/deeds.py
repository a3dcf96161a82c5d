"""How a text words a deed of those that any tool does, and its object: "show all tags", 一覧を表示する.

Each deed is tried with an object by `tests/language/test_word_tables.py`.
"""

from __future__ import annotations

import re
from functools import cache

FIRST = (
    "list|show|display|print|create|make|add|delete|remove|clean|clear|change|set|start|stop|restart|enable|disable|open|"
    "close|run|build|compile|extract|compress|update|upgrade|download|upload|push|pull|commit|undo|revert|restore|merge|"
    "switch|copy|move|rename|convert|export|import|mount|count|compare|find|search|replace|filter|sort|check|verify|"
    "generate|connect|kill|monitor|watch|send|get|save|split|join|view|inspect|see|apply|edit|test|deploy|reload|"
    "describe|trace|format|limit|scale|resize|rotate|afficher|lister|créer|supprimer|ajouter|démarrer|arrêter|copier|"
    "déplacer|fusionner|annuler|vérifier|mostrar|listar|crear|borrar|eliminar|añadir|iniciar|detener|copiar|mover|"
    "fusionar|deshacer|comprobar"
)
"""With which a task opens in English, French and Spanish: "list all tags"."""
FIRST_HAN = (
    "查看|查询|查找|列出|显示|打印|创建|新建|添加|增加|删除|移除|清理|清空|清除|设置|启动|启用|停止|停用|打开|关闭|"
    "重启|重置|解压|压缩|卸载|更新|升级|上传|推送|提交|撤销|撤消|恢复|合并|切换|克隆|复制|移动|转换|导出|导入|备份|统计|"
    "比较|替换|检查|检测|连接|断开|进入|退出"
)
LAST = (
    "anzeigen|auflisten|erstellen|löschen|entfernen|hinzufügen|starten|stoppen|kopieren|verschieben|zusammenführen|prüfen|"
    "表示|作成|削除|追加|確認|変更|実行|起動|停止|保存|検索|更新|復元|"
    "보기|확인|생성|만들기|삭제|추가|변경|실행|시작|중지|저장|검색|복원"
)
"""With which it ends in German, Japanese and Korean: "alle Zweige anzeigen", 一覧を表示する."""
_NO_DEED = "(?:[之以]?后|方法|方式|步骤)$"
"""A time or a way."""


def is_deed(task: str) -> bool:
    """Return whether words name a deed and its object."""
    return _pattern().fullmatch(task) is not None


@cache
def _pattern() -> re.Pattern[str]:
    first = rf"(?:{FIRST})s?\s(?!(?:is|are|was|has|can|will)\b).+|(?:{FIRST_HAN})(?!.*{_NO_DEED}).+"
    return re.compile(rf"{first}|.+\s?(?:{LAST})(?:する|したい|하기)?", re.I)
