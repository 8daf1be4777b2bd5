"""The symmetric algorithms of ICAO 9303-11, 9.7 and 9.8: Triple-DES with retail MAC, and AES with CMAC."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.cmac import CMAC
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, Hash

ENCRYPTION = 1  # what a key is derived for: the counter of the derivation function
AUTHENTICATION = 2
PASSWORD = 3

MAC_LENGTH = 8  # bytes


@dataclass(frozen=True, slots=True)
class Suite:
    """One cipher with its key length. Keys are bytes of `key_length`."""

    aes: bool
    key_length: int

    @property
    def block(self) -> int:
        return 16 if self.aes else 8

    def derive(self, secret: bytes, purpose: int) -> bytes:
        """A key, 9303-11, 9.7.1: hash of secret and counter; DES keys get their parity."""
        digest = Hash(SHA256() if self.key_length > 16 else SHA1())
        digest.update(secret + purpose.to_bytes(4, "big"))
        key = digest.finalize()[: self.key_length]
        return key if self.aes else bytes((byte & 0xFE) | ((byte >> 1).bit_count() + 1) % 2 for byte in key)

    def encrypt(self, key: bytes, data: bytes, vector: bytes = b"") -> bytes:
        """CBC, without padding. `vector`: zeros, if it is not given."""
        cipher = self._cipher(key, vector).encryptor()
        return cipher.update(data) + cipher.finalize()

    def decrypt(self, key: bytes, data: bytes, vector: bytes = b"") -> bytes:
        """CBC, without padding; the length of `data` is a multiple of the block's."""
        cipher = self._cipher(key, vector).decryptor()
        return cipher.update(data) + cipher.finalize()

    def vector(self, key: bytes, counter: bytes) -> bytes:
        """The initialisation vector of secure messaging, 9303-11, 9.8.6."""
        return self.encrypt(key, counter) if self.aes else bytes(self.block)

    def mac(self, key: bytes, data: bytes) -> bytes:
        """Eight bytes. For Triple-DES, `data` has been padded to whole blocks (ISO 9797-1, algorithm 3)."""
        if self.aes:
            cmac = CMAC(AES(key))
            cmac.update(data)
            return cmac.finalize()[:MAC_LENGTH]
        chained = bytes(8)
        if len(data) > 8:
            single = Cipher(TripleDES(key[:8] * 3), modes.CBC(chained)).encryptor()
            chained = (single.update(data[:-8]) + single.finalize())[-8:]
        return self.encrypt(key, data[-8:], chained)

    def pad(self, data: bytes) -> bytes:
        """To whole blocks, ISO 9797-1, method 2: at least one byte."""
        return data + b"\x80" + bytes(-(len(data) + 1) % self.block)

    def unpad(self, data: bytes) -> bytes:
        """Raises ValueError for what `pad` cannot have made."""
        plain = data.rstrip(b"\x00")
        if plain[-1:] != b"\x80" or len(data) - len(plain) >= self.block:
            raise ValueError("padding")
        return plain[:-1]

    def _cipher(self, key: bytes, vector: bytes) -> Cipher[modes.CBC]:
        if self.aes:
            return Cipher(AES(key), modes.CBC(vector or bytes(16)))
        return Cipher(TripleDES(key + key[:8]), modes.CBC(vector or bytes(8)))


TRIPLE_DES = Suite(aes=False, key_length=16)
AES_128 = Suite(aes=True, key_length=16)
AES_192 = Suite(aes=True, key_length=24)
AES_256 = Suite(aes=True, key_length=32)
