# Sourced by the scripts beside it.

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# apt_install PACKAGE PURPOSE: installs it where we may, or says how.
apt_install() {
  local advice="Q3Plan needs $1 $2. Install it, for example: sudo apt-get install $1"
  command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || fail "$advice"
  echo "Installing $1 $2 …" >&2
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends "$1"; } </dev/null >&2 || fail "$advice"
}

# fingerprint < FILE: a short name for the file's content.
fingerprint() {
  cksum | tr ' ' '-'
}
