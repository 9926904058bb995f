"""Lays a court's rulebook over the one it inherits: by key, row by row, with its own source."""

from models.shelf.located_yaml import Located, invalid

ROW_KEYS = {
    ("units",): "key",
    ("limits",): "id",
    ("duties",): "id",
    ("approvals",): "matter",
    ("acts",): "act",
    ("occurrences",): "event",
    ("named_bodies",): "key",
    ("measures",): "kind",
    ("served_papers",): "kind",
    ("papers",): "key",
    ("reading",): "key",
    ("notices",): "id",
    ("conversions",): "key",
    ("forms",): "key",
    ("case_topics",): "name",
    ("reports",): "key",
    ("triage", "rules"): "id",
    ("triage", "pools"): "key",
    ("closing", "methods"): "method",
}
"""Lists whose rows have a key: a court's row replaces the inherited one; `drop: true` removes it."""

BRANCH = "branch"
"""A row of a court's table with several cases repeats its key with another branch."""

WHOLE_ROWS = {("derived",)}
"""Mappings whose entries are replaced whole, because an entry is one definition."""

_CITES = ("source", "proposed")


def merge(base: Located, over: Located, path: tuple[str, ...] = ()) -> Located:
    """`over` laid over `base`. Raises Refusal(RULEBOOK_INVALID) for a row to drop that is not there,
    a row that appears twice, and a changed value without its own source."""
    if isinstance(base.value, dict) and isinstance(over.value, dict):
        return _mapping(base, over, path)
    if path in ROW_KEYS:
        return _rows(base, over, path)
    return over


def _mapping(base: Located, over: Located, path: tuple[str, ...]) -> Located:
    merged = dict(base.keys)
    if any(cite in over.keys for cite in _CITES):
        merged = {key: one for key, one in merged.items() if key not in _CITES}
    elif _rewrites(base, over, path):
        raise invalid(over, "改写上级规则的值须写明本院依据（source 或 proposed）", ".".join(path))
    for key, one in over.keys.items():
        below = (*path, key)
        whole = path in WHOLE_ROWS
        if whole and one.keys.get("drop") is not None:
            _dropped(merged, key, one, below)
        elif key in merged and not whole:
            merged[key] = merge(merged[key], one, below)
        else:
            merged[key] = _alone(one, below)
    return Located(merged, over.file, over.line)


def _alone(one: Located, path: tuple[str, ...]) -> Located:
    """What the base does not have: its rows are still one of each key, and there is nothing to drop."""
    if path in ROW_KEYS:
        return merge(Located([], one.file, one.line), one, path)
    if isinstance(one.value, dict) and path not in WHOLE_ROWS:
        return merge(Located({}, one.file, one.line), one, path)
    return one


def _rewrites(base: Located, over: Located, path: tuple[str, ...]) -> bool:
    """Whether a sourced mapping gets new values of its own: not parts or rows, which cite themselves."""
    sourced = any(cite in base.keys for cite in _CITES)
    own = (key for key, one in over.keys.items() if not isinstance(one.value, dict))
    return sourced and any((*path, key) not in ROW_KEYS for key in own)


def _dropped(merged: dict[str, Located], key: str, row: Located, path: tuple[str, ...]) -> None:
    _check_drop(row, key in merged, ".".join(path))
    del merged[key]


def _rows(base: Located, over: Located, path: tuple[str, ...]) -> Located:
    name, where = ROW_KEYS[path], ".".join(path)
    if not isinstance(over.value, list):
        raise invalid(over, "应为列表", where)
    rows = {_row_key(row, name): row for row in base.rows}
    seen: set[str] = set()
    for row in over.rows:
        if name not in row.keys:
            raise invalid(row, f"缺少“{name}”", where)
        key = _row_key(row, name)
        if key in seen:
            raise invalid(row, f"“{key}”重复", where)
        seen.add(key)
        if "drop" in row.keys:
            _check_drop(row, key in rows, f"{where}.{key}")
            del rows[key]
        else:
            rows[key] = row
    return Located(list(rows.values()), over.file, over.line)


def _row_key(row: Located, name: str) -> str:
    key = str(row.keys[name].value)
    return f"{key}/{row.keys[BRANCH].value}" if BRANCH in row.keys else key


def _check_drop(row: Located, there: bool, where: str) -> None:
    if row.keys["drop"].value is not True:
        raise invalid(row.keys["drop"], "drop 只能为 true", where)
    if not any(cite in row.keys for cite in _CITES):
        raise invalid(row, "删去上级规则须写明本院依据（source 或 proposed）", where)
    if not there:
        raise invalid(row, "上级规则没有这一项，无从删去", where)


def joined(first: Located, second: Located) -> Located:
    """Two files of one edition as one: sections side by side, lists one after the other."""
    entries = dict(first.keys)
    for key, one in second.keys.items():
        if key not in entries:
            entries[key] = one
        elif isinstance(one.value, list) and isinstance(entries[key].value, list):
            entries[key] = Located([*entries[key].rows, *one.rows], one.file, entries[key].line)
        elif isinstance(one.value, dict) and isinstance(entries[key].value, dict):
            entries[key] = joined(entries[key], one)
        else:
            raise invalid(one, f"“{key}”已写在 {entries[key].file} 第 {entries[key].line} 行")
    return Located(entries, first.file, first.line)
