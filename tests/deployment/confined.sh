#!/bin/sh
# confined.sh ROOT TREE ARCHIVE PYTHON VENV COMMAND...: run a command as compose.yaml would, as far as that goes without an
# engine: process 1 of a user without a name or a right, in a root of its own at ROOT that holds the system's packages,
# PYTHON and VENV where they are, TREE as /dateline and ARCHIVE as /archive. Only /archive and /tmp can be written to.
set -eu
root=$1 tree=$2 archive=$3 python=$4 venv=$5
shift 5
mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs "$root"

show() { # what, as what, how
    mkdir -p "$root$2"
    mount --bind "$1" "$root$2"
    mount -o "remount,bind,$3" "$root$2"
}

for name in bin sbin lib lib64; do
    if [ -L "/$name" ]; then ln -s "$(readlink "/$name")" "$root/$name"; elif [ -d "/$name" ]; then show "/$name" "/$name" ro; fi
done
mkdir -p "$root/tmp" "$root/proc"
# before PYTHON and VENV, which may lie below it
mount -t tmpfs -o size=256m,mode=1777,noexec,nosuid,nodev tmpfs "$root/tmp"
show /usr /usr ro
show /etc /etc ro
show /dev /dev ro
show "$python" "$python" ro
show "$venv" "$venv" ro
show "$tree" /dateline ro
show "$archive" /archive rw
mount -t proc proc "$root/proc"
mount -o remount,ro "$root"
exec chroot "$root" setpriv --reuid 10001 --regid 10001 --clear-groups --no-new-privs --bounding-set=-all \
    env --ignore-environment --chdir=/dateline "$@"
