#!/bin/sh
# An editor in a real terminal (tmux, with a socket of its own): what a person sees on the screen.
#
#   test.sh nvim|nvim-corpora|nvim-services|telescope|emacs|emacs-corpora|emacs-services|helix COMMAND...
#
# FIXTURE names a copy of the survey, OUT the folder for the screens of all steps.
editor=$1; shift
# PAPER, if it is given, another folder.
cd "${PAPER:-$FIXTURE}" || exit 2
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
  shown="$OUT/$(echo "$name" | sed 's/[^A-Za-z0-9]\+/-/g').txt"
  while [ $tries -lt 200 ]; do
    if [ $# -gt 0 ] && [ $((tries % 20)) = 0 ]; then keys "$@"; sleep 0.3; fi
    screen capture-pane -p >"$shown" || break
    if grep -q -- "$words" "$shown"; then echo "ok $name"; return; fi
    tries=$((tries + 1)); sleep 0.1
  done
  echo "not ok $name: no '$words' on the screen"
  failed=1
}

# choose words: the number of the row that has them, in a list that asks for one.
choose() { keys "$(screen capture-pane -p | grep -- "$1" | grep -o '[0-9]\+: ' | tail -1 | tr -d ': ')" Enter; }

printf '%s\n' 'What models \emph{repeat} is discussed at length ____.' >chapter.tex
# Long lines are folded to the width of the screen: it is wide enough for every word looked for.
screen new-session -d -x 180 -y 50 "$@"
case $editor in
nvim)
  step "sign beside the line" "^W *Large language\|^[WI] .*Large language"
  # Before the bibliography is read the list has no verdicts.
  step "list" "related-work.tex|4 col 321.*Author differs" ":Lacuna list" Enter
  keys ":cclose" Enter ":2" Enter ":Lacuna next" Enter
  step "next open citation" "4,321 "
  keys K
  step "card" "Ilya Sutskever"
  screen resize-window -x 80 -y 14
  keys ":call cursor(8, 111) | Lacuna fill" Enter
  step "nine short rows on a small screen" "^9: .*…$"
  step "the question below them" "Type number"
  # An escape and what follows at once would be read as one key.
  keys Escape
  screen resize-window -x 180 -y 50
  step "the question taken back" "^related-work.tex .*8,111"
  step "checkhealth" "OK lacuna 0" ":checkhealth lacuna" Enter
  ;;
telescope)
  step "sign beside the line" "^W *Large language\|^[WI] .*Large language"
  keys ":call cursor(8, 111)" Enter ":Lacuna fill" Enter
  step "proposals in its list" "Fill Open Citation"
  step "proposals" "BERT: Pre-training of Deep Bidirectional"
  keys "stochastic parrots"
  step "found by words of a title" "> *Bender et al. (2021) .bender2021dangers. · On the Dangers"
  step "card in its preview, without its marks" "│On the Dangers of Stochastic Parrots"
  keys Tab
  keys -N 18 BSpace
  keys "lample cross-lingual"
  step "found by further words" "> *Conneau and Lample (2019) .conneau2019cross. · Cross-lingual"
  keys Tab Enter
  step "several cited" 'event phenomena~\\cite{bender2021dangers,conneau2019cross}'
  ;;
nvim-corpora)
  step "a differing entry" "2017. in works, not" ":lua vim.diagnostic.setqflist()" Enter
  step "a retracted one" "retract"
  keys ":cclose" Enter ":call cursor(5, 12)" Enter
  step "the report at its field" "2017" ":lua vim.diagnostic.open_float()" Enter
  keys ":edit checked.tex" Enter ":5" Enter
  keys "A" ' \cite{adam stoch'
  step "text typed" 'cite{adam stoch'
  keys C-x C-o
  step "the work of a corpus, alone, and its key" 'cite{kingma'
  keys Escape ":edit checked.bib" Enter G
  step "its entry" "Method for Stochastic"
  ;;
nvim-services)
  step "the report" "^W *As shown by\|^W.*As shown by"
  keys ":4" Enter "20|"
  step "a look-up is offered" "Look up in doi.org and Crossref.*asks you first" ":lua vim.lsp.buf.code_action()" Enter
  choose "Look up in doi.org"
  step "the question says what is sent" "title, first author, year and identifiers"
  step "its answers" "Not for this project"
  choose "Ask services"
  step "the work is cited" 'As shown by \\cite{blum2019}'
  step "a verdict" "quint2021. differs from its record in Crossref" ":lua vim.diagnostic.setqflist()" Enter
  ;;
emacs-corpora)
  step "the bibliography on show" "checked.bib"
  step "Flymake counts both" "Flymake\[[^]]*2"
  keys C-x 1 M-x
  keys "flymake-show-buffer-diagnostics" Enter
  step "a differing entry" "year.*2017"
  step "a retracted one" "retract"
  keys C-x 1 C-x C-f "checked.tex" Enter
  step "the paper on show" "Here one types"
  keys M-g g 5 Enter C-e
  typed ' \cite{adam stoch'
  step "text typed" 'cite{adam stoch'
  # What a corpus has may come behind the first list, and Emacs asks once: so does who presses the key again.
  step "the work of a corpus, alone, and its key" 'cite{kingma' M-x "completion-at-point" Enter
  keys C-x C-f "checked.bib" Enter M-\>
  step "its entry" "Method for Stochastic"
  ;;
emacs-services)
  step "the report" "asked.tex .*Flymake.*1"
  keys C-x 1 M-g g 4 Enter C-u 2 0 C-f
  keys M-x "eglot-code-actions" Enter
  step "a look-up is offered" "Look up in doi.org and Crossref.*asks you first" Tab
  keys "Look up in" Tab Enter
  # The first answer stands there to be taken.
  step "the question says what is sent" "year and identifiers of one reference at a time; nothing of the text"
  step "its first answer" "Ask services"
  keys Enter
  step "what is to be changed" "Server wants to edit"
  keys y
  step "the work is cited" 'As shown by \\cite{blum2019}'
  keys C-x 1 M-x "flymake-show-buffer-diagnostics" Enter
  step "a verdict" "reference-differs.*quint2021. differs from its"
  ;;
emacs)
  # A chapter in which Emacs sees no command that it knows.
  step "the paper on show" "section{Related Work}"
  keys C-x C-f chapter.tex Enter
  step "a chapter in plain-tex-mode" "^.*chapter.tex .*([Tt]e[Xx] Flymake[^)]*1"
  keys C-x 1 C-c l n
  keys C-c l f
  step "a default is shown" "Cite (default [A-Z]"
  typed "parrots stochastic"
  keys Tab
  step "words inside a title, in any order" "On the Dangers of Stochastic Parrots"
  keys Enter
  step "cited" 'discussed at length~\\cite{bender2021dangers}'
  keys C-x C-s C-x b related-work.tex Enter
  step "Flymake counts in the mode line" "Flymake\[\(0 \)\?12 3\]"
  keys C-c l n
  step "report in the echo area" "Author differs"
  keys C-c l l
  step "list" "related-work.tex:4 .*author-differs"
  # Emacs may show in a window of its own what it compiles meanwhile.
  keys C-x b related-work.tex Enter C-x 1 M-g g 3 Enter
  keys '\cite{stochastic parr'
  step "text typed" '\\cite{stochastic parr'
  keys M-x "completion-at-point" Enter
  step "completion by words of a title" '\\cite{bender2021dangers'
  ;;
helix)
  step "mark in the gutter" "●"
  keys ":4" Enter g h 3 2 0 l
  step "report at the cursor" "Author differs: the work of this title"
  keys Space k
  step "card" "Ilya Sutskever"
  keys Escape Escape ":3" Enter i
  typed '\cite{stochastic parr'
  step "text typed" '\\cite{stochastic parr'
  step "completion by words of a title" "bender2021dangers" C-x
  keys C-n Enter
  step "key written" '\\cite{bender2021dangers'
  ;;
esac
screen kill-server 2>/dev/null
rm -f "$socket"
exit $failed
