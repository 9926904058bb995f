"""A report as a one-page picture (SVG, A4 across): its plots under its title.

Letters stay letters: the picture is drawn with the reader's own fonts, so that no Chinese font has to lie
on the server, and its numbers can be read and searched.
"""

from html import escape

from activities.report_files.plots import FONTS, HEIGHT_OF_PLOT, WIDTH_OF_PLOT, drawn
from activities.statistics.statement import Statement

WIDTH, HEIGHT = 1123, 794
"""A4 across, at 96 dots an inch."""

LEFT, TOP, GAP = 36, 96, 19
PLOTS = 4
"""As many plots as a page holds: two by two."""


def picture(statement: Statement) -> str:
    """The page as SVG."""
    title = escape(f"{statement.court_name}{statement.name}")
    under = escape(
        f"{statement.period_name}　统计截止 {statement.at:%Y-%m-%d %H:%M}（北京时间）"
        f"　制作：{statement.maker}　底数：案件 {statement.cases} 件、日志 {statement.entries} 条"
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}"'
        f' viewBox="0 0 {WIDTH} {HEIGHT}" font-family="{escape(FONTS)}" lang="zh-CN">',
        f"<title>{title}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{WIDTH / 2}" y="42" font-size="26" font-weight="bold" text-anchor="middle">{title}</text>',
        f'<text x="{WIDTH / 2}" y="70" font-size="13" fill="#595959" text-anchor="middle">{under}</text>',
    ]
    for number, plot in enumerate(statement.plots[:PLOTS]):
        x = LEFT + number % 2 * (WIDTH_OF_PLOT + GAP)
        y = TOP + number // 2 * (HEIGHT_OF_PLOT + GAP)
        parts.append(f'<g transform="translate({x} {y})">{drawn(plot)}</g>')
    foot = escape(f"{statement.citation}。超期节点按期限届满的期间计一次，按时办理、迟后录入的不计。")
    parts.append(f'<text x="{LEFT}" y="{HEIGHT - 16}" font-size="11" fill="#595959">{foot}</text>')
    return "\n".join([*parts, "</svg>", ""])
