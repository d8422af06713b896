#!/usr/bin/env bash
# HAProxy 2.6.12 as Debian 12 packages it, and curl 7.88.1: a backend that pauses within its response for longer than
# `timeout server`.
#
# Guess: HAProxy resets the stream of HTTP/2, as it closes a connection of HTTP/1.1, so that a client notices.
# Behaviour: without `Content-Length` from the backend, HAProxy ends the stream as after a complete response (END_STREAM).
#   So clients take the half of the response for the whole. With a length, and over HTTP/1.1, they notice. HAProxy 3.0.11
#   resets the stream with CANCEL; nginx 1.22.1 and Envoy 1.40.0 reset it with INTERNAL_ERROR.
# Output seen:
#   HTTP/1.1 with a length: 10 bytes, error 18
#   HTTP/1.1 in chunks: 10 bytes, error 18
#   HTTP/2 with a length: 10 bytes, error 92
#   HTTP/2 in chunks: 10 bytes, error 0
# So the guide to retries tells what a call returns then, and the documentation of streamed bodies asks for a check.
set -euo pipefail
home=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$home"' EXIT
cd "$home"
chmod 755 .
apt-get -qq download haproxy=2.6.12-1+deb12u4 liblua5.3-0
for package in *.deb; do dpkg -x "$package" .; done
export LD_LIBRARY_PATH=$home/usr/lib/x86_64-linux-gnu
cat > backend.py <<'PYTHON'
import http.server, time

class Backend(http.server.BaseHTTPRequestHandler):
    """Sends half of a response, and the other half after 3 s."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        has_length = self.path == "/length"
        self.send_response(200)
        self.send_header(*(("Content-Length", "20") if has_length else ("Transfer-Encoding", "chunked")))
        self.end_headers()
        half = b"0123456789" if has_length else b"a\r\n0123456789\r\n"
        self.wfile.write(half)
        time.sleep(3)
        self.close_connection = True
        try:
            self.wfile.write(half + (b"" if has_length else b"0\r\n\r\n"))
        except OSError:
            pass  # HAProxy is gone.

    def log_message(self, *_):
        pass

http.server.ThreadingHTTPServer(("127.0.0.1", 18185), Backend).serve_forever()
PYTHON
cat > config <<'CONFIG'
defaults
  mode http
  timeout connect 5s
  timeout client 10s
  timeout server 1s
listen gateway
  bind 127.0.0.1:18186
  bind 127.0.0.1:18187 proto h2
  server api 127.0.0.1:18185
CONFIG
python3 backend.py &
usr/sbin/haproxy -f config 2> output &
sleep 1
# Requests a path, and prints what curl got.
get() {
  local name=$1 path=$2 result
  shift 2
  result=$(curl -s -o body -w '%{size_download} bytes, error %{exitcode}' "$@" "$path" || true)
  echo "$name: $result"
}
seen=$(
  get 'HTTP/1.1 with a length' http://127.0.0.1:18186/length
  get 'HTTP/1.1 in chunks' http://127.0.0.1:18186/chunks
  get 'HTTP/2 with a length' http://127.0.0.1:18187/length --http2-prior-knowledge
  get 'HTTP/2 in chunks' http://127.0.0.1:18187/chunks --http2-prior-knowledge
)
echo "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
HTTP/1.1 with a length: 10 bytes, error 18
HTTP/1.1 in chunks: 10 bytes, error 18
HTTP/2 with a length: 10 bytes, error 92
HTTP/2 in chunks: 10 bytes, error 0
SEEN
