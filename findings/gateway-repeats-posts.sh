#!/usr/bin/env bash
# HAProxy 2.6.12-1+deb12u4 and nginx 1.22.1-9+deb12u11 of Debian 12: a gateway that repeats requests after a 503.
#
# Guess: `retry-on 503` of HAProxy repeats no POST, as `proxy_next_upstream http_503` of nginx repeats none without
#   `non_idempotent`.
# Behaviour: HAProxy repeats every method, with its body, if the whole request arrived before the first attempt. Only a rule
#   excludes POST: `http-request disable-l7-retry if METH_POST`.
# Output seen:
#   haproxy GET: 503, the server saw 4
#   haproxy POST: 503, the server saw 4
#   haproxy POST, disable-l7-retry: 503, the server saw 1
#   nginx GET: 503, the server saw 4
#   nginx POST: 503, the server saw 1
# Programs that call `new_user` of this crate through such a gateway meet it: one attempt can create several users. The
# client cannot notice, so the guide to the flow names the directive that forbids it.
set -euo pipefail
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
chmod 755 "$home"
cd "$home"
apt-get download --quiet --quiet -o APT::Sandbox::User=root haproxy=2.6.12-1+deb12u4 nginx=1.22.1-9+deb12u11 \
  liblua5.3-0=5.3.6-2 libopentracing-c-wrapper0=1.1.3-3+b1 libopentracing1=1.6.0-4
for package in *.deb; do dpkg -x "$package" debian; done
cat > haproxy.cfg <<'HAPROXY'
defaults
  mode http
  timeout connect 5s
  timeout client 5s
  timeout server 5s
  retries 3
frontend one
  bind 127.0.0.1:PORT1
  default_backend server
frontend two
  bind 127.0.0.1:PORT2
  http-request disable-l7-retry if METH_POST
  default_backend server
backend server
  retry-on 503
  server one 127.0.0.1:PORT0
HAPROXY
cat > nginx.conf <<'NGINX'
daemon off;
master_process off;
pid nginx.pid;
events {}
http {
  access_log off;
  client_body_temp_path 1;
  proxy_temp_path 2;
  fastcgi_temp_path 3;
  uwsgi_temp_path 4;
  scgi_temp_path 5;
  upstream server {
    server 127.0.0.1:PORT0 max_fails=0;
    server 127.0.0.1:PORT0 max_fails=0;
    server 127.0.0.1:PORT0 max_fails=0;
    server 127.0.0.1:PORT0 max_fails=0;
  }
  server {
    listen 127.0.0.1:PORT3;
    location / {
      proxy_pass http://server;
      proxy_next_upstream error timeout http_503;
    }
  }
}
NGINX
cat > run.py <<'PYTHON'
import http.server, os, re, socket, subprocess, threading, time

count = 0

class Server(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        global count
        count += 1
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(503)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_POST = do_GET

    def log_message(self, *_):
        pass

def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
ports = [server.server_port, free_port(), free_port(), free_port()]
for name in ["haproxy.cfg", "nginx.conf"]:
    text = open(name).read()
    open(name, "w").write(re.sub(r"PORT(\d)", lambda match: str(ports[int(match[1])]), text))
libraries = dict(os.environ, LD_LIBRARY_PATH="debian/usr/lib/x86_64-linux-gnu")
quiet = dict(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
gateways = [
    subprocess.Popen(["debian/usr/sbin/haproxy", "-db", "-f", "haproxy.cfg"], env=libraries, **quiet),
    subprocess.Popen(["debian/usr/sbin/nginx", "-p", os.getcwd(), "-c", "nginx.conf", "-e", "error.log"], **quiet),
]

def request(port, method):
    """Sends head and body in one piece, as HTTP clients do with a short body."""
    body = "a body" if method == "POST" else ""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(f"{method} / HTTP/1.1\r\nHost: gateway\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
        return connection.recv(4096).split()[1].decode()

try:
    for port in ports[1:]:
        for _ in range(100):
            if socket.socket().connect_ex(("127.0.0.1", port)) == 0:
                break
            time.sleep(0.1)
    for name, port, method in [
        ("haproxy GET", ports[1], "GET"),
        ("haproxy POST", ports[1], "POST"),
        ("haproxy POST, disable-l7-retry", ports[2], "POST"),
        ("nginx GET", ports[3], "GET"),
        ("nginx POST", ports[3], "POST"),
    ]:
        count = 0
        status = request(port, method)
        print(f"{name}: {status}, the server saw {count}")
finally:
    for gateway in gateways:
        gateway.terminate()
        gateway.wait()
PYTHON
seen=$(python3 run.py)
echo "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
haproxy GET: 503, the server saw 4
haproxy POST: 503, the server saw 4
haproxy POST, disable-l7-retry: 503, the server saw 1
nginx GET: 503, the server saw 4
nginx POST: 503, the server saw 1
SEEN
