#!/usr/bin/env bash
# HAProxy 2.6.12 as Debian 12 packages it, and curl 7.88.1: a backend that dies with a request of HTTP/2.
#
# Guess: HAProxy answers 502, as it does over HTTP/1.1. REFUSED_STREAM would promise that nobody processed the request
#   (RFC 9113, 8.7).
# Behaviour: HAProxy resets the stream with REFUSED_STREAM, although the backend has received the request. curl believes the
#   promise and sends the POST again, so the backend gets one order twice. HAProxy 3.5-dev5 has the same code
#   (`h2_do_shutw` in src/mux_h2.c).
# Output seen:
#   HTTP/1.1: status 502, received 1
#   HTTP/2: status 201, received 2
# So this crate repeats a refused stream only if a repeat is safe.
set -euo pipefail
home=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$home"' EXIT
cd "$home"
chmod 755 .
apt-get -qq download haproxy=2.6.12-1+deb12u4 liblua5.3-0
for package in *.deb; do dpkg -x "$package" .; done
export LD_LIBRARY_PATH=$home/usr/lib/x86_64-linux-gnu
cat > backend.py <<'PYTHON'
import socket

listener = socket.create_server(("127.0.0.1", 18180))
received = {}
while True:
    stream, _ = listener.accept()
    with stream:
        request = b""
        while not request.endswith(b"order=1"):
            request += stream.recv(65536)
        path = request.split()[1].decode()
        received[path] = received.get(path, 0) + 1
        print(path, received[path], flush=True)
        # It dies with the first request of each path.
        if received[path] > 1:
            stream.sendall(b"HTTP/1.1 201 Created\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
PYTHON
cat > config <<'CONFIG'
defaults
  mode http
  timeout connect 5s
  timeout client 5s
  timeout server 5s
listen gateway
  bind 127.0.0.1:18181
  bind 127.0.0.1:18182 proto h2
  server api 127.0.0.1:18180
CONFIG
python3 backend.py > received &
usr/sbin/haproxy -f config 2> output &
sleep 1
seen=$(
  status=$(curl -s -o body -w '%{http_code}' -d order=1 http://127.0.0.1:18181/http1)
  echo "HTTP/1.1: status $status, received $(grep -c ^/http1 received)"
  status=$(curl -s -o body -w '%{http_code}' --http2-prior-knowledge -d order=1 http://127.0.0.1:18182/http2)
  echo "HTTP/2: status $status, received $(grep -c ^/http2 received)"
)
echo "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
HTTP/1.1: status 502, received 1
HTTP/2: status 201, received 2
SEEN
