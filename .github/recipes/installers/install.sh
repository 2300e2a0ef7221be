#!/bin/sh
# Installs lacuna for Linux or macOS from a release:
#
#   curl -fsSL @repository@/releases/latest/download/install.sh | sh
#
# LACUNA_INSTALL_DIR (default ~/.local/bin) names the folder, LACUNA_VERSION a version other than the one of this
# script, LACUNA_DOWNLOADS a folder or address with the release's files.
set -eu

version=${LACUNA_VERSION:-@version@}
downloads=${LACUNA_DOWNLOADS:-@repository@/releases/download/v$version}
folder=${LACUNA_INSTALL_DIR:-$HOME/.local/bin}

fail() { echo "lacuna: $*" >&2; exit 1; }

case $(uname -m) in
  x86_64 | amd64) machine=x86_64 ;;
  aarch64 | arm64) machine=aarch64 ;;
  *) fail "no program is built for $(uname -m); cargo install lacuna builds one" ;;
esac
case $(uname -s) in
  Linux) target=$machine-unknown-linux-musl archive=tar.gz ;;
  Darwin) target=$machine-apple-darwin archive=tar.gz ;;
  MINGW* | MSYS* | CYGWIN*) target=$machine-pc-windows-msvc archive=zip ;;
  *) fail "no program is built for $(uname -s); cargo install lacuna builds one" ;;
esac
name=lacuna-$version-$target

get() {
  case $downloads in
    *://*)
      if command -v curl >/dev/null; then curl -fsSL --retry 3 "$downloads/$1" -o "$2"
      elif command -v wget >/dev/null; then wget -q "$downloads/$1" -O "$2"
      else fail "neither curl nor wget is here"; fi ;;
    *) cp "$downloads/$1" "$2" ;;
  esac
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
get "$name.$archive" "$scratch/$name.$archive" || fail "$downloads has no $name.$archive"
get SHA256SUMS "$scratch/SHA256SUMS" || fail "$downloads has no SHA256SUMS"
wanted=$(awk -v name="$name.$archive" '$2 == name || $2 == "*" name { print $1 }' "$scratch/SHA256SUMS")
if command -v sha256sum >/dev/null; then found=$(sha256sum "$scratch/$name.$archive")
else found=$(shasum -a 256 "$scratch/$name.$archive"); fi
[ -n "$wanted" ] && [ "${found%% *}" = "$wanted" ] || fail "$name.$archive is not what SHA256SUMS says; nothing was installed"

mkdir -p "$folder"
case $archive in
  zip) (cd "$scratch" && unzip -q "$name.zip") && cp "$scratch/$name/lacuna.exe" "$folder/" ;;
  *)
    tar -C "$scratch" -xzf "$scratch/$name.tar.gz"
    # At once: one that runs goes on undisturbed.
    cp "$scratch/$name/lacuna" "$folder/.lacuna.new" && chmod 755 "$folder/.lacuna.new"
    mv -f "$folder/.lacuna.new" "$folder/lacuna" ;;
esac
"$folder/lacuna" --version
case :$PATH: in
  *:"$folder":*) ;;
  *) echo "add $folder to your PATH" ;;
esac
