#!/bin/sh
# backup.sh ARCHIVE BACKUP: copy what came since the last time, while articles may be added, corrected and compacted.
# BACKUP may be on another machine (host:folder). To restore, copy it back into an empty folder.
#
# An archive's files appear whole and never change, so that only new names are copied. Nothing is deleted in BACKUP: an
# article that was taken out for good stays in it until you begin a new one.
set -eu
[ $# -eq 2 ] || { echo "usage: $0 ARCHIVE BACKUP" >&2; exit 2; }

copy() {
    # 24: a file that was merged into another is gone; the other is ten minutes older, and is copied
    rsync --archive --ignore-existing --exclude='.writing-*' "$1/" "$2/" || [ $? -eq 24 ]
}

copy "$1" "$2"
copy "$1" "$2" # what came before the first pass ended: with a file all that it speaks of
