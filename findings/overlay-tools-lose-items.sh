#!/usr/bin/env bash
# openapi-format 1.33.6, bump-cli 2.11.0, openapi-overlays-js 0.2.0 (npm) and oas-patch 0.6.0 (PyPI): OpenAPI Overlay 1.1.
#
# Guess: all four remove just the selected items of a list, and concatenate a list with a list. openapi-format and bump-cli merge
#   what `copy` selects, and the other two ignore `copy`.
# Behaviour: openapi-overlays-js and oas-patch remove items one by one from the front, so they hit later ones; openapi-format
#   removes one of two equal items. openapi-overlays-js makes an object of a list. oas-patch replaces the target of `copy`, so
#   `put` is lost, and bump-cli ignores `copy` without a message.
# Published, for a list of a, b, b: remove [0,1] -> ["b"], remove b -> ["a"], update [c] -> ["a", "b", "b", "c"], and
#   copy /a to /b -> ["get", "put"].
# Output seen:
#   openapi-format: remove [0,1] -> ["b"], remove b -> ["a", "b"]
#   openapi-format: update [c] -> ["a", "b", "b", "c"], copy /a to /b -> ["get", "put"]
#   bump-cli: remove [0,1] -> ["b"], remove b -> ["a"]
#   bump-cli: update [c] -> ["a", "b", "b", "c"], copy /a to /b -> ["put"]
#   openapi-overlays-js: remove [0,1] -> [], remove b -> no output
#   openapi-overlays-js: update [c] -> {"0": "c", "1": "b", "2": "b"}, copy /a to /b -> ["put"]
#   oas-patch: remove [0,1] -> [], remove b -> ["a"]
#   oas-patch: update [c] -> ["a", "b", "b", "c"], copy /a to /b -> ["get"]
# codegen/src/overlay.rs follows the published text, and removes the last selected item first.
set -euo pipefail
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cd "$home"
npm init --yes >/dev/null
npm install --silent openapi-format@1.33.6 bump-cli@2.11.0 openapi-overlays-js@0.2.0 >/dev/null
python3 -m venv python
python/bin/pip --quiet install oas-patch==0.6.0 pyyaml==6.0.4 2>/dev/null
cat > apply.py <<'PYTHON'
import json, pathlib, subprocess, yaml

RESPONSES = {"responses": {"200": {"description": "a"}}}
DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "t", "version": "1", "x-list": ["a", "b", "b"]},
    "paths": {"/a": {"get": RESPONSES}, "/b": {"put": RESPONSES}},
}
LIST = "$.info['x-list']"
ACTIONS = {
    "remove [0,1]": {"target": LIST + "[0,1]", "remove": True},
    "remove b": {"target": LIST + "[?@ == 'b']", "remove": True},
    "update [c]": {"target": LIST, "update": ["c"]},
    "copy /a to /b": {"target": "$.paths['/b']", "copy": "$.paths['/a']"},
}
TOOLS = {
    "openapi-format": "node_modules/.bin/openapi-format in.yaml --overlayFile overlay.yaml --no-sort -o out.yaml",
    "bump-cli": "node_modules/.bin/bump overlay in.yaml overlay.yaml -o out.yaml",
    "openapi-overlays-js": "node_modules/.bin/overlayjs --openapi in.yaml --overlay overlay.yaml > out.yaml",
    "oas-patch": "python/bin/oas-patch overlay in.yaml overlay.yaml -o out.yaml",
}

def apply(tool, action):
    # bump-cli asks before it overwrites a file.
    pathlib.Path("out.yaml").unlink(missing_ok=True)
    pathlib.Path("in.yaml").write_text(json.dumps(DOCUMENT))
    overlay = {"overlay": "1.1.0", "info": {"title": "t", "version": "1"}, "actions": [action]}
    pathlib.Path("overlay.yaml").write_text(json.dumps(overlay))
    subprocess.run(TOOLS[tool], shell=True, capture_output=True)
    out = yaml.safe_load(pathlib.Path("out.yaml").read_text())
    if out is None:
        return "no output"
    return json.dumps(sorted(out["paths"]["/b"]) if "copy" in action else out["info"]["x-list"])

for tool in TOOLS:
    seen = [f"{name} -> {apply(tool, action)}" for name, action in ACTIONS.items()]
    print(f"{tool}: {', '.join(seen[:2])}\n{tool}: {', '.join(seen[2:])}")
PYTHON
seen=$(python/bin/python apply.py)
echo "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
openapi-format: remove [0,1] -> ["b"], remove b -> ["a", "b"]
openapi-format: update [c] -> ["a", "b", "b", "c"], copy /a to /b -> ["get", "put"]
bump-cli: remove [0,1] -> ["b"], remove b -> ["a"]
bump-cli: update [c] -> ["a", "b", "b", "c"], copy /a to /b -> ["put"]
openapi-overlays-js: remove [0,1] -> [], remove b -> no output
openapi-overlays-js: update [c] -> {"0": "c", "1": "b", "2": "b"}, copy /a to /b -> ["put"]
oas-patch: remove [0,1] -> [], remove b -> ["a"]
oas-patch: update [c] -> ["a", "b", "b", "c"], copy /a to /b -> ["get"]
SEEN
