#!/bin/sh
# Makes sure that the libraries and a font that WeasyPrint draws PDFs with are there: apt's, as root or with sudo. Usage:
# install-pango.sh PYTHON
set -eu
found='import ctypes, sys
try:
    for name in ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0", "libgobject-2.0.so.0"):
        ctypes.CDLL(name)
except OSError:
    sys.exit(1)'
if [ "$(uname -s)" != Linux ] || "$1" -c "$found"; then exit 0; fi
if command -v apt-get >/dev/null 2>&1; then
  if [ "$(id -u)" = 0 ]; then as_root=""; elif command -v sudo >/dev/null 2>&1; then as_root="sudo"; else as_root="none"; fi
  if [ "$as_root" != none ]; then
    $as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core && exit 0
  fi
fi
echo "PDF's maken vraagt libpango, libpangoft2 en libharfbuzz-subset; installeer die (docs/rapport.md)." >&2
exit 1
