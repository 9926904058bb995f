"""What the command line says of itself, in Chinese (命令行用语): help pages, and words it cannot read."""

import sys
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import typer
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup, TyperOption

Run = TypeVar("Run", bound=Callable[..., Any])

BAD_INPUT = 2
"""Exit code when the input is wrong; one line on standard error says what and where."""

KINDS = {
    "<str>": "文字",
    "<date>": "日期",
    "<path>": "路径",
    "<Path>": "路径",
    "<int>": "整数",
    "<int range>": "整数",
    "<list[str]>": "文字",
    "<list[Path]>": "路径",
    "<bool>": "",
}
"""What stands behind an option in the help page; behind a mere switch stands nothing."""

rich_utils.ARGUMENTS_PANEL_TITLE = "参数"
rich_utils.OPTIONS_PANEL_TITLE = "选项"
rich_utils.COMMANDS_PANEL_TITLE = "命令"
rich_utils.REQUIRED_LONG_STRING = "[必填]"
rich_utils.DEFAULT_STRING = "[不写为 {}]"


class Misread(typer.TyperException):
    """A command line that cannot be read; the message is Chinese already."""

    exit_code = BAD_INPUT


class _Spoken:
    """A command or group that speaks Chinese; what it shares is mixed into both."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As the library reads them; words nobody asked for are named."""
        allowed, ctx.allow_extra_args = ctx.allow_extra_args, True
        library: Any = super()
        rest: list[str] = library.parse_args(ctx, args)
        ctx.allow_extra_args = allowed
        if rest and not allowed:
            raise Misread(f"多余的内容：{' '.join(rest)}；用法见 {ctx.command_path} --help")
        return rest

    def get_help_option(self, ctx: Any) -> Any:
        """The library's own `--help`, explained in Chinese."""
        library: Any = super()
        option = library.get_help_option(ctx)
        if option is not None:
            option.help = "显示本页"
        return option

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """The line that shows how the command is written."""
        library: Any = super()
        pieces = " ".join(library.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix="用法：")

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The help page, with the kinds of values in Chinese."""
        library: Any = super()
        for each in library.get_params(ctx):
            shown = each.display_type(ctx)
            each.display_type = partial(_kind, KINDS.get(shown, shown))
        library.format_help(ctx, formatter)

    def main(self, *args: Any, standalone_mode: bool = True, **more: Any) -> Any:
        """Run; a line that cannot be read is answered by one line on standard error and exit code 2."""
        library: Any = super()
        try:
            code = library.main(*args, standalone_mode=False, **more)
        except typer.TyperException as error:
            if not standalone_mode:
                raise
            print(_told(error), file=sys.stderr)
            sys.exit(error.exit_code)
        if not standalone_mode:
            return code
        sys.exit(code if isinstance(code, int) else 0)


class SpokenCommand(_Spoken, TyperCommand):
    """One command."""

    def __init__(self, *names: Any, **more: Any) -> None:
        super().__init__(*names, **more)
        self.options_metavar = "[选项]"


class SpokenGroup(_Spoken, TyperGroup):
    """A command with commands of its own."""

    def __init__(self, *names: Any, **more: Any) -> None:
        super().__init__(*names, **more)
        self.options_metavar, self.subcommand_metavar = "[选项]", "命令 [参数]..."

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command that is called. Raises Misread naming the commands there are."""
        if not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            known = "、".join(self.list_commands(ctx))
            raise Misread(f"{ctx.command_path} 没有命令 {args[0]}，可用：{known}")
        return super().resolve_command(ctx, args)


class Commands(typer.Typer):
    """A set of commands whose help and complaints are Chinese."""

    def __init__(self, **more: Any) -> None:
        super().__init__(cls=SpokenGroup, **more)

    def command(self, name: str | None = None, **more: Any) -> Callable[[Run], Run]:
        """Register a command, as the library does."""
        return super().command(name, cls=SpokenCommand, **more)


def _kind(name: str, ctx: Any) -> str:
    """What a value is called in the help page of any context."""
    return name


def _told(error: typer.TyperException) -> str:
    """What is wrong with a command line, and where its help is."""
    told: Any = error
    ctx, parameter = getattr(told, "ctx", None), getattr(told, "param", None)
    hint = f"；用法见 {ctx.command_path} --help" if ctx is not None else ""
    if hasattr(told, "possibilities"):
        near = f"，是否 {'、'.join(told.possibilities)}" if told.possibilities else ""
        return f"没有选项 {told.option_name}{near}{hint}"
    if hasattr(told, "option_name"):
        return f"选项 {told.option_name} 后面的内容不合要求{hint}"
    if parameter is None:
        return error.format_message()
    name = parameter.opts[-1] if isinstance(parameter, TyperOption) else parameter.display_name_raw
    about = f"（{parameter.help}）" if getattr(parameter, "help", None) else ""
    return (f"缺少 {name}{about}" if hasattr(told, "param_type") else f"{name} 的内容不合要求{about}") + hint
