"""A certificate that lives as long as the process, for the proxy's side of a recorded or replayed HTTPS connection.

The browser is told to accept it (`ignore_https_errors`), in contexts with a tape only: there the proxy checks the real
servers' certificates (recording), or there are no servers (replay). The key is never kept on disk: OpenSSL reads it
from a temporary file that is gone before the function returns.
"""

from __future__ import annotations

import datetime
import functools
import ssl
import tempfile

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@functools.cache
def throwaway_context() -> ssl.SSLContext:
    """A server-side TLS context with a self-signed certificate; HTTP/1.1 only."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "agentrt")])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    day = datetime.timedelta(days=1)
    builder = builder.not_valid_before(now - day).not_valid_after(now + 30 * day)
    certificate = builder.sign(key, hashes.SHA256())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["http/1.1"])
    encoding = serialization.Encoding.PEM
    with tempfile.NamedTemporaryFile(prefix="agentrt-") as file:
        file.write(
            key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
            + certificate.public_bytes(encoding)
        )
        file.flush()
        context.load_cert_chain(file.name)
    return context
