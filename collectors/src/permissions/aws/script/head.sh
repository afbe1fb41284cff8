#!/bin/sh
# Fills a folder with answers of the AWS CLI, for `blastradius import aws-cli FOLDER`.
#
#   sh export.sh FOLDER [REGION...]
#
# It asks the account of the current credentials (AWS_PROFILE and the like work as always), in the
# regions given, or in all that are enabled. It only lists and describes: it changes nothing, and asks
# for no secret, object, parameter or function code. Run it again with another profile to add an
# account. Answers that are there already are kept; what failed is asked again.
#
# Some answers hold more than the import keeps: functions, containers, builds and jobs come with the
# values of their environment variables, state machines, rules and pipelines with what they send. Only
# you may read the folder; delete it once it is imported.
#
# An answer is FOLDER/ACCOUNT/REGION/SERVICE/OPERATION[/ARGUMENT].json; where there is none, a file of
# the same name that ends in .error holds what the AWS CLI said.
set -u
umask 077
LC_ALL=C
AWS_PAGER=
AWS_CLI_AUTO_PROMPT=off
export LC_ALL AWS_PAGER AWS_CLI_AUTO_PROMPT

if [ $# -lt 1 ]; then
  echo "usage: sh export.sh FOLDER [REGION...]" >&2
  exit 2
fi
folder=$1
shift
home=${AWS_REGION:-${AWS_DEFAULT_REGION:-us-east-1}}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
answered=0
failed=0
kept=0

say() {
  printf '%s: %s\n' "$place" "$1" >&2
}

# encode TEXT: percent-encodes everything but letters, digits and -._~ (RFC 3986).
encode() {
  rest=$1
  name=
  while [ -n "$rest" ]; do
    tail=${rest#?}
    char=${rest%"$tail"}
    rest=$tail
    case $char in
      [A-Za-z0-9._~-]) name=$name$char ;;
      :) name=$name%3A ;;
      /) name=$name%2F ;;
      *) name=$name$(printf '%s' "$char" | od -An -v -tx1 | tr -d ' \n' | tr a-f A-F | sed 's/../%&/g') ;;
    esac
  done
}

# file_of SERVICE COMMAND ARGUMENT: sets $file, without its ending.
file_of() {
  file=$folder/$account/$place/$1/$2
  if [ -n "$3" ]; then
    encode "$3"
    file=$file/$name
  fi
}

# ask SERVICE COMMAND ARGUMENT OPTION...: one call, one file.
ask() {
  service=$1
  command=$2
  file_of "$service" "$command" "$3"
  shift 3
  if [ -s "$file.json" ]; then
    kept=$((kept + 1))
    return
  fi
  if ! mkdir -p "${file%/*}"; then
    failed=$((failed + 1))
    return
  fi
  if aws "$service" "$command" "$@" --output json --region "$region" \
    </dev/null >"$file.part" 2>"$work/error"; then
    mv "$file.part" "$file.json"
    rm -f "$file.error"
    answered=$((answered + 1))
  else
    rm -f "$file.part"
    cat "$work/error" >"$file.error"
    failed=$((failed + 1))
  fi
}

# alone SERVICE COMMAND OPTION...: an operation without an argument.
alone() {
  service=$1
  command=$2
  shift 2
  echo >"$work/$place.$service.$command"
  ask "$service" "$command" '' "$@"
}

# flagged ARGUMENT FLAGS CALL...: the call with an option for each of the flags: each takes one word of the
# argument, and the last one takes the rest.
flagged() {
  words=$1
  flags=$2
  shift 2
  # Flags have no spaces.
  # shellcheck disable=SC2086
  for flag in $flags; do
    case " $flags" in
      *" $flag") word=$words ;;
      *)
        word=${words%% *}
        words=${words#* }
        ;;
    esac
    set -- "$@" "$flag=$word"
  done
  "$@"
}

# each SERVICE COMMAND FLAGS OPTION...: one call for each line of $work/next.
each() {
  service=$1
  command=$2
  flags=$3
  shift 3
  sort -u "$work/next" >"$work/now"
  cat "$work/now" >>"$work/$place.$service.$command"
  while IFS= read -r argument; do
    if [ -n "$argument" ]; then
      flagged "$argument" "$flags" ask "$service" "$command" "$argument" "$@"
    fi
  done <"$work/now"
}

# text QUERY SERVICE COMMAND OPTION...: what an answer holds.
text() {
  query=$1
  shift
  aws "$@" --query "$query" --output text --region "$region" </dev/null 2>/dev/null
}

# held SERVICE COMMAND FLAGS HOW QUERY OPTION...: what the answers about each line of the input hold, one value
# a line. FLAGS is empty where the operation has no argument. HOW says what a line of the answer is:
# lines: values; pairs: two that belong together; under: values that go with what was asked about.
held() {
  service=$1
  command=$2
  flags=$3
  how=$4
  query=$5
  shift 5
  tab=$(printf '\t')
  while IFS= read -r parent; do
    file_of "$service" "$command" "$parent"
    if [ ! -s "$file.json" ]; then
      continue
    fi
    # The AWS CLI puts tabs between values.
    flagged "$parent" "$flags" text "$query" "$service" "$command" "$@" |
      case $how in
        pairs) sed -e '/^None$/d' -e '/^$/d' -e "s/$tab/ /" ;;
        lines) tr '\t' '\n' | sed -e '/^None$/d' -e '/^$/d' ;;
        under)
          tr '\t' '\n' | sed -e '/^None$/d' -e '/^$/d' | while IFS= read -r value; do
            printf '%s %s\n' "${parent:-$account}" "$value"
          done
          ;;
      esac
  done
}

# values NUMBER SERVICE COMMAND FLAGS HOW QUERY OPTION...: adds what all answers hold to what is asked about
# next. It is asked once; the number names it.
values() {
  known=$work/$place.values.$1
  shift
  if [ ! -e "$known" ]; then
    if [ -e "$work/$place.$1.$2" ]; then
      held "$@" <"$work/$place.$1.$2" >"$known"
    else
      : >"$known"
    fi
  fi
  cat "$known" >>"$work/next"
}

# deeper SERVICE COMMAND FLAGS HOW QUERY OPTION...: whether the last answers name something new to ask about.
deeper() {
  held "$@" <"$work/now" | sort -u >"$work/found"
  sort -u "$work/$place.$1.$2" >"$work/asked"
  comm -23 "$work/found" "$work/asked" >"$work/next"
  [ -s "$work/next" ]
}
