"""A passkey in software: what a telephone would answer to ``navigator.credentials``."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

_PRESENT_AND_CHECKED = 0x05
_NEW_KEY = 0x40


def text(data):
    return urlsafe_b64encode(data).rstrip(b"=").decode()


class Authenticator:
    """One key pair for one account on one site."""

    def __init__(self, origin="http://localhost"):
        self.origin = origin
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id, self.owner = secrets.token_bytes(16), None

    def create(self, options):
        """Answer a registration."""
        self.owner = options["user"]["id"]
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + self._public_key()
        attestation = cbor2.dumps(
            {
                "fmt": "none",
                "attStmt": {},
                "authData": self._about(_PRESENT_AND_CHECKED | _NEW_KEY) + attested,
            }
        )
        response = {
            "attestationObject": text(attestation),
            "clientDataJSON": text(self._client(options, "webauthn.create")),
            "transports": ["internal"],
        }
        return json.dumps({**self._credential(response), "extensions": '{"credProps":{"rk":true}}'})

    def get(self, options):
        """Answer a sign-in."""
        about, client = self._about(_PRESENT_AND_CHECKED), self._client(options, "webauthn.get")
        signature = self.key.sign(about + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {
            "authenticatorData": text(about),
            "clientDataJSON": text(client),
            "signature": text(signature),
            "userHandle": self.owner,
        }
        return json.dumps(self._credential(response))

    def _credential(self, response):
        name = text(self.id)
        return {"id": name, "rawId": name, "type": "public-key", "response": response}

    def _about(self, flags):
        return hashlib.sha256(b"localhost").digest() + bytes([flags]) + bytes(4)

    def _client(self, options, kind):
        client = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(client).encode()

    def _public_key(self):
        point = self.key.public_key().public_numbers()
        x, y = point.x.to_bytes(32, "big"), point.y.to_bytes(32, "big")
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
