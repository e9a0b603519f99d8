"""A page of an invented charity with First Step on it: `make demo`, beside `make run`."""

from __future__ import annotations

import os
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

FOLDER = Path(__file__).parent / "demo"
PORT = 8090
KINDS = {".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8"}


class Page(BaseHTTPRequestHandler):
    """The two files of the demonstration, with the address of First Step filled in."""

    def __init__(self, address: str, *given: object) -> None:
        self._address = address
        super().__init__(*given)  # type: ignore[arg-type]  # as the server gives them

    def do_GET(self) -> None:
        """The page, or its style."""
        path = FOLDER / {"/": "index.html", "/style.css": "style.css"}.get(self.path.split("?")[0], "none")
        if not path.is_file():
            self.send_error(404)
            return
        body = path.read_text(encoding="utf-8").replace("{address}", self._address).encode()
        self.send_response(200)
        self.send_header("Content-Type", KINDS[path.suffix])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nobody is counted."""


def serve(address: str, port: int = PORT) -> ThreadingHTTPServer:
    """The server, not yet running. Raises `OSError` when the port is taken."""
    return ThreadingHTTPServer(("127.0.0.1", port), partial(Page, address))


def main() -> None:
    """Serve until Ctrl-C."""
    address = f"http://127.0.0.1:{os.environ.get('FIRST_STEP_PORT', '8000')}"
    try:
        server = serve(address)
    except OSError:
        raise SystemExit(f"Port {PORT} is taken. End what uses it, then try again.") from None
    print(f"The charity's page is at http://127.0.0.1:{PORT}. It wants First Step at {address}: make run.")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
