#!/bin/sh
# Runs a PC/SC service of its own with the virtual reader, until its input ends:  pcscd-room.sh FOLDER PORT private|plain NODE
# Where namespaces may be made, its network and its socket folder are its own, and short messages are not held back
# (the driver sends length and content in two pieces, for which the kernel would wait 40 ms at every command).
set -e
work=$1 port=$2
mkdir -p "$work/readers"
cat > "$work/readers/vpcd" <<CONF
FRIENDLYNAME "Virtual PCD"
DEVICENAME   /dev/null:$(printf '0x%X' "$port")
LIBPATH      $(find /usr/lib -name libifdvpcd.so | head -n 1)
CHANNELID    $(printf '0x%X' "$port")
CONF
if [ "$3" = private ]; then
  ip link set lo up
  ip route add local 127.0.0.63 dev lo scope host src 127.0.0.1 table local quickack 1
  mkdir -p /run/pcscd
  mount -t tmpfs tmpfs /run/pcscd
fi
/usr/sbin/pcscd --foreground -c "$work/readers" > "$work/pcscd.log" 2>&1 &
echo $! > "$work/pcscd.pid"
trap 'kill $(cat "$work/pcscd.pid") 2> /dev/null; wait' EXIT
if [ "$3" = private ]; then
  "$4" -e '
    const net = require("node:net")
    net.createServer((from) => {
      const to = net.connect({ host: "127.0.0.63", port: Number(process.argv[2]) })
      for (const [one, other] of [[from, to], [to, from]]) {
        one.setNoDelay?.(true)
        one.on("error", () => other.destroy())
        one.on("close", () => other.destroy())
        one.pipe(other)
      }
    }).listen(process.argv[1])
  ' "$work/card.sock" "$port" &
  echo $! > "$work/bridge.pid"
  trap 'kill $(cat "$work/pcscd.pid") $(cat "$work/bridge.pid") 2> /dev/null; wait' EXIT
fi
for _ in $(seq 100); do
  [ -S /run/pcscd/pcscd.comm ] && { [ "$3" != private ] || [ -S "$work/card.sock" ]; } && break
  sleep 0.1
done
echo "ready"
# Nobody writes here: the input ends with the program that asked for the room.
cat > /dev/null
