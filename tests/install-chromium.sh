#!/bin/sh
# Makes sure that there is a Chromium for the browser tests: one on the PATH, else apt's (as root or with sudo), else
# playwright's own. Usage: install-chromium.sh PYTHON
set -eu
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if command -v apt-get >/dev/null 2>&1; then
  if [ "$(id -u)" = 0 ]; then as_root=""; elif command -v sudo >/dev/null 2>&1; then as_root="sudo"; else as_root="none"; fi
  if [ "$as_root" != none ]; then
    $as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core && exit 0
  fi
fi
exec "$1" -m playwright install --with-deps chromium
