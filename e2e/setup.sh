#!/usr/bin/env bash
# Installs what the tests need from Debian's packages; does nothing when all is present.
set -eu
cd "$(dirname "$0")"
PATH=$PATH:/usr/sbin:/sbin

packages=()
need() { # need PACKAGE COMMAND…: one of the commands must exist
  local package=$1 command
  shift
  for command; do command -v "$command" >/dev/null && return; done
  packages+=("$package")
}
need chromium chromium
need firefox-esr firefox-esr
need poppler-utils pdfinfo
need unzip unzip
need strace strace
need hunspell hunspell
[ -e /usr/share/hunspell/fr_FR.dic ] || [ -e /usr/share/hunspell/fr.dic ] || packages+=(hunspell-fr-classical)
need zbar-tools zbarimg # reads QR codes
need openssh-client ssh-keygen # agrees with us on signatures
# Our files for web servers are tried on them.
need nginx-light nginx
need caddy caddy
# Power cuts on the kernel's own FAT driver.
need user-mode-linux linux.uml
need dosfstools mkfs.vfat
need mtools mcopy
need kmod insmod
# Keys as shops sell them.
need exfatprogs mkfs.exfat
need exfat-fuse mount.exfat-fuse
need ntfs-3g ntfs-3g
# Go's race detector, and what User-Mode Linux needs on recent processors.
need gcc cc gcc
[ -e /usr/include/stdlib.h ] || packages+=(libc6-dev)
need nodejs node
need npm npm
# What Arial becomes here: without it a sheet breaks elsewhere.
fc-list 2>/dev/null | grep -qi "liberation *sans" || packages+=(fontconfig fonts-liberation)

if [ ${#packages[@]} -gt 0 ]; then
  if ! command -v apt-get >/dev/null; then
    echo "missing: ${packages[*]} (names of Debian's packages); install them, then run this again" >&2
    exit 1
  fi
  sudo=
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "missing: ${packages[*]}; run as root: apt-get install ${packages[*]}" >&2; exit 1; }
    sudo=sudo
  fi
  $sudo apt-get update -q
  $sudo apt-get install -q -y --no-install-recommends "${packages[@]}"
fi

node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 18 || (a === 18 && b >= 19) ? 0 : 1)' ||
  { echo "Node $(node --version) is too old: 18.19 or later is needed" >&2; exit 1; }
