"""`faq console`: the staff's web page; with `--add-user` the people who may sign in to it."""

from __future__ import annotations

import argparse
import getpass
import sys

from bot.console.errors import ConsoleError
from bot.console.users import ROLES, Users, WrongUser
from bot.knowledge.loader import load
from bot.knowledge.schema import Both
from bot.language import LANGUAGES, Lang
from bot.settings import Settings, settings

ADDED: Both = {"zh": "已添加用户 {name}（{role}）。", "en": "User {name} added ({role})."}
REMOVED: Both = {"zh": "已删除用户 {name}。", "en": "User {name} removed."}
READY: Both = {"zh": "工作台：{url}  按 Ctrl-C 结束。", "en": "The console: {url}  Ctrl-C ends it."}
ASK: Both = {"zh": "{name} 的密码：", "en": "Password of {name}: "}
AGAIN: Both = {"zh": "再输一次：", "en": "Once more: "}
EMPTY: Both = {
    "zh": "还没有用户：./faq console --add-user 用户名 --role editor",
    "en": "There is no user yet: ./faq console --add-user NAME --role editor",
}


class PortTaken(ConsoleError):
    def __init__(self, host: str, port: int, why: str) -> None:
        super().__init__(
            f"不能在 {host}:{port} 上打开工作台（{why}）。请用 FAQ_CONSOLE_PORT 换一个端口。",
            f"The console cannot be opened on {host}:{port} ({why}). Choose another port with FAQ_CONSOLE_PORT.",
        )


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--add-user", metavar="NAME", help="add a user, or change the one of this name / 添加或修改用户")
    parser.add_argument("--remove-user", metavar="NAME", help="remove a user; their sessions end at once / 删除用户，立即失效")
    parser.add_argument("--role", choices=ROLES, default="viewer", help="what the user may do / 用户的角色")
    parser.add_argument("--department", metavar="ID", default="", help="for the role department / 角色 department 所属的部门")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the messages / 提示语言")


def main(options: argparse.Namespace) -> int:
    from bot.curation.__main__ import interface_language

    own, lang = settings(), options.lang or interface_language()
    if options.add_user:
        add_user(own, options, lang)
        return 0
    if options.remove_user:
        Users(own.state_dir).remove(options.remove_user)
        print(REMOVED[lang].format(name=options.remove_user))
        return 0
    if not Users(own.state_dir).all():
        print(EMPTY[lang], file=sys.stderr)
    serve(own, lang)
    return 0


def add_user(own: Settings, options: argparse.Namespace, lang: Lang) -> None:
    """Asks for the password twice; from a pipe it is read as one line. WrongUser if anything will not do."""
    name, department = options.add_user, options.department
    departments = load(own.knowledge_dir).require().departments
    if department and department not in departments:
        raise WrongUser(
            f"没有部门“{department}”，可用：{'、'.join(departments)}。",
            f"There is no department '{department}'. Use one of: {', '.join(departments)}.",
        )
    if sys.stdin.isatty():
        password = getpass.getpass(ASK[lang].format(name=name))
        if getpass.getpass(AGAIN[lang]) != password:
            raise WrongUser("两次输入的密码不同，没有添加。", "The two passwords differ; nobody was added.")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    Users(own.state_dir).add(name, options.role, department, password)
    print(ADDED[lang].format(name=name, role=options.role))


def serve(own: Settings, lang: Lang) -> None:
    """Until Ctrl-C. PortTaken if the port cannot be had."""
    from bot.console.app import Console
    from bot.console.web import Server

    console = Console(own, lang=lang)
    try:
        server = Server(own.console_host, own.console_port, console.answer)
    except OSError as err:
        raise PortTaken(own.console_host, own.console_port, err.strerror or type(err).__name__) from err
    print(READY[lang].format(url=server.url), flush=True)
    try:
        server.serve_forever()
    finally:
        server.server_close()
