#!/bin/sh
# Install from this folder of wheels, without a network: ./install.sh [FOLDER OF THE ENVIRONMENT]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=${1:-/opt/mingheng}
python=${PYTHON:-python3}

(cd "$here" && sha256sum --check --quiet SHA256SUMS) || {
    echo "安装包不完整或被改动过，没有安装。请重新拷贝。" >&2
    exit 1
}
"$python" -m venv "$target"
"$target/bin/python" -m pip --disable-pip-version-check install --quiet --no-index --find-links "$here/wheels" \
    --upgrade 'mingheng[site,postgres]'
echo "已安装到 $target ：$("$target/bin/mingheng" --version)"
echo "新装：$target/bin/mingheng init    升级：$target/bin/mingheng upgrade"
