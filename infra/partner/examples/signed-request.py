"""Everything that a partner's program does at the signed door: sign a request, verify the answer, verify a webhook.

The values are those of the test vectors; a real request takes the time of now and a nonce that was never used.

    pip install cryptography
    python3 signed-request.py [algorithm keyId privateKey]
"""

import hashlib
import re
import sys
from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_der_public_key

ALGORITHM, KEY_ID, PRIVATE_KEY = sys.argv[1:4] or ("ed25519", "ufW3NQIoA3kQdCQET0m_cuUN4DbhKnGKYCVfslaIEcU", "MC4CAQAwBQYDK2VwBCIEIB5oyEj2P6DgUOeHCAtvFvogqUWPJkNQUWkKNu588YKT")

METHOD = "POST"
URL = "https://office.example.cn/api/partner/v1/loans/lon_01hf7yat00abcdefghjkmn/decision"
CONTENT_TYPE = "application/json"
IDEMPOTENCY_KEY = '"0f9a2f6e-4f4e-4d5c-9a64-2f6b3a1d8c77"'  # the same when the request is sent again
BODY = '{"isApproved":true,"decidedOn":"2026-03-02","amount":128000000,"bankReference":"沪贷2026-0117"}'.encode()
CREATED = 1772413200  # int(time.time())
NONCE = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"  # secrets.token_urlsafe(24), new each time

# What the office published, and what it answered.
OFFICE_KEY = load_der_public_key(b64decode("MCowBQYDK2VwAyEAklRx6IgsJB+igJwZUeNHe+xyeElPhnV4cFTihRDx4co="))
ANSWER = {
    "status": 200,
    "content-type": "application/json",
    "content-digest": "sha-256=:OnoXCTRDpH+zoLkODot8ZqKEwpPdZb8/RhuSohH/IR8=:",
    "signature-input": 'psp=("@status" "content-digest" "content-type" "@method";req "@target-uri";req "content-digest";req);created=1772413200;expires=1772413500;nonce="AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";keyid="ufW3NQIoA3kQdCQET0m_cuUN4DbhKnGKYCVfslaIEcU";tag="psp-1-response"',
    "signature": "psp=:28yFfXx+Cuyr6kXE83aDxHTp2NDXtIYv+U6eemJGuv+D5AGsj2r9Ypea3N+c/BpP0zDAIL/dkjgmzRE4aMpYBg==:",
    "body": b'{"data":{"id":"lon_01hf7yat00abcdefghjkmn","status":"approved","approvedAmount":128000000}}',
}
WEBHOOK = {
    "webhook-id": "whd_01hf7yat00abcdefghjkmn",
    "webhook-timestamp": "1772413200",
    "webhook-signature": "v1a,K+LmBgxF8S0Y6rWPzSGtvbzUJmIncslfyp6f6WFHUaQDoXOD+x34Z0qds31uOPvJLQObJqdW/5NvZX1dMz05Dw==",
    "body": b'{"type":"loan.inReview","timestamp":"2026-03-02T01:00:00.000Z","data":{"id":"lon_01hf7yat00abcdefghjkmn"}}',
}


def digest_of(body):
    return f"sha-256=:{b64encode(hashlib.sha256(body).digest()).decode()}:"


def request_lines():
    """1. The lines that are signed, in this order, and the parameters last."""
    components = '("@method" "@target-uri" "content-digest" "content-type" "idempotency-key")'
    parameters = f'{components};created={CREATED};expires={CREATED + 300};nonce="{NONCE}";keyid="{KEY_ID}";tag="psp-1"'
    lines = [
        f'"@method": {METHOD}',
        f'"@target-uri": {URL}',
        f'"content-digest": {digest_of(BODY)}',
        f'"content-type": {CONTENT_TYPE}',
        f'"idempotency-key": {IDEMPOTENCY_KEY}',
        f'"@signature-params": {parameters}',
    ]
    return "\n".join(lines), parameters


def sign_with(key, text):
    """2. Signed with the algorithm that the key was registered for."""
    if ALGORITHM == "ed25519":
        return key.sign(text)
    if ALGORITHM == "ecdsa-p256-sha256":
        r, s = decode_dss_signature(key.sign(text, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")
    if ALGORITHM == "rsa-pss-sha512":
        return key.sign(text, padding.PSS(padding.MGF1(hashes.SHA512()), salt_length=64), hashes.SHA512())
    raise SystemExit(f"cryptography has no {ALGORITHM}")


def verified(signature, text):
    try:
        OFFICE_KEY.verify(signature, text)
        return True
    except InvalidSignature:
        return False


def is_of_office(answer):
    """3. The answer: its body is the one of its digest, it repeats the nonce, and its signature is over it and over the request."""
    signed = '("@status" "content-digest" "content-type" "@method";req "@target-uri";req "content-digest";req)'
    given = answer["signature-input"].removeprefix("psp=")
    made = re.search(r";created=(\d+);", given)
    is_for_this = given.startswith(signed + ";") and f';nonce="{NONCE}";' in given and given.endswith(';tag="psp-1-response"')
    if not is_for_this or not made or abs(CREATED - int(made[1])) > 300 or answer["content-digest"] != digest_of(answer["body"]):
        return False
    lines = [
        f'"@status": {answer["status"]}',
        f'"content-digest": {answer["content-digest"]}',
        f'"content-type": {answer["content-type"]}',
        f'"@method";req: {METHOD}',
        f'"@target-uri";req: {URL}',
        f'"content-digest";req: {digest_of(BODY)}',
        f'"@signature-params": {given}',
    ]
    return verified(b64decode(answer["signature"][len("psp=:") : -1]), "\n".join(lines).encode())


def is_notice(webhook, now):
    """4. A webhook: Standard Webhooks with Ed25519, one good signature of those that are there is enough."""
    timestamp = webhook["webhook-timestamp"]
    if not re.fullmatch(r"[1-9][0-9]{0,11}", timestamp) or abs(now - int(timestamp)) > 300:
        return False
    text = f'{webhook["webhook-id"]}.{timestamp}.'.encode() + webhook["body"]
    own = [one.removeprefix("v1a,") for one in webhook["webhook-signature"].split(" ") if one.startswith("v1a,")]
    return any(verified(b64decode(one), text) for one in own)


def altered(body):
    return body[:10] + bytes([body[10] ^ 1]) + body[11:]


def say(what, is_good):
    print(f"{what}: {'verified' if is_good else 'refused'}")


base, parameters = request_lines()
signature = sign_with(load_der_private_key(b64decode(PRIVATE_KEY), None), base.encode())
print(base, "", sep="\n")
print(f"content-digest: {digest_of(BODY)}")
print(f"signature-input: psp={parameters}")
print(f"signature: psp=:{b64encode(signature).decode()}:", "", sep="\n")
say("answer", is_of_office(ANSWER))
say("answer with another body", is_of_office({**ANSWER, "body": altered(ANSWER["body"])}))
say("answer with another status", is_of_office({**ANSWER, "status": 201}))
say("webhook", is_notice(WEBHOOK, CREATED))
say("webhook with another body", is_notice({**WEBHOOK, "body": altered(WEBHOOK["body"])}, CREATED))
say("webhook six minutes later", is_notice(WEBHOOK, CREATED + 360))
