#!/usr/bin/env bash
# squid 5.7 as Debian 12 packages it: the access log of a proxy with passwords.
#
# Guess: `logformat` only gives a format its name, so the log in the built-in format `squid` has no headers, as the default
#   `log_mime_hdrs off` says.
# Behaviour: a format with `%>h` (all headers) switches `log_mime_hdrs` on, even if no log uses that format. From then on every
#   log in a built-in format has all headers, with the passwords in `Proxy-Authorization`.
# Output seen:
#   without the format: 0 passwords
#   with the unused format: 1 passwords
# So the tests of this crate log single headers (`%{Name}>h`), which switch nothing on, and look for secrets in every log.
set -euo pipefail
home=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$home"' EXIT
cd "$home"
apt-get -qq download squid=5.7-2+deb12u6 squid-common squid-langpack libecap3 libltdl7 libnetfilter-conntrack3 libnfnetlink0
for package in *.deb; do dpkg -x "$package" .; done
# squid runs as another user, and writes its logs here.
chmod 777 .
export LD_LIBRARY_PATH=$home/usr/lib/x86_64-linux-gnu
count() {
  local name=$1 format=$2
  cat > "$name.conf" <<CONFIG
http_port 127.0.0.1:18190
pid_filename $name.pid
visible_hostname proxy.example
mime_table usr/share/squid/mime.conf
error_directory $home/usr/share/squid-langpack/templates
icon_directory $home/usr/share/squid/icons
pinger_enable off
shutdown_lifetime 0 seconds
cache deny all
cache_log $name.log
access_log stdio:$name.access squid
$format
http_access deny all
CONFIG
  usr/sbin/squid -N -n "$name" -f "$name.conf" 2> output &
  sleep 1
  curl -s -o body --proxytunnel --proxy http://proxy-user:proxy-password@127.0.0.1:18190 http://api.example || true
  kill %%
  wait
  grep -c "$(printf proxy-user:proxy-password | base64)" "$name.access" || true
}
seen="without the format: $(count without '') passwords
with the unused format: $(count with 'logformat unused %>h') passwords"
echo "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
without the format: 0 passwords
with the unused format: 1 passwords
SEEN
