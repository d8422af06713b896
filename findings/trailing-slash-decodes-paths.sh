#!/usr/bin/env bash
# nginx 1.22.1-9+deb12u11 of Debian 12: the path of a request behind `proxy_pass`, with and without a slash at its end.
#
# Guess: under `location /`, `proxy_pass http://server/` sends the same path as `proxy_pass http://server`: as it came.
# Behaviour: with the slash, nginx replaces the path by the one that it decoded, and escapes only some characters again. So
#   an escaped slash becomes a real one, and an escaped plus a plain one, which some servers read as a blank.
# Output seen:
#   /users/a%2Fb: as it came, with the slash /users/a/b
#   /users/a%2Bb: as it came, with the slash /users/a+b
#   /users/a//b: as it came, with the slash /users/a/b
#   /users/%7Eb: as it came, with the slash /users/~b
#   /users/a%20b: as it came, with the slash as it came
#   /users/a%3Fb: as it came, with the slash as it came
#   /users/a%25b: as it came, with the slash as it came
# Programs meet it that call an operation of this crate with a slash in a path value through such a gateway. The client
# escapes the slash; it cannot know of the gateway, so the guide to other operations says it.
set -euo pipefail
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
chmod 755 "$home"
cd "$home"
apt-get download --quiet --quiet -o APT::Sandbox::User=root nginx=1.22.1-9+deb12u11
dpkg -x nginx_*.deb debian
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
  server {
    listen 127.0.0.1:PORT1;
    location / {
      proxy_pass http://127.0.0.1:PORT0;
    }
  }
  server {
    listen 127.0.0.1:PORT2;
    location / {
      proxy_pass http://127.0.0.1:PORT0/;
    }
  }
}
NGINX
cat > run.py <<'PYTHON'
import http.client, http.server, os, re, socket, subprocess, threading, time

class Server(http.server.BaseHTTPRequestHandler):
    """Answers with the path of the request."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.path)))
        self.end_headers()
        self.wfile.write(self.path.encode())

    def log_message(self, *_):
        pass

def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
ports = [server.server_port, free_port(), free_port()]
text = open("nginx.conf").read()
open("nginx.conf", "w").write(re.sub(r"PORT(\d)", lambda match: str(ports[int(match[1])]), text))
command = ["debian/usr/sbin/nginx", "-p", os.getcwd(), "-c", "nginx.conf", "-e", "error.log"]
nginx = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

def request(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    received = connection.getresponse().read().decode()
    return "as it came" if received == path else received

try:
    for _ in range(100):
        if socket.socket().connect_ex(("127.0.0.1", ports[2])) == 0:
            break
        time.sleep(0.1)
    for part in ["a%2Fb", "a%2Bb", "a//b", "%7Eb", "a%20b", "a%3Fb", "a%25b"]:
        path = f"/users/{part}"
        print(f"{path}: {request(ports[1], path)}, with the slash {request(ports[2], path)}")
finally:
    nginx.terminate()
    nginx.wait()
PYTHON
seen=$(python3 run.py)
echo "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
/users/a%2Fb: as it came, with the slash /users/a/b
/users/a%2Bb: as it came, with the slash /users/a+b
/users/a//b: as it came, with the slash /users/a/b
/users/%7Eb: as it came, with the slash /users/~b
/users/a%20b: as it came, with the slash as it came
/users/a%3Fb: as it came, with the slash as it came
/users/a%25b: as it came, with the slash as it came
SEEN
