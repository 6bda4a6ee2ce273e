"""`chengzhang send`: deliver the outbox by mail."""

from __future__ import annotations

import argparse

from .server import on_the_server


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("send", help="deliver waiting messages by mail")
    parser.add_argument("--most", type=int, default=500, help="mails in this run at most (default 500)")
    parser.set_defaults(run=run)


@on_the_server
def run(args: argparse.Namespace) -> int:
    from django.conf import settings

    from chengzhang.foundation.outbox.send import send

    done = send(args.most)
    if not settings.MAIL_ENABLED:
        print("未设置 CHENGZHANG_MAIL_HOST：消息只在站内送达，没有发邮件。")
    print(f"已发{done.sent}封，稍后重试{done.failed}封，放弃{done.given_up}封，待发{done.waiting}封。")
    return 1 if done.given_up else 0
