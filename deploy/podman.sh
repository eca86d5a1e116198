# Sourced by the try-... scripts: podman for a machine without Docker, as a careful person would use it, and the base image.
# Needs: apt-get install --no-install-recommends podman buildah runc iptables debootstrap curl
# Where systemd is missing podman complains about timers of health checks: harmless, the check is asked for by the scripts.
# Without an image registry the base image is made from Debian's packages and npm's Node.
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
export CONTAINERS_CONF=$tmp/containers.conf
# What is built inside trusts what this machine trusts, wherever it fetches packages from.
ca=/usr/local/etc/host-ca.crt
echo "cafile=$ca" >"$tmp/npmrc"
printf '[global]\ncert = %s\n' "$ca" >"$tmp/pip.conf"
mounts="\"/etc/ssl/certs/ca-certificates.crt:$ca:ro\", \"$tmp/npmrc:/usr/local/etc/npmrc:ro\", \"$tmp/pip.conf:/etc/pip.conf:ro\""
printf '%s\n' '[containers]' 'default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]' "volumes = [$mounts]" \
  '[engine]' 'runtime = "runc"' 'cgroup_manager = "cgroupfs"' 'events_logger = "file"' >"$CONTAINERS_CONF"

base=node:24-bookworm-slim fs=$tmp/fs node=node-linux-$(node -p process.arch)
if ! podman image exists "$base"; then
  debootstrap --variant=minbase --include=libstdc++6 bookworm "$fs" >"$tmp/log"
  rm -rf "$fs"/var/{cache/apt,lib/apt/lists}/* "$fs"/usr/share/{doc,man,locale}/*
  npm install --prefix "$tmp/npm" --no-save --ignore-scripts --silent "$node@24.21.0" npm@11.19.1
  mkdir -p "$fs/usr/local/lib/node_modules"
  cp -r "$tmp/npm/node_modules/npm" "$fs/usr/local/lib/node_modules/"
  cp "$tmp/npm/node_modules/$node/bin/node" "$fs/usr/local/bin/"
  for name in npm npx; do ln -s "../lib/node_modules/npm/bin/$name-cli.js" "$fs/usr/local/bin/$name"; done
  chroot "$fs" useradd --uid 1000 --user-group --create-home node
  tar -C "$fs" -c . | podman import --change 'CMD ["node"]' - "$base"
fi

size() { podman image inspect --format '{{.Size}}' "$1" | awk -v name="$1" '{ printf "%s: %.0f MB\n", name, $1 / 1e6 }'; }

# Waits until "$url/health/ready" answers; says how long that took, as "$1: ready after".
ready() {
  local began=$EPOCHREALTIME
  until curl -fsS "$url/health/ready" >/dev/null 2>&1; do
    podman inspect --format '{{.State.Running}}' "$id" | grep -q true || { podman logs "$id"; exit 1; }
    sleep 0.1
  done
  awk -v what="$1" -v from="$began" -v to="$EPOCHREALTIME" 'BEGIN { printf "%s: ready after %.1f s\n", what, to - from }'
}

# Ends the container "$id" with SIGTERM; it must end with 0.
stop() {
  podman stop -t 40 "$id" >/dev/null
  local code
  code=$(podman inspect --format '{{.State.ExitCode}}' "$id")
  podman rm "$id" >/dev/null
  [[ $code == 0 ]] || { echo "ended with $code instead of 0"; exit 1; }
}
