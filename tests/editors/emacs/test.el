;;; test.el --- lacuna.el in a real Emacs, on a copy of the survey  -*- lexical-binding: t; -*-

;; FIXTURE names the copy, OUT the folder for dumps of failed steps.  A batch Emacs is never idle:
;; what otherwise waits for idleness (Flymake's and ElDoc's start) is called here.

;;; Code:

(setq make-backup-files nil auto-save-default nil create-lockfiles nil)
(unless (locate-library "eglot") ; in Emacs 28 a package, which -Q leaves out
  (dolist (folder (file-expand-wildcards "/usr/share/emacs/site-lisp/elpa-src/*"))
    (add-to-list 'load-path folder)))
(require 'cl-lib)
(require 'lacuna)
(require 'flymake)

(defvar test-failed nil "Whether a step has failed.")

(defun test-wait (what ready)
  "Wait until READY returns something and return that; fail for want of WHAT."
  (let ((end (+ (float-time) 20)) result)
    (while (not (or (setq result (funcall ready)) (> (float-time) end)))
      (accept-process-output nil 0.02)
      (ignore-errors (read-event nil nil 0.01))) ; changes of watched files arrive as events
    (or result (error "Waited in vain for %s" what))))

(defun test-say (control &rest arguments)
  "Print ARGUMENTS as CONTROL says."
  (princ (concat "\n" (apply #'format control arguments) "\n")))

(defun test-dump (name problem)
  "Write PROBLEM of the step NAME and what is on show to a file."
  (let ((text (concat (format "%S\n\n%S at %d\n\n" problem (current-buffer) (point))
                      (mapconcat (lambda (it)
                                   (format "%d: %s" (flymake-diagnostic-beg it)
                                           (flymake-diagnostic-text it)))
                                 (ignore-errors (flymake-diagnostics)) "\n")
                      "\n\n" (buffer-string) "\n\n"
                      (with-current-buffer (messages-buffer) (buffer-string)))))
    (write-region text nil (expand-file-name (concat (replace-regexp-in-string "[^a-z0-9]+" "-" name)
                                                     ".txt")
                                             (getenv "OUT"))
                  nil 'silent)))

(defmacro test-step (name &rest body)
  "Run BODY, the step NAME, and say how it went."
  (declare (indent 1))
  `(condition-case problem
       (progn ,@body (test-say "ok %s" ,name))
     (error (setq test-failed t)
            (test-dump ,name problem)
            (test-say "not ok %s: %s" ,name (error-message-string problem)))))

(defun test-has (text words)
  "Fail if TEXT does not contain WORDS."
  (unless (string-match-p (regexp-quote words) text)
    (error "No %S in: %s" words (truncate-string-to-width text 400))))

(defun test-has-not (text words)
  "Fail if TEXT contains WORDS."
  (when (string-match-p (regexp-quote words) text)
    (error "%S in: %s" words (truncate-string-to-width text 400))))

(defun test-open (name)
  "Visit the file NAME of the copy in the selected window, with the server."
  (find-file (expand-file-name name (file-name-as-directory (getenv "FIXTURE"))))
  (set-window-buffer (selected-window) (current-buffer))
  (unless (eglot-current-server)
    (let ((eglot-sync-connect 10))
      (apply #'eglot (eglot--guess-contact))))
  (test-wait "the server" #'eglot-current-server)
  (flymake-mode 1)
  (flymake-start))

(defun test-go (words)
  "Go to the end of the first WORDS in the buffer."
  (goto-char (point-min))
  (search-forward words))

(defun test-gaps ()
  "Return the reports on open citations."
  (seq-filter (lambda (it)
                (string-match-p "\\bblank\\b\\|[Mm]atch:\\|differs:\\|Not found:"
                                (flymake-diagnostic-text it)))
              (flymake-diagnostics)))

(defun test-hover ()
  "Return the card at point, as ElDoc gets it."
  ;; One call, then wait: a further one would cancel the first.
  (let* (card
         (eldoc-display-functions
          (list (lambda (documents _) (when documents (setq card (mapconcat #'car documents "\n")))))))
    (eldoc-mode 1)
    (setq eldoc--last-request-state nil)
    (eldoc t)
    (substring-no-properties (test-wait "a card" (lambda () card)))))

(defmacro test-choosing (index &rest body)
  "Run BODY; of what it gives to choose from, choose number INDEX."
  (declare (indent 1))
  `(cl-letf (((symbol-function 'completing-read)
              (lambda (_ table &rest _) (nth ,index (all-completions "" table))))
             ((symbol-function 'y-or-n-p) (lambda (&rest _) t)))
     ,@body))

(test-step "diagnostics on the 15 gaps"
  (test-open "related-work.tex")
  (test-wait "15 reports" (lambda () (flymake-start) (= 15 (length (test-gaps)))))
  (let ((drawn (seq-filter (lambda (it) (or (overlay-get it 'flymake-diagnostic)
                                            (overlay-get it 'flymake-overlay)))
                           (overlays-in (point-min) (point-max)))))
    (unless (>= (length drawn) 15)
      (error "Only %d are underlined" (length drawn)))))

(test-step "next and previous open citation"
  (goto-char (point-min))
  (lacuna-next-open-citation)
  (unless (looking-at-p "Vinyals") (error "Not at the first gap but at %d" (point)))
  (lacuna-next-open-citation)
  (unless (looking-at-p "Sutskever") (error "Not at the second gap but at %d" (point)))
  (lacuna-previous-open-citation)
  (unless (looking-at-p "Vinyals") (error "Not at the first gap again but at %d" (point))))

(test-step "list of open citations"
  (save-window-excursion
    (lacuna-list-open-citations)
    (unless (= 15 (length tabulated-list-entries))
      (error "%d rows" (length tabulated-list-entries)))
    (test-has (buffer-string) "Vinyals")
    (goto-char (point-min))
    (search-forward "Holtzman")
    (lacuna-list-visit)
    (unless (looking-at-p "Holtzman") (error "The row leads to %d" (point)))))

(test-step "hover on a prose citation"
  (test-go "**Devl")
  (let ((card (test-hover)))
    (test-has card "Pre-training of Deep Bidirectional Transformers")
    (test-has-not card "{BERT}")))

(test-step "completion by words of a title"
  (goto-char (point-min))
  (forward-line 2)
  (insert "Typed here \\cite{stochastic parr}\n")
  (backward-char 2)
  (completion-at-point)
  (test-has (buffer-string) "Typed here \\cite{bender2021dangers}")
  (delete-region (line-beginning-position) (line-beginning-position 2))
  (insert "Typed here \\cite{cross-lingual}\n")
  (backward-char 2)
  (completion-at-point)
  (with-current-buffer "*Completions*"
    (test-has (buffer-string) "conneau2019cross  Conneau and Lample (2019)"))
  (beginning-of-line)
  (delete-region (point) (line-beginning-position 2)))

(test-step "code action on a prose citation"
  (test-go "**Devl")
  (test-choosing 0
    (let ((last-nonmenu-event ?\r)) ; chosen by keys, not with the mouse
      (eglot-code-actions (point) (point) "quickfix" t)))
  (test-wait "the cite command"
             (lambda () (string-match-p "models in the field[~ ]\\\\cite{devlin2018bert}\\." (buffer-string))))
  (test-has-not (buffer-string) "**Devlin"))

(test-step "fill by choice"
  (test-go "event phenomena __")
  (test-choosing 0 (lacuna-fill))
  (test-wait "the cite command"
             (lambda () (string-match-p "event phenomena[~ ]\\\\cite{[a-z0-9]+}\\." (buffer-string)))))

(test-step "search and cite"
  (test-go "language and thought __")
  (test-choosing 0 (lacuna-search "stochastic parrots"))
  (test-wait "the cite command"
             (lambda () (string-match-p "and thought[~ ]\\\\cite{bender2021dangers}\\." (buffer-string)))))

(test-step "fill what is certain"
  (test-choosing 0 (lacuna-fill-certain))
  (test-wait "the cite command" (lambda () (string-match-p "holtzman2019curious" (buffer-string))))
  (test-has-not (buffer-string) "**Holtzman")
  (test-has (buffer-string) "**Conneau"))

(test-step "a bibliography rewritten on disk is seen"
  (goto-char (point-min))
  (forward-line 2)
  (insert "As in \\cite{nightingale1858notes}.\n")
  (eglot--signal-textDocument/didChange)
  (let ((undefined (lambda ()
                     (flymake-start)
                     (seq-some (lambda (it) (string-match-p "nightingale" (flymake-diagnostic-text it)))
                               (flymake-diagnostics)))))
    (test-wait "the undefined key" undefined)
    (write-region (concat "\n@book{nightingale1858notes,\n  author = {Nightingale, Florence},\n"
                          "  title = {Notes on Matters},\n  publisher = {Harrison},\n  year = {1858},\n}\n")
                  nil (expand-file-name "refs.bib") t 'silent)
    (test-wait "the key defined" (lambda () (not (funcall undefined)))))
  (test-go "nightin")
  (test-has (test-hover) "Notes on Matters"))

(test-step "hover on a key"
  (test-open "main.tex")
  (test-go "devlin2")
  (let ((card (test-hover)))
    (test-has card "Devlin")
    (test-has card "Pre-training of Deep Bidirectional Transformers")
    (test-has-not card "{BERT}")))

(test-step "definition and references of a key"
  (test-go "devlin2")
  (save-window-excursion
    (call-interactively #'xref-find-definitions)
    (unless (string-suffix-p "refs.bib" (buffer-file-name)) (error "Went to %s" (buffer-name)))
    (test-has (thing-at-point 'line) "devlin2018bert"))
  (test-open "main.tex")
  (test-go "devlin2")
  (let ((found (length (xref-backend-references 'eglot (xref-backend-identifier-at-point 'eglot)))))
    (unless (> found 1) (error "%d references" found))))

(test-step "rename in .tex and .bib"
  (test-go "devlin2")
  (test-choosing 0 (eglot-rename "devlin2019bert"))
  (test-wait "the new key" (lambda () (string-match-p "\\\\cite{devlin2019bert,brown2020language}"
                                                      (buffer-string))))
  (with-current-buffer (find-file-noselect "refs.bib")
    (test-has (buffer-string) "@misc{devlin2019bert,"))
  (with-current-buffer (find-file-noselect "related-work.tex")
    (test-has (buffer-string) "\\cite{devlin2019bert}")))

(test-step "an entry of a master library is copied when its key is accepted"
  (test-open "related-work.tex")
  (goto-char (point-min))
  (forward-line 2)
  (insert "Typed here \\cite{method of least}\n")
  (backward-char 2)
  (completion-at-point)
  (test-has (buffer-string) "Typed here \\cite{legendre1805methode}")
  (with-current-buffer (find-file-noselect "refs.bib")
    (test-has (buffer-string) "@book{legendre1805methode,")))

(test-step "BibTeX pasted"
  (goto-char (point-min))
  (forward-line 2)
  (insert "As is known ____.\n")
  (backward-char 4)
  (kill-new "@article{bayes1763essay, author = {Bayes, Thomas}, title = {An Essay}, year = 1763}")
  (call-interactively #'lacuna-paste-bibtex)
  (test-has (buffer-string) "As is known~\\cite{bayes1763essay}.")
  (with-current-buffer (find-file-noselect "refs.bib")
    (test-has (buffer-string) "{bayes1763essay,")))

(test-step "status"
  (save-window-excursion
    (lacuna-status)
    (with-current-buffer "*Lacuna status*"
      (test-has (buffer-string) "cite commands (1)"))))

(dolist (buffer (buffer-list))
  (with-current-buffer buffer (set-buffer-modified-p nil)))
(kill-emacs (if test-failed 1 0))

;;; test.el ends here
