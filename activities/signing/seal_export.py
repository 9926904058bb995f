"""Seals and the court's public keys as files, to be kept out of the court's own reach (院外留存)."""

import json
from pathlib import Path

from activities.signing.key_chain import KeyChain
from models.errors import Code, Refusal
from models.keys import PublicKey
from models.seals import Seal


def file_name(seal: Seal) -> str:
    """What a seal's file is called."""
    return f"{seal.court}-{seal.name}.json"


def export_seal(seal: Seal, folder: Path) -> Path:
    """The seal as a file to be kept outside the court's own machine.

    What was exported before is never overwritten: raises Refusal(CHAIN_BROKEN) where another seal of that
    name lies there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / file_name(seal)
    content = json.dumps(seal.model_dump(mode="json"), ensure_ascii=False, indent=2)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(content)
    except FileExistsError:
        if path.read_text(encoding="utf-8") != content:
            raise Refusal(Code.CHAIN_BROKEN, f"{path} 已有另一日封，两者须查明") from None
    return path


def export_court_keys(keys: KeyChain, folder: Path) -> tuple[Path, ...]:
    """The court's public keys as files: what whoever verifies far from the court trusts (信任锚).

    The first one is `<court>.key.json` for ever, later ones are numbered. Raises Refusal(SIGNATURE_INVALID)
    where another key lies there: it is not overwritten.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(_export(key, number, folder) for number, key in enumerate(keys.keys, start=1))


def _export(key: PublicKey, number: int, folder: Path) -> Path:
    path = folder / (f"{key.owner}.key.{number}.json" if number > 1 else f"{key.owner}.key.json")
    if not path.exists():
        content = json.dumps(key.model_dump(mode="json"), ensure_ascii=False, indent=2)
        path.write_text(content, encoding="utf-8")
    elif key.public_key not in path.read_text(encoding="utf-8"):
        raise Refusal(Code.SIGNATURE_INVALID, f"{path} 是本院的另一公钥，不予覆盖")
    return path
