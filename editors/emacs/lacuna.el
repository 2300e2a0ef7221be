;;; lacuna.el --- Find and close the open citations of a LaTeX survey  -*- lexical-binding: t; -*-

;; Version: 0.1.0
;; URL: https://repository.invalid/owner/lacuna
;; Package-Requires: ((emacs "28.1") (eglot "1.9"))
;; Keywords: tex, bib, tools
;; SPDX-License-Identifier: MIT OR Apache-2.0

;;; Commentary:

;; Lacuna is a language server that reports every place of a LaTeX document
;; that should cite something and does not yet, and proposes the entry that is
;; meant.  This package registers it with Eglot and adds commands to walk
;; through the open citations, list them, fill them and search the library:
;;
;;   (require 'lacuna)
;;   (lacuna-setup)
;;   (keymap-global-set "C-c l" lacuna-command-map)   ; global-set-key in Emacs 28
;;
;; `lacuna-setup' starts the server with every TeX and BibTeX file: of the modes
;; that come with Emacs, also of a chapter that Emacs takes for plain TeX, and of
;; AUCTeX.  To start it with some files only, add `eglot-ensure' to hooks of
;; your choice.
;;
;; Reports are Flymake's, cards are ElDoc's, definitions and references are
;; Xref's.  Keys complete at point by the words of a title, the names of authors
;; and the year.

;;; Code:

(require 'cl-lib)
(require 'eglot)
(require 'eldoc)
(require 'jsonrpc)
(require 'lacuna-choose)
(require 'seq)
(require 'subr-x)
(require 'tabulated-list)

(defgroup lacuna nil
  "Open citations in LaTeX documents."
  :group 'tex
  :prefix "lacuna-")

(defcustom lacuna-command '("lacuna" "serve")
  "The program that serves, and its arguments."
  :type '(repeat string))

(defcustom lacuna-candidates 30
  "How many entries to choose from at most."
  :type 'natnum)

;;;; Registering with Eglot

(defconst lacuna--modes
  (append
   (mapcar (lambda (mode) (list mode :language-id "latex"))
           '(latex-mode tex-mode plain-tex-mode LaTeX-mode TeX-mode plain-TeX-mode))
   '((bibtex-mode :language-id "bibtex")))
  "The major modes the server is for, as in `eglot-server-programs'.")

(defun lacuna--contact (other)
  "Return a contact to offer Lacuna beside OTHER, the contact until now.
Eglot calls it; where it may ask, it asks which of the two is wanted."
  (lambda (&optional interactive &rest _)
    (let ((program (if (functionp other) (ignore-errors (funcall other nil)) other)))
      (funcall (eglot-alternatives
                (cons lacuna-command
                      (and (consp program) (seq-every-p #'stringp program) (list program))))
               interactive))))

(defun lacuna-register ()
  "Make Eglot know Lacuna for LaTeX and BibTeX, beside the server it knows."
  (unless (assoc lacuna--modes eglot-server-programs)
    (push (cons lacuna--modes (lacuna--contact (lacuna--registered 'latex-mode)))
          eglot-server-programs)))

(defun lacuna--registered (mode)
  "Return the contact that `eglot-server-programs' has for MODE."
  (cdr (seq-find (lambda (entry)
                   (let ((modes (car entry)))
                     (seq-some (lambda (spec)
                                 (provided-mode-derived-p mode (if (consp spec) (car spec) spec)))
                               (if (or (symbolp modes) (keywordp (cadr modes)))
                                   (list modes)
                                 modes))))
                 eglot-server-programs)))

(lacuna-register)

(defconst lacuna-hooks '(tex-mode-hook TeX-mode-hook bibtex-mode-hook)
  "The hooks that run for every TeX and BibTeX file.
Emacs opens a chapter without commands that it knows in `plain-tex-mode', so
`latex-mode-hook' would not do.  AUCTeX's modes have a hook of their own.")

;;;###autoload
(defun lacuna-setup ()
  "Start the server with every TeX and BibTeX file, and where one is visited."
  (interactive)
  (dolist (hook lacuna-hooks)
    (add-hook hook #'eglot-ensure))
  (dolist (buffer (buffer-list))
    (with-current-buffer buffer
      (when (apply #'derived-mode-p (mapcar #'car lacuna--modes))
        (eglot-ensure)))))

;;;; Talking to the server

;; Eglot gave these public names in its version 1.16.
(defalias 'lacuna--path
  (if (fboundp 'eglot-uri-to-path) 'eglot-uri-to-path 'eglot--uri-to-path))
(defalias 'lacuna--region
  (if (fboundp 'eglot-range-region) 'eglot-range-region 'eglot--range-region))

(defun lacuna--server ()
  "Return the server of this buffer."
  (or (eglot-current-server)
      (user-error "No server here; start one with `M-x eglot'")))

(defun lacuna--place ()
  "Return the place of point, as the server's commands take it."
  (let ((place (eglot--TextDocumentPositionParams)))
    (list :uri (plist-get (plist-get place :textDocument) :uri)
          :position (plist-get place :position))))

(defun lacuna--execute (command argument)
  "Let the server run COMMAND with the plist ARGUMENT and return its result."
  (let ((server (lacuna--server)))
    ;; Eglot tells of changes when Emacs is idle, and an edit is for what is told of last.
    (dolist (buffer (eglot--managed-buffers server))
      (when (buffer-live-p buffer)
        (with-current-buffer buffer
          (eglot--signal-textDocument/didChange))))
    (jsonrpc-request server :workspace/executeCommand
                     (list :command (concat "lacuna." command)
                           :arguments (vector argument)))))

(defun lacuna--apply (edit)
  "Apply the workspace edit EDIT, which the user has just asked for."
  ;; Eglot 1.9 asks all the same where a file is not visited yet.
  (seq-doseq (change (plist-get edit :documentChanges))
    (when-let* ((uri (plist-get (plist-get change :textDocument) :uri)))
      (find-file-noselect (lacuna--path uri))))
  ;; Newer versions of Eglot want to know who asks, older ones whether to ask.
  (cl-progv '(eglot-confirm-server-edits) '(nil)
    (apply #'eglot--apply-workspace-edit edit
           (and (< 1 (car (func-arity 'eglot--apply-workspace-edit))) '(lacuna)))))

(defun lacuna--edit (command argument)
  "Let the server run COMMAND with ARGUMENT, apply its edit and return its answer."
  (let ((answer (lacuna--execute command (append argument '(:apply :json-false)))))
    (when (plist-get answer :edit)
      (lacuna--apply (plist-get answer :edit)))
    answer))

(defun lacuna--visit (uri range)
  "Go to the start of RANGE in the document URI."
  (let ((buffer (find-file-noselect (lacuna--path uri))))
    (unless (eq buffer (current-buffer))
      (pop-to-buffer buffer))
    (push-mark nil t)
    (goto-char (car (lacuna--region range)))))

;;;; Completion

;; The words that Eglot takes for the ones to complete end at a blank, and it
;; compares them with the keys.  The server knows better what is typed, and has
;; already chosen by it: titles are of many words.

(defun lacuna--items (place)
  "Return the server's completions at PLACE, a marker."
  (with-current-buffer (marker-buffer place)
    (save-excursion
      (goto-char place)
      (eglot--signal-textDocument/didChange)
      (let ((answer (while-no-input
                      (jsonrpc-request (lacuna--server) :textDocument/completion
                                       (eglot--TextDocumentPositionParams)))))
        (and (consp answer) (append (plist-get answer :items) nil))))))

(defun lacuna-completion-at-point ()
  "Complete the key at point, of which any words of its entry may be typed.
A function for `completion-at-point-functions'."
  (when-let* ((place (copy-marker (point) t))
              (items (lacuna--items place))
              (range (plist-get (plist-get (car items) :textEdit) :range))
              (region (lacuna--region range)))
    (let* ((typed (buffer-substring-no-properties (car region) (cdr region)))
           (find (lambda (key)
                   (seq-find (lambda (it) (equal key (plist-get it :label))) items)))
           (table (lambda (string _predicate action)
                    (unless (equal string typed)
                      ;; Typed on with the list open: `items' are of an earlier word.
                      (setq items (or (lacuna--items place) items) typed string))
                    (let ((keys (mapcar (lambda (it) (plist-get it :label)) items)))
                      (cond ((eq action 'metadata)
                             '(metadata (category . lacuna-key)
                                        (display-sort-function . identity)
                                        (cycle-sort-function . identity)))
                            ((eq action 'lambda) (member string keys))
                            ((eq action t) keys)
                            ((null action) (and keys string)))))))
      (list (car region) (cdr region) table
            :annotation-function
            (lambda (key) (concat "  " (plist-get (funcall find key) :detail)))
            :company-docsig
            (lambda (key) (plist-get (funcall find key) :detail))
            :exit-function
            (lambda (key _status)
              ;; Of a master library: its entry is copied.  Eglot runs no commands of items.
              (when-let* ((command (plist-get (funcall find key) :command)))
                (lacuna--edit (string-remove-prefix "lacuna." (plist-get command :command))
                              (aref (plist-get command :arguments) 0))))))))

(defun lacuna--managed ()
  "Complete by Lacuna in buffers that its server manages."
  (let ((server (eglot-current-server)))
    (if (and server (equal "lacuna" (plist-get (eglot--server-info server) :name)))
        (add-hook 'completion-at-point-functions #'lacuna-completion-at-point -10 t)
      (remove-hook 'completion-at-point-functions #'lacuna-completion-at-point t))))

(add-hook 'eglot-managed-mode-hook #'lacuna--managed)

;;;; Walking through the open citations

(defun lacuna--go (command)
  "Go to the neighbouring open citation, for which COMMAND asks."
  (let ((gap (lacuna--execute command (lacuna--place))))
    (unless gap
      (user-error "No open citation"))
    (lacuna--visit (plist-get gap :uri) (plist-get gap :range))))

;;;###autoload
(defun lacuna-next-open-citation ()
  "Go to the next open citation of the paper."
  (interactive)
  (lacuna--go "nextOpenCitation"))

;;;###autoload
(defun lacuna-previous-open-citation ()
  "Go to the previous open citation of the paper."
  (interactive)
  (lacuna--go "previousOpenCitation"))

;; The report at the place that was gone to is shown, as after a motion.
(eldoc-add-command 'lacuna-next-open-citation 'lacuna-previous-open-citation)

;;;; Citing entries

(defun lacuna--find (uri)
  "Return a function from words to entries, for the paper of the document URI."
  (let ((server (lacuna--server)))
    (lambda (words)
      (jsonrpc-request server :workspace/executeCommand
                       (list :command "lacuna.search"
                             :arguments (vector (list :uri uri :query words
                                                      :limit lacuna-candidates)))))))

(defun lacuna--insert (place keys)
  "Cite KEYS at PLACE."
  (when keys
    (lacuna--edit "insertCitation" (append place (list :keys (vconcat keys))))))

;;;###autoload
(defun lacuna-fill (&optional several)
  "Fill the open citation at point with an entry of your choice.
Words that are typed are searched for in the whole library.  With a
prefix argument SEVERAL, choose more than one."
  (interactive "P")
  (let ((place (lacuna--place)))
    (lacuna--insert
     place
     (lacuna--choose (lacuna--execute "candidates"
                                      (append place (list :limit lacuna-candidates)))
                     several
                     (lacuna--find (plist-get place :uri))))))

;;;###autoload
(defun lacuna-search (query &optional several)
  "Search the library for the words of QUERY and cite an entry at point.
With a prefix argument SEVERAL, choose more than one."
  (interactive (list (read-string "Search the library: ") current-prefix-arg))
  (let* ((place (lacuna--place))
         (find (lacuna--find (plist-get place :uri)))
         (found (funcall find query)))
    (when (seq-empty-p found)
      (user-error "No entry has any of these words: %s" query))
    (lacuna--insert place (lacuna--choose found several find))))

(defun lacuna--count (edit)
  "Count the single edits that the workspace edit EDIT is made of."
  (+ (cl-loop for (_ changes) on (plist-get edit :changes) by #'cddr sum (length changes))
     (cl-loop for change across (vconcat (plist-get edit :documentChanges))
              sum (length (plist-get change :edits)))))

(defun lacuna--preview (edit)
  "Insert a line for each single edit of the workspace edit EDIT."
  (cl-flet ((preview (uri changes)
              (seq-doseq (change changes)
                (insert (format "%s:%d\t%s\n"
                                (file-name-nondirectory (lacuna--path uri))
                                (1+ (plist-get (plist-get (plist-get change :range) :start) :line))
                                (string-trim (plist-get change :newText)))))))
    (cl-loop for (uri changes) on (plist-get edit :changes) by #'cddr
             do (preview (substring (symbol-name uri) 1) changes))
    (seq-doseq (change (plist-get edit :documentChanges))
      (preview (plist-get (plist-get change :textDocument) :uri) (plist-get change :edits)))))

;;;###autoload
(defun lacuna-fill-certain ()
  "Fill every open citation of which the server is certain.
What will stand there is shown first."
  (interactive)
  (let* ((uri (plist-get (lacuna--place) :uri))
         (answer (lacuna--execute "fillAllCertain" (list :uri uri :apply :json-false)))
         (edit (plist-get answer :edit))
         (count (lacuna--count edit))
         (buffer (get-buffer-create "*Certain citations*")))
    (when (zerop count)
      (user-error "No open citation is certain"))
    (with-current-buffer buffer
      (erase-buffer)
      (lacuna--preview edit)
      (goto-char (point-min)))
    (when (save-window-excursion
            (display-buffer buffer)
            (y-or-n-p (format "Fill %d open citation%s? " count (if (= count 1) "" "s"))))
      (lacuna--apply edit))
    (kill-buffer buffer)))

;;;###autoload
(defun lacuna-paste-bibtex (text)
  "Add the BibTeX in TEXT to the bibliography and cite it at point.
Interactively, TEXT is the last kill, or what another program has copied.
What the bibliography has already is cited by the key that it has there."
  (interactive (list (current-kill 0)))
  (let ((answer (lacuna--edit "pasteBibtex" (append (lacuna--place) (list :text text)))))
    (message "Cited %s"
             (mapconcat (lambda (key)
                          (if (seq-contains-p (plist-get answer :added) key)
                              (concat key " (new in the bibliography)")
                            key))
                        (plist-get answer :keys) ", "))))

;;;###autoload
(defun lacuna-status ()
  "Show why the server sees what it sees of this paper."
  (interactive)
  (let ((answer (lacuna--execute "status" (list :uri (plist-get (lacuna--place) :uri)))))
    (with-help-window "*Lacuna status*"
      (princ (plist-get answer :text)))))

;;;###autoload
(defun lacuna-suppress ()
  "Silence the report at point by a comment in the text."
  (interactive)
  (lacuna--edit "suppress" (lacuna--place)))

;;;; The list

(defvar-local lacuna--origin nil
  "The buffer from which the open citations are listed.")

(defvar lacuna-open-citations-mode-map
  (let ((map (make-sparse-keymap)))
    (define-key map (kbd "RET") #'lacuna-list-visit)
    (define-key map (kbd "f") #'lacuna-list-fill)
    map)
  "Keys in the list of open citations.")

(define-derived-mode lacuna-open-citations-mode tabulated-list-mode "Open-Citations"
  "The open citations of a paper, in reading order."
  (setq tabulated-list-format
        [("Place" 24 nil) ("Section" 24 nil) ("Verdict" 15 nil) ("Report" 0 nil)])
  (add-hook 'tabulated-list-revert-hook #'lacuna--list-refresh nil t)
  (tabulated-list-init-header))

(defun lacuna--row (gap)
  "Return GAP as a row of the list."
  (list gap
        (vector (format "%s:%d"
                        (file-name-nondirectory (lacuna--path (plist-get gap :uri)))
                        (1+ (plist-get (plist-get (plist-get gap :range) :start) :line)))
                (or (plist-get gap :section) "")
                (or (plist-get gap :verdict) "")
                (or (plist-get gap :message) ""))))

(defun lacuna--list-refresh ()
  "Ask the server for the rows of this list."
  (unless (buffer-live-p lacuna--origin)
    (user-error "The buffer this list was made from is gone"))
  (let ((gaps (with-current-buffer lacuna--origin
                (lacuna--execute "openCitations" (list :uri (plist-get (lacuna--place) :uri))))))
    (setq tabulated-list-entries (mapcar #'lacuna--row gaps))))

;;;###autoload
(defun lacuna-list-open-citations ()
  "List the open citations of the paper, in reading order."
  (interactive)
  (lacuna--server)
  (let ((origin (current-buffer)))
    (pop-to-buffer "*Open citations*")
    (lacuna-open-citations-mode)
    (setq lacuna--origin origin)
    (lacuna--list-refresh)
    (tabulated-list-print)
    (goto-char (point-min))))

(defun lacuna-list-visit ()
  "Go to the open citation of this row."
  (interactive)
  (let ((gap (or (tabulated-list-get-id) (user-error "No open citation in this row"))))
    (lacuna--visit (plist-get gap :uri) (plist-get gap :range))))

(defun lacuna-list-fill ()
  "Go to the open citation of this row and fill it."
  (interactive)
  (lacuna-list-visit)
  (call-interactively #'lacuna-fill))

;;;; Keys

(defvar lacuna-command-map
  (let ((map (make-sparse-keymap)))
    (define-key map (kbd "n") #'lacuna-next-open-citation)
    (define-key map (kbd "p") #'lacuna-previous-open-citation)
    (define-key map (kbd "l") #'lacuna-list-open-citations)
    (define-key map (kbd "f") #'lacuna-fill)
    (define-key map (kbd "s") #'lacuna-search)
    (define-key map (kbd "c") #'lacuna-fill-certain)
    (define-key map (kbd "y") #'lacuna-paste-bibtex)
    (define-key map (kbd "i") #'lacuna-suppress)
    (define-key map (kbd "?") #'lacuna-status)
    map)
  "Lacuna's commands, to be bound to a prefix of your choice.")

(provide 'lacuna)
;;; lacuna.el ends here
