"""`chengzhang install-pack`: put a pack release into force for an authority."""

from __future__ import annotations

import argparse
from datetime import date

from .server import on_the_server


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("install-pack", help="put a pack release into force for an authority")
    parser.add_argument("pack", help="PLACE/RELEASE, as `chengzhang pack list` names it")
    parser.add_argument("--for", dest="authority", metavar="ORGANISATION", help="full or short name of the authority")
    parser.add_argument(
        "--from", dest="valid_from", type=date.fromisoformat, metavar="DATE", help="a draft's first day"
    )
    parser.add_argument("--assume", action="append", default=[], metavar="NAME=TEXT", help="a draft's unknown number")
    parser.set_defaults(run=run)


@on_the_server
def run(args: argparse.Namespace) -> int:
    from chengzhang.foundation.administer import install_pack
    from chengzhang.foundation.people import posts
    from chengzhang.foundation.refusal import Refusal

    place, _, release = args.pack.strip("/").rpartition("/")
    authority = None
    if args.authority:
        found = [one for one in posts.organisations() if args.authority in (one.name, one.short)]
        if len(found) != 1:
            raise Refusal("not_found", f"没有登记名为“{args.authority}”的单位。", "请先登记单位，或写全称。")
        authority = found[0].pk
    assumed = dict(one.split("=", 1) for one in args.assume)
    install_pack(
        None, place.rpartition("/")[2], release, authority_id=authority, valid_from=args.valid_from, assumed=assumed
    )
    print(f"{args.pack} 已启用。")
    return 0
