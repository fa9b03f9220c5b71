#!/bin/sh
# Makes a fresh clone ready: npm packages (Node 24 among them) and, with --test as root, the Debian packages of the tests.
set -u
cd "$(dirname "$0")/.." || exit 1

say() { echo "netwacht: $*" >&2; }

# Shows that something still happens while a long, silent command runs.
with_progress() {
  "$@" &
  job=$!
  seconds=0
  while kill -0 "$job" 2>/dev/null; do
    sleep 1
    seconds=$((seconds + 1))
    [ $((seconds % 5)) -eq 0 ] && say "… $seconds s"
  done
  wait "$job"
}

# npm leaves out optional packages whose `engines` do not fit the Node it runs on, and some of ours (the page's bundler)
# ask for 20.19. Under an older Node, npm itself is run by the Node 24 that it can fetch.
borrow_node() {
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' && return 0
  package=$(sed -n 's/.*"\(node-linux-'"$(node -p process.arch)"'\)": "\([^"]*\)".*/\1@\2/p' package.json)
  borrowed=$(mktemp -d)
  say "this machine's Node is $(node --version): fetching $package first"
  with_progress npm install --no-save --no-fund --no-audit --loglevel=error --prefix "$borrowed" "$package" >/dev/null || return 1
  PATH="$borrowed/node_modules/${package%@*}/bin:$PATH"
  export PATH
}

borrowed=""
if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  say "installing npm packages (Node 24 is one of them)"
  borrow_node || say "Node 24 could not be fetched; trying with what is there"
  log=$(mktemp)
  if ! with_progress npm ci --no-fund --no-audit --loglevel=error >"$log" 2>&1; then
    cat "$log" >&2
    say "npm ci failed: the lines above say why. Nothing was started."
    exit 1
  fi
  rm -f "$log"
  [ -n "$borrowed" ] && rm -rf "$borrowed"
  touch node_modules/.package-lock.json
fi

# npm 10 drops the link when it leaves out the other architecture's package, which has a `node` too.
if [ ! -x node_modules/.bin/node ]; then
  for node in node_modules/node-linux-*/bin/node; do
    [ -x "$node" ] && ln -sf "../${node#node_modules/}" node_modules/.bin/node
  done
fi
if ! node_modules/.bin/node --version >/dev/null 2>&1; then
  say "Node 24 could not be installed for this machine ($(uname -sm)); it is there for Linux on x86-64 and arm64"
  exit 1
fi

[ "${1:-}" = "--test" ] || exit 0

missing=""
wished=""
command -v socat >/dev/null || missing="$missing socat"
command -v chromium >/dev/null || missing="$missing chromium fonts-dejavu-core"
# The same without windows, at half the work; some mirrors lack it, and then the other does.
command -v chromium-headless-shell >/dev/null || wished="chromium-headless-shell"
# Peers of the Smart Meter Gateway channel that are not ours, and edges of contacts.
command -v stunnel4 >/dev/null || missing="$missing stunnel4"
command -v danted >/dev/null || [ -x /usr/sbin/danted ] || missing="$missing dante-server"
command -v microsocks >/dev/null || missing="$missing microsocks"
command -v openssl >/dev/null || missing="$missing openssl"
command -v gnutls-cli >/dev/null || missing="$missing gnutls-bin"
command -v sslscan >/dev/null || missing="$missing sslscan"
# Signed updates, and the firewall between network namespaces.
command -v rauc >/dev/null || missing="$missing rauc"
command -v mksquashfs >/dev/null || missing="$missing squashfs-tools"
command -v nft >/dev/null || [ -x /usr/sbin/nft ] || missing="$missing nftables"
command -v ping >/dev/null || missing="$missing iputils-ping"
command -v ip >/dev/null || [ -x /usr/sbin/ip ] || missing="$missing iproute2"
command -v mosquitto >/dev/null || [ -x /usr/sbin/mosquitto ] || missing="$missing mosquitto"
command -v shellcheck >/dev/null || missing="$missing shellcheck"
command -v sfdisk >/dev/null || [ -x /usr/sbin/sfdisk ] || missing="$missing fdisk"
# Collects what /metrics serves.
command -v prometheus >/dev/null || missing="$missing prometheus"
# Takes what is written by line protocol.
command -v influxd >/dev/null || missing="$missing influxdb"
# Modbus servers and clients that are not ours.
command -v gcc >/dev/null || missing="$missing gcc libc6-dev"
[ -f /usr/include/modbus/modbus.h ] || missing="$missing libmodbus-dev"
/usr/bin/python3 -c 'import pymodbus' 2>/dev/null || missing="$missing python3-pymodbus"
/usr/bin/python3 -c 'import serial_asyncio' 2>/dev/null || missing="$missing python3-serial-asyncio"
command -v mbpoll >/dev/null || missing="$missing mbpoll"
[ -z "$missing$wished" ] && exit 0
if [ "$(id -u)" -ne 0 ]; then
  [ -z "$missing" ] || say "not root: tests that need$missing will be skipped"
  exit 0
fi
say "installing Debian packages:$missing $wished"
log=$(mktemp)
# shellcheck disable=SC2086
if [ -n "$missing" ] && ! with_progress sh -c "apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing" >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  say "Debian packages could not be installed: tests that need$missing will be skipped"
fi
[ -z "$wished" ] || DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$wished" >"$log" 2>&1 ||
  say "$wished could not be installed: the tests of the page take longer"
rm -f "$log"
exit 0
