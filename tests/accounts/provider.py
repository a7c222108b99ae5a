"""A small OpenID Connect provider on loopback: discovery, codes, signed tokens, keys, who somebody is."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa


class Provider:
    """Serves until closed; `claims` is who signs in there next."""

    def __init__(self) -> None:
        self.claims = {"sub": "1", "email": "van@example.vn", "email_verified": True, "name": "Vân"}
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.codes, self.seen = {}, []
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                provider.get(self)

            def do_POST(self):
                provider.post(self)

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def get(self, handler):
        place, query = (
            urlsplit(handler.path),
            {k: v[0] for k, v in parse_qs(urlsplit(handler.path).query).items()},
        )
        if place.path == "/.well-known/openid-configuration":
            names = {
                "authorization_endpoint": "authorize",
                "token_endpoint": "token",
                "jwks_uri": "jwks",
                "userinfo_endpoint": "me",
            }
            self.send(handler, {"issuer": self.url, **{k: f"{self.url}/{v}" for k, v in names.items()},
                                "token_endpoint_auth_methods_supported": ["client_secret_post"]})  # fmt: skip
        elif place.path == "/jwks":
            jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            self.send(handler, {"keys": [{**jwk, "kid": "k1", "use": "sig", "alg": "RS256"}]})
        elif place.path == "/authorize":
            code = secrets.token_urlsafe(16)
            self.codes[code] = query
            self.seen.append(query)
            handler.send_response(302)
            handler.send_header(
                "Location", f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"
            )
            handler.end_headers()
        elif place.path == "/me":
            self.send(handler, self.claims if handler.headers["Authorization"] == "Bearer at" else {}, 200)

    def post(self, handler):
        sent = {
            k: v[0]
            for k, v in parse_qs(handler.rfile.read(int(handler.headers["Content-Length"])).decode()).items()
        }
        asked = self.codes.pop(sent.get("code"), None)
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or sent.get("client_secret") != "secret" or asked.get("code_challenge") != proof:
            self.send(handler, {"error": "invalid_grant"}, 400)
            return
        now = int(time.time())
        token = jwt.encode(
            {**self.claims, "iss": self.url, "aud": "aoxanh", "iat": now, "exp": now + 60},
            self.key, algorithm="RS256", headers={"kid": "k1"},
        )  # fmt: skip
        self.send(
            handler, {"access_token": "at", "token_type": "Bearer", "expires_in": 60, "id_token": token}
        )

    def send(self, handler, data, status=200):
        body = json.dumps(data).encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)
