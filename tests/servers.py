"""Servers that tests fetch from: git over https with a login, git over ssh, and a proxy."""

import base64
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.corpora import absent

TOKEN = "zeta-9f3c-not-for-any-eye"

PLAIN = {
    **{name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "TMPDIR")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Anna",
    "GIT_AUTHOR_EMAIL": "anna.k@acme.test",
    "GIT_COMMITTER_NAME": "Anna",
    "GIT_COMMITTER_EMAIL": "anna.k@acme.test",
}
"""An environment with nothing of the machine in it: no proxy, no certificates, no token."""


def git(place: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=place, env=PLAIN, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def commit(place: Path, files: Mapping[str, str | bytes], branch: str = "main") -> str:
    """A commit with these files in the repository at `place`, which is made if need be."""
    if not place.exists():
        place.mkdir(parents=True)
        git(place, "init", "-q", "-b", branch)
    for path, content in files.items():
        file = place / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    git(place, "add", "-A", "-f")
    git(place, "commit", "-q", "--allow-empty", "-m", "policies")
    return git(place, "rev-parse", "HEAD")


class Web(ThreadingHTTPServer):
    """Git over https. With a `token` it asks for a login; what it was told, it remembers."""

    daemon_threads = True

    def __init__(self, root: Path, certificate: Path, token: str = "") -> None:
        super().__init__(("127.0.0.1", 0), Door)
        self.root = root
        self.token = token
        self.redirect = ""
        self.silent = False
        self.heard: list[str] = []
        self.logins: list[str] = []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self.socket = context.wrap_socket(
            self.socket, server_side=True, do_handshake_on_connect=False
        )

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that does not trust us goes away: that is what some tests want."""


class Door(BaseHTTPRequestHandler):
    """One request, answered by git http-backend."""

    server: Web
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name of the base
        """Nothing is printed."""

    def do_GET(self) -> None:
        self.answer(b"")

    def do_POST(self) -> None:
        if self.headers.get("Transfer-Encoding") == "chunked":
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.answer(body)

    def answer(self, body: bytes) -> None:
        web = self.server
        web.heard.append(self.path)
        login = self.headers.get("Authorization", "")
        if login:
            web.logins.append(base64.b64decode(login.removeprefix("Basic ")).decode())
        if web.silent:
            time.sleep(20)
        if web.redirect:
            self.reply(302, {"Location": web.redirect + self.path}, b"")
        elif web.token and not (web.logins and login and web.logins[-1].endswith(f":{web.token}")):
            self.reply(401, {"WWW-Authenticate": 'Basic realm="git"'}, b"")
        else:
            self.backend(body)

    def backend(self, body: bytes) -> None:
        path, _, query = self.path.partition("?")
        environ = PLAIN | {
            "GIT_PROJECT_ROOT": str(self.server.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "REMOTE_USER": "anna.k",
        }
        done = subprocess.run(
            ["git", "http-backend"], input=body, env=environ, capture_output=True, check=False
        )
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
        self.reply(int(headers.pop("Status", "200").split()[0]), headers, content)

    def reply(self, code: int, headers: Mapping[str, str], content: bytes) -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def certificate(place: Path) -> Path:
    """A key and its self-signed certificate for localhost, in one file."""
    if shutil.which("openssl") is None:
        absent("openssl is not here, so no server can have a certificate")
    file = place / "localhost.pem"
    key = place / "localhost.key"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
            *("-keyout", str(key), "-out", str(file)),
        ],
        check=True,
        capture_output=True,
    )
    file.write_text(file.read_text() + key.read_text())
    return file


@contextmanager
def serving(server: ThreadingHTTPServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Proxy(ThreadingHTTPServer):
    """A proxy that knows CONNECT, and which hosts it was asked for."""

    daemon_threads = True

    def __init__(self, login: str = "") -> None:
        super().__init__(("127.0.0.1", 0), Tunnel)
        self.login = login
        self.asked: list[str] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Tunnel(BaseHTTPRequestHandler):
    """One connection through the proxy."""

    server: Proxy
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name of the base
        """Nothing is printed."""

    def do_CONNECT(self) -> None:
        self.server.asked.append(self.path)
        given = self.headers.get("Proxy-Authorization", "").removeprefix("Basic ")
        if self.server.login and base64.b64decode(given).decode() != self.server.login:
            self.send_response(407)
            self.send_header("Proxy-Authenticate", 'Basic realm="proxy"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        host, _, port = self.path.partition(":")
        # Whatever name was asked for is this machine: names need no server of their own.
        del host
        with socket.create_connection(("127.0.0.1", int(port))) as other:
            self.send_response(200)
            self.end_headers()
            back = threading.Thread(target=_pump, args=(other, self.connection), daemon=True)
            back.start()
            _pump(self.connection, other)
            back.join(5)
        self.close_connection = True


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return


class Shell:
    """A throw-away sshd on loopback, and an agent with the one key that it lets in."""

    def __init__(self, place: Path) -> None:
        place.mkdir(parents=True, exist_ok=True)
        self.place = place
        self.port = _free()
        self.user = subprocess.run(
            ["id", "-un"], capture_output=True, text=True, check=True
        ).stdout.strip()
        self.known_hosts = place / "known hosts"
        self.agent = place / "agent"
        self._running: list[subprocess.Popen[bytes]] = []

    @staticmethod
    def program(name: str) -> str:
        path = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
        if path is None:
            absent(f"{name} is not here (apt install openssh-server), so nothing comes over ssh")
        return path

    def start(self) -> None:
        sshd, agent = self.program("sshd"), self.program("ssh-agent")
        for name in ("host", "user"):
            key = str(self.place / name)
            line = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", key]
            subprocess.run(line, check=True)
        public = (self.place / "host.pub").read_text()
        self.known_hosts.write_text(f"[localhost]:{self.port} {public}")
        (self.place / "keys").write_text((self.place / "user.pub").read_text())
        config = self.place / "config"
        config.write_text(
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {self.place}/host\n"
            f"AuthorizedKeysFile {self.place}/keys\nPidFile none\nStrictModes no\nUsePAM no\n"
            "PermitRootLogin yes\nPasswordAuthentication no\nAcceptEnv GIT_PROTOCOL\n"
        )
        if os.geteuid() == 0:
            os.makedirs("/run/sshd", exist_ok=True)
        self._start([sshd, "-D", "-e", "-f", str(config)])
        self._start([agent, "-D", "-a", str(self.agent)])
        self._wait()
        subprocess.run(
            ["ssh-add", "-q", str(self.place / "user")],
            env=PLAIN | {"SSH_AUTH_SOCK": str(self.agent)},
            check=True,
            capture_output=True,
        )

    def _start(self, line: list[str]) -> None:
        with (self.place / "log").open("ab") as log:
            self._running.append(
                subprocess.Popen(line, env=PLAIN, stdout=log, stderr=log, start_new_session=True)
            )

    def _wait(self) -> None:
        end = time.monotonic() + 10
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.05)
                continue
            if self.agent.exists():
                return
        absent(f"sshd does not start here: {(self.place / 'log').read_text()[-300:]}")

    def stop(self) -> None:
        for process in self._running:
            process.terminate()
            process.wait()


def _free() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
