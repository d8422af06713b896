#!/usr/bin/env bash
# httpx 0.28.1 with h2 4.4.1 (PyPI), got 14.6.6 with http2-wrapper 2.2.4 and undici 7.30.2 (npm) on Node.js 20.20.2, and curl
# 7.88.1: nginx 1.22.1-9+deb12u11 of Debian 12 ends a connection of HTTP/2 after its `keepalive_requests`, with a GOAWAY.
#
# Guess: a client opens another connection for its next request, so that each of 100 requests, one after the other, gets its
#   response. It is what nginx does with every connection, by default after 1,000 requests.
# Behaviour: only curl does so. httpx loses the last request of each connection: it refuses the response after the GOAWAY
#   (`LocalProtocolError`). undici loses one of the 100 (`UND_ERR_SOCKET`). After the first GOAWAY, got gets no
#   more responses (`ERR_HTTP2_GOAWAY_SESSION`): it keeps to the connection that ends.
# Output seen:
#   curl: 100 responses
#   httpx: 90 responses
#   undici: 99 responses
#   got: 10 responses
# Programs that use this crate do not meet it: tests/servers/nginx.rs makes its calls through such an nginx, and each
# returns a token.
set -euo pipefail
home=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$home"' EXIT
chmod 755 "$home"
cd "$home"
apt-get download --quiet --quiet -o APT::Sandbox::User=root nginx=1.22.1-9+deb12u11
dpkg -x nginx_*.deb debian
pip install --quiet --root-user-action ignore --target packages \
  httpx==0.28.1 httpcore==1.0.9 h2==4.4.1 hpack==4.2.0 hyperframe==6.1.0 h11==0.16.0
npm install --silent --no-audit --no-fund --prefix . got@14.6.6 http2-wrapper@2.2.4 undici@7.30.2
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out certificate.pem -days 2 -subj /CN=localhost 2> /dev/null
cat > nginx.conf <<'NGINX'
daemon off;
pid nginx.pid;
events {}
http {
  access_log off;
  client_body_temp_path 1;
  proxy_temp_path 2;
  fastcgi_temp_path 3;
  uwsgi_temp_path 4;
  scgi_temp_path 5;
  keepalive_requests 10;
  server {
    listen 127.0.0.1:18443 ssl http2;
    ssl_certificate certificate.pem;
    ssl_certificate_key key.pem;
    return 200 "response";
  }
}
NGINX
cat > run.py <<'PYTHON'
import httpx

responses = 0
with httpx.Client(http2=True, verify=False, trust_env=False) as client:
    for _ in range(100):
        try:
            responses += client.get("https://127.0.0.1:18443/").is_success
        except httpx.HTTPError:
            pass
print(f"httpx: {responses} responses")
PYTHON
cat > run.mjs <<'JS'
import got from "got";
import { Agent, request } from "undici";

const url = "https://127.0.0.1:18443/";
const trust = { rejectUnauthorized: false };
const dispatcher = new Agent({ allowH2: true, connect: trust });
const clients = {
  undici: async () => (await request(url, { dispatcher })).body.text(),
  got: async () => (await got(url, { http2: true, https: trust, retry: { limit: 0 } })).body,
};
for (const [name, get] of Object.entries(clients)) {
  let responses = 0;
  for (let count = 0; count < 100; count++) {
    responses += await get().then(() => 1, () => 0);
  }
  console.log(`${name}: ${responses} responses`);
}
process.exit(0);
JS
debian/usr/sbin/nginx -p "$home" -c nginx.conf -e stderr 2> errors &
sleep 1
for _ in $(seq 100); do printf 'url = https://127.0.0.1:18443/\noutput = body\n'; done > requests
seen=$(
  echo "curl: $(curl -s -k -w '%{http_version} %{http_code}\n' -K requests | grep -c '^2 200$') responses"
  PYTHONPATH=packages python3 run.py
  NODE_NO_WARNINGS=1 node run.mjs
)
echo "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
curl: 100 responses
httpx: 90 responses
undici: 99 responses
got: 10 responses
SEEN
