;;; lacuna-choose.el --- Choosing entries of a library  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT OR Apache-2.0

;;; Commentary:

;; A part of Lacuna: the list in the minibuffer.  What is typed there is searched
;; for by the server, which knows what a title is; nothing is filtered here.

;;; Code:

(require 'cl-lib)
(require 'seq)
(require 'subr-x)

(defvar crm-separator)

(defun lacuna--try-completion (string table predicate point)
  "Complete STRING by TABLE and PREDICATE where only one key is left.
POINT is where point is in it.  For `completion-styles-alist'."
  (let ((keys (all-completions string table predicate)))
    (cond ((null keys) nil)
          ((equal keys (list string)) t)
          ((or (cdr keys) (string-empty-p string)) (cons string point))
          (t (cons (car keys) (length (car keys)))))))

(defun lacuna--all-completions (string table predicate _point)
  "Return all that TABLE has for STRING and PREDICATE, filtering nothing."
  (let ((keys (all-completions string table predicate)))
    (and keys (nconc (copy-sequence keys) 0))))

(add-to-list 'completion-styles-alist
             '(lacuna lacuna--try-completion lacuna--all-completions
                      "What the server of Lacuna has chosen."))
(add-to-list 'completion-category-defaults '(lacuna-key (styles lacuna)))
(add-to-list 'completion-category-defaults '(lacuna-entry (styles lacuna)))

(defun lacuna--candidate (entry)
  "Return the line that stands for ENTRY in a list to choose from."
  (string-join (seq-filter #'lacuna--said (list (plist-get entry :label) (plist-get entry :title)))
               " "))

(defun lacuna--said (text)
  "Return TEXT if it is a string and not empty."
  (and (stringp text) (not (string-empty-p text)) text))

(defun lacuna--annotation (entry)
  "Return the words on ENTRY that stand behind its line."
  (propertize
   (concat "  "
           (string-join (seq-filter #'lacuna--said
                                    (list (plist-get entry :key) (plist-get entry :venue)
                                          (plist-get entry :why)))
                        " · "))
   'face 'completions-annotations))

(defun lacuna--affixation (lines table)
  "Return LINES, each with its entry's key before it and its annotation behind.
TABLE has the entries by line."
  (let* ((entries (mapcar (lambda (line) (cdr (assoc line table))) lines))
         (width (apply #'max 0 (mapcar (lambda (it) (string-width (plist-get it :key))) entries))))
    (cl-mapcar (lambda (line entry)
                 (list line
                       (propertize (format (format "%%-%ds  " width) (plist-get entry :key))
                                   'face 'completions-annotations)
                       (lacuna--annotation (lacuna--without-key entry))))
               lines entries)))

(defun lacuna--without-key (entry)
  "Return ENTRY with no key."
  (cl-list* :key nil entry))

(defun lacuna--lines (entries)
  "Return ENTRIES as an alist by their lines.
Two entries may read alike: the later ones get their key into the line."
  (let (lines)
    (seq-doseq (entry entries)
      (let ((line (lacuna--candidate entry)))
        (push (cons (if (assoc line lines)
                        (format "%s [%s]" line (plist-get entry :key))
                      line)
                    entry)
              lines)))
    (nreverse lines)))

(defun lacuna--group (entry)
  "Return the group of a list that ENTRY is shown in."
  (cond ((eq t (plist-get entry :master)) "Copied from a master library")
        ((plist-get entry :partly) "Some of the words")
        (t "In the bibliography")))

(defun lacuna--table (proposed find)
  "Return a completion table and a function from lines to entries.
It has PROPOSED as long as nothing is typed; what is typed is searched for by
FIND, a function of the words."
  (let* ((first (lacuna--lines proposed))
         (known (copy-sequence first))
         (query "")
         (lines first)
         (entry (lambda (line) (cdr (assoc line known)))))
    (cons
     (lambda (string _predicate action)
       (cond ((eq action 'metadata)
              `(metadata (category . lacuna-entry)
                         (annotation-function
                          . ,(lambda (line) (lacuna--annotation (funcall entry line))))
                         (affixation-function
                          . ,(lambda (lines) (lacuna--affixation lines known)))
                         (group-function
                          . ,(lambda (line transform)
                               (if transform line (lacuna--group (funcall entry line)))))
                         (display-sort-function . identity)
                         (cycle-sort-function . identity)))
             ((eq (car-safe action) 'boundaries) nil)
             ((eq action 'lambda) (and (assoc string known) t))
             (t
              (unless (equal string query)
                (setq query string
                      lines (cond ((string-blank-p string) first)
                                  ((assoc string known) (list (assoc string known)))
                                  (t (lacuna--lines (funcall find string)))))
                (dolist (line lines)
                  (unless (assoc (car line) known) (push line known))))
              (let ((all (mapcar #'car lines)))
                (if action all (and all (if (equal all (list string)) t string)))))))
     entry)))

(defun lacuna--setup-minibuffer ()
  "Let a blank be a blank: titles are of many words."
  (let ((map (make-sparse-keymap)))
    (set-keymap-parent map (current-local-map))
    (define-key map " " #'self-insert-command)
    (define-key map "?" #'self-insert-command)
    (use-local-map map)))

(defun lacuna--choose (proposed several find)
  "Let the user choose of PROPOSED, or of what FIND has for the words typed.
Choose one or, if SEVERAL is non-nil, more, and return their keys.  Signal a
`user-error' if nothing is PROPOSED."
  (when (seq-empty-p proposed)
    (user-error "Nothing in the bibliographies fits"))
  (pcase-let* ((`(,table . ,entry) (lacuna--table proposed find))
               (default (lacuna--candidate (elt proposed 0)))
               (completion-ignore-case t)
               ;; A row each, with its key before it; a screen has seldom room for two.
               (completions-format 'one-column)
               (completions-detailed t)
               (completions-group t)
               ;; A title may have commas.
               (crm-separator "[ \t]*;[ \t]*")
               (chosen (minibuffer-with-setup-hook #'lacuna--setup-minibuffer
                         (if several
                             (completing-read-multiple "Cite (several, with `;'): " table nil t)
                           (list (completing-read
                                  (format-prompt "Cite" (truncate-string-to-width default 60 nil nil t))
                                  table nil t nil nil default))))))
    (delq nil (mapcar (lambda (line) (plist-get (funcall entry line) :key)) chosen))))

(provide 'lacuna-choose)
;;; lacuna-choose.el ends here
