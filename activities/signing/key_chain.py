"""Following a court's keys from one to the next (法院密钥的接续): from the key a reader keeps, both ways."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from activities.signing.key_files import holds
from models.keys import PublicKey, Succession
from models.seals import Seal
from models.signed_table import SignedTable
from models.values import Instant


@dataclass(frozen=True)
class KeyChain:
    """The keys of a court that a reader can trust, the oldest first, and how each took another's place.

    `ended` is when the newest of them ended without a successor it certified; `faults` what is wrong
    with the successions that were told, none of which is followed.
    """

    court: str
    keys: tuple[PublicKey, ...]
    successions: tuple[Succession, ...] = ()
    ended: Succession | None = None
    faults: tuple[str, ...] = ()

    def certifies(self, key: PublicKey) -> bool:
        """Whether a person's key has the certificate of one of these."""
        return any(holds(own.public_key, key.certified_bytes, key.certificate) for own in self.keys)

    def knows(self, key: PublicKey) -> bool:
        """Whether a key of the court is one of these."""
        return any(_same(own, key) for own in self.keys)

    def fault(self, key_id: str, at: Instant, content: bytes, signature: str) -> str:
        """What is wrong with what the court is said to have signed at an instant; empty if nothing is."""
        place = next((n for n, key in enumerate(self.keys) if key.key_id == key_id), None)
        if place is None:
            if self.ended is not None and self.ended.key.key_id == key_id:
                return (
                    f"所用密钥是法院 {self.ended.at:%Y-%m-%d} 公告另行启用的，没有原密钥的证明，"
                    "须向法院另取新公钥核对"
                )
            return "所用密钥不是法院的密钥"
        if not holds(self.keys[place].public_key, content, signature):
            return "法院签名与内容不符"
        begun = self.successions[place - 1] if place else None
        ended = self.successions[place] if place < len(self.successions) else self.ended
        if begun is not None and at < begun.at:
            return f"所用法院密钥至 {begun.at:%Y-%m-%d %H:%M} 方启用"
        if ended is not None and at > ended.at:
            return f"所用法院密钥已于 {ended.at:%Y-%m-%d %H:%M} 更换"
        return ""


def followed(anchor: PublicKey, told: Iterable[Succession]) -> KeyChain:
    """The keys that hang together with the one a reader keeps, by the successions he is told of.

    Forward only where the old key certified the new one; backward wherever the new one accepted the place
    of the old one. Each succession is told once, or several times alike.
    """
    each = tuple({succession.signed_bytes: succession for succession in told}.values())
    faults = tuple(_faults(anchor.owner, each))
    if faults:
        return KeyChain(anchor.owner, (anchor,), faults=faults)
    keys, steps, ended = [anchor], list[Succession](), None
    while (before := next((s for s in each if _same(s.key, keys[0])), None)) is not None:
        keys.insert(0, before.previous)
        steps.insert(0, before)
    while (after := next((s for s in each if _same(s.previous, keys[-1])), None)) is not None:
        if not after.certificate:
            ended = after
            break
        keys.append(after.key)
        steps.append(after)
    return KeyChain(anchor.owner, tuple(keys), tuple(steps), ended)


def told_by(table: SignedTable | None, seals: Sequence[Seal]) -> Iterator[Succession]:
    """The successions an exported table and exported seals tell of, in their order."""
    if table is not None:
        yield from table.successions
    in_order = sorted([*seals, *([table.seal] if table and table.seal else [])], key=lambda seal: seal.order)
    yield from (seal.succession for seal in in_order if seal.succession is not None)


def _faults(court: str, each: Sequence[Succession]) -> Iterator[str]:
    """What is wrong with successions in themselves and among each other."""
    for number, succession in enumerate(each, start=1):
        where = f"第 {number} 次更换法院密钥（{succession.at:%Y-%m-%d}）"
        if {succession.court, succession.previous.owner, succession.key.owner} != {court}:
            yield f"{where}：不是法院 {court} 的密钥"
        if not holds(succession.key.public_key, succession.signed_bytes, succession.acceptance):
            yield f"{where}：没有新密钥的签名"
        certified = holds(succession.previous.public_key, succession.signed_bytes, succession.certificate)
        if not certified and (succession.certificate or not succession.statement):
            yield f"{where}：没有原密钥的证明"
    for earlier, later in pairwise(each):
        if not _same(earlier.key, later.previous) or later.at < earlier.at:
            yield f"更换法院密钥：{later.at:%Y-%m-%d} 的更换没有接续 {earlier.at:%Y-%m-%d} 的更换"
    keys = [each[0].previous.public_key, *(succession.key.public_key for succession in each)] if each else []
    if len(set(keys)) < len(keys):
        yield "更换法院密钥：同一密钥启用两次"


def _same(one: PublicKey, other: PublicKey) -> bool:
    """Whether two values are the same key, whatever their dates say."""
    return (one.key_id, one.public_key) == (other.key_id, other.public_key)
