"""Public keys (签名公钥), and how one key of a court follows another (更换法院密钥)."""

from datetime import date

from models.events import digest
from models.values import Instant, Value


class PublicKey(Value):
    """A person's or a court's key with its dates (签名公钥): Ed25519, base64 of 32 bytes.

    `owner` is a staff number or a court's key; nothing here names a person. `certificate` is the court's
    signature that the key is its owner's from that day on; the court's own key has none.
    """

    key_id: str
    owner: str
    public_key: str
    since: date
    until: date | None = None
    certificate: str = ""

    def on(self, day: date) -> bool:
        """Whether it is valid on that day."""
        return self.since <= day and (self.until is None or day <= self.until)

    @property
    def certified_bytes(self) -> bytes:
        """What the court signs when the key is registered; its last day comes later and is not covered."""
        return digest(["key", self.key_id, self.owner, self.public_key, self.since.isoformat()]).encode()


class Succession(Value):
    """A court's key that takes the place of the one before (更换法院密钥), at an instant of the server.

    `certificate` is the old key's signature. It is empty where that key is lost: then `statement` is what
    the court has made public that day (公告), and the keys begin anew. `acceptance` is the new key's own
    signature: who trusts the new one learns by it which the old one was. `sealed` is the link of the last
    seal before, the genesis where there was none: nothing the old key signs later hangs under it.
    """

    court: str
    previous: PublicKey
    key: PublicKey
    at: Instant
    sealed: str
    statement: str = ""
    certificate: str = ""
    acceptance: str = ""

    @property
    def signed_bytes(self) -> bytes:
        """What both keys sign."""
        stated = self.model_dump(mode="json", exclude={"certificate", "acceptance"})
        return digest(["court key", stated]).encode()
