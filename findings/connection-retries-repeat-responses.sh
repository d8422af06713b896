#!/usr/bin/env bash
# requests 2.34.2 with urllib3 2.8.0: responses under `HTTPAdapter(max_retries=3)`.
#
# Guess: the adapter repeats failed connections only. Its documentation says that it never repeats what has reached the
#   server.
# Behaviour: a 413, a 429 or a 503 with `Retry-After` is repeated too, for methods that HTTP calls idempotent. Each wait is
#   as long as the header says, up to 6 hours, and the timeout of the request does not cover it.
# Output seen:
#   GET 429 without Retry-After: 1 request, 0 s
#   GET 429 with Retry-After: 4 requests, 3 s
#   GET 503 with Retry-After: 4 requests, 3 s
#   GET 502 with Retry-After: 1 request, 0 s
#   PUT 503 with Retry-After: 4 requests, 3 s
#   POST 503 with Retry-After: 1 request, 0 s
#   GET 503 with Retry-After and a timeout of 0.5 s: 4 requests, 3 s
# Programs that use this crate do not meet it: its deadline covers the waits, and a longer `Retry-After` ends the call at
# once.
set -euo pipefail
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cd "$home"
pip install --quiet --root-user-action ignore --target packages requests==2.34.2 urllib3==2.8.0
cat > run.py <<'PYTHON'
import http.server, threading, time
import requests

count = 0

class Server(http.server.BaseHTTPRequestHandler):
    """Answers with the status in the path, and with `Retry-After: 1` where the path asks for it."""

    def do_GET(self):
        global count
        count += 1
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(int(self.path[1:4]))
        self.send_header("Content-Length", "0")
        if self.path.endswith("/wait"):
            self.send_header("Retry-After", "1")
        self.end_headers()

    do_POST = do_PUT = do_GET

    def log_message(self, *_):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
for method, status, path, timeout in [
    ("GET", 429, "", None),
    ("GET", 429, "/wait", None),
    ("GET", 503, "/wait", None),
    ("GET", 502, "/wait", None),
    ("PUT", 503, "/wait", None),
    ("POST", 503, "/wait", None),
    ("GET", 503, "/wait", 0.5),
]:
    count, started = 0, time.monotonic()
    session = requests.Session()
    session.trust_env = False
    session.mount("http://", requests.adapters.HTTPAdapter(max_retries=3))
    try:
        session.request(method, f"http://127.0.0.1:{server.server_port}/{status}{path}", timeout=timeout)
    except requests.exceptions.RetryError:
        pass
    note = ("with" if path else "without") + " Retry-After" + (f" and a timeout of {timeout} s" if timeout else "")
    requests_seen = f"{count} request" + ("s" if count > 1 else "")
    print(f"{method} {status} {note}: {requests_seen}, {int(time.monotonic() - started)} s")
PYTHON
seen=$(PYTHONPATH=packages python3 run.py)
echo "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
GET 429 without Retry-After: 1 request, 0 s
GET 429 with Retry-After: 4 requests, 3 s
GET 503 with Retry-After: 4 requests, 3 s
GET 502 with Retry-After: 1 request, 0 s
PUT 503 with Retry-After: 4 requests, 3 s
POST 503 with Retry-After: 1 request, 0 s
GET 503 with Retry-After and a timeout of 0.5 s: 4 requests, 3 s
SEEN
