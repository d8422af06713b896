#!/usr/bin/env bash
# got 14.6.6 and axios-retry 4.5.0 (with axios 1.21.1) on Node.js 20.20.2: a `Retry-After` date in the asctime format.
#
# Guess: an HTTP date is in GMT in each of its three formats, which a recipient has to accept, so the time zone of a machine
#   is no matter.
# Behaviour: both use `Date.parse`, which takes the asctime format, as it names no zone, for local time. West of Greenwich
#   the client waits for hours more than asked, and east of it not at all. The two formats that end in GMT are read
#   correctly.
# Output seen, of a response that asks to wait for 60 s:
#   UTC, IMF-fixdate: got 60 s, axios-retry 60 s
#   UTC, asctime: got 60 s, axios-retry 60 s
#   America/New_York, IMF-fixdate: got 60 s, axios-retry 60 s
#   America/New_York, asctime: got 18060 s, axios-retry 18060 s
#   Asia/Tokyo, IMF-fixdate: got 60 s, axios-retry 60 s
#   Asia/Tokyo, asctime: got 0 s, axios-retry 0 s
# Programs that use this crate do not meet it: `httpdate` reads the three formats in GMT, and the date is compared with
# `Date`.
set -euo pipefail
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cd "$home"
npm install --silent --no-audit --no-fund --prefix . got@14.6.6 axios@1.21.1 axios-retry@4.5.0
cat > run.mjs <<'JS'
import http from "node:http";
import axios from "axios";
import axiosRetry from "axios-retry";
import got from "got";

// The clock stands still, so that no run waits or differs: Wed, 13 Jan 2027 08:49:37 GMT.
const now = Date.UTC(2027, 0, 13, 8, 49, 37);
Date.now = () => now;

const formats = { "IMF-fixdate": "Wed, 13 Jan 2027 08:50:37 GMT", asctime: "Wed Jan 13 08:50:37 2027" };
for (const [format, date] of Object.entries(formats)) {
  const server = http.createServer((_, response) => response.writeHead(503, { "retry-after": date }).end());
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const url = `http://127.0.0.1:${server.address().port}`;
  const waits = {};

  // Both clients tell a function of ours how long they would wait, which ends the wait.
  const calculateDelay = ({ retryAfter }) => ((waits.got = retryAfter), 0);
  await got(url, { retry: { limit: 1, calculateDelay } }).catch(() => {});

  const client = axios.create({ proxy: false });
  const retryDelay = (count, error) => ((waits["axios-retry"] = axiosRetry.linearDelay(0)(count, error)), 0);
  axiosRetry(client, { retries: 1, retryDelay });
  await client.get(url).catch(() => {});

  const texts = Object.entries(waits).map(([name, wait]) => `${name} ${Math.round(wait / 1000)} s`);
  console.log(`${process.env.TZ}, ${format}: ${texts.join(", ")}`);
  server.close();
  server.closeAllConnections();
}
JS
seen=$(for zone in UTC America/New_York Asia/Tokyo; do TZ=$zone node run.mjs; done)
echo "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
UTC, IMF-fixdate: got 60 s, axios-retry 60 s
UTC, asctime: got 60 s, axios-retry 60 s
America/New_York, IMF-fixdate: got 60 s, axios-retry 60 s
America/New_York, asctime: got 18060 s, axios-retry 18060 s
Asia/Tokyo, IMF-fixdate: got 60 s, axios-retry 60 s
Asia/Tokyo, asctime: got 0 s, axios-retry 0 s
SEEN
