#!/bin/sh
# An editor in a real terminal (tmux, with a socket of its own): what a person sees on the screen.
#
#   test.sh nvim COMMAND...  |  test.sh emacs COMMAND...  |  test.sh helix COMMAND...
#
# FIXTURE names a copy of the survey, OUT the folder for screens of failed steps.
editor=$1; shift
cd "$FIXTURE" || exit 2
# A name of a socket must be short.
socket=$(mktemp -u)
export TERM=xterm-256color
screen() { tmux -S "$socket" -f /dev/null "$@"; }
keys() { screen send-keys "$@"; }
# One letter after the other: Helix 25.01 sends changes in another order when they come at once.
typed() { printf %s "$1" | grep -o . | while IFS= read -r letter; do keys -l "$letter"; sleep 0.03; done; }
failed=0

# step "name" words [key ...]: waits until the screen shows the words; presses the keys now and then.
step() {
  name=$1 words=$2 tries=0; shift 2
  while [ $tries -lt 80 ]; do
    if [ $# -gt 0 ] && [ $((tries % 20)) = 0 ]; then keys "$@"; sleep 0.3; fi
    screen capture-pane -p >"$OUT/screen.txt" || break
    if grep -q -- "$words" "$OUT/screen.txt"; then echo "ok $name"; return; fi
    tries=$((tries + 1)); sleep 0.1
  done
  echo "not ok $name: no '$words' on the screen"
  failed=1; mv "$OUT/screen.txt" "$OUT/$(echo "$name" | tr ' ' '-').txt"
}

# Long lines are folded to the width of the screen: it is wide enough for every word looked for.
screen new-session -d -x 180 -y 50 "$@"
case $editor in
nvim)
  step "sign beside the line" "^W *Large language\|^[WI] .*Large language"
  keys ":Lacuna list" Enter
  step "list" "related-work.tex|4 col 321.*Author differs"
  keys ":cclose" Enter ":2" Enter ":Lacuna next" Enter
  sleep 0.3
  keys K
  step "card" "Sequence to Sequence Learning with Neural Networks"
  keys ":checkhealth lacuna" Enter
  step "checkhealth" "OK lacuna 0"
  ;;
emacs)
  step "Flymake counts in the mode line" "Flymake\[\(0 \)\?12 3\]"
  keys C-c l n
  step "report in the echo area" "Author differs"
  keys C-c l l
  step "list" "related-work.tex:4 .*author-differs"
  keys q M-g g 3 Enter
  keys '\cite{stochastic parr' M-x "completion-at-point" Enter
  step "completion by words of a title" '\\cite{bender2021dangers'
  ;;
helix)
  step "mark in the gutter" "●"
  keys ":4" Enter g h 3 2 0 l
  step "report at the cursor" "Author differs: the work of this title"
  keys Space k
  step "card" "Sutskever"
  keys Escape Escape ":3" Enter i
  typed '\cite{stochastic parr'
  sleep 0.5
  step "completion by words of a title" "bender2021dangers" C-x
  keys C-n Enter
  sleep 0.2
  keys Escape
  step "key written" '\\cite{bender2021dangers'
  ;;
esac
screen kill-server 2>/dev/null
exit $failed
