;;; package.el --- lacuna.el as a package: compiled, documented, tested  -*- lexical-binding: t; -*-

;; The argument is a copy of editors/emacs, into which it is compiled.

;;; Code:

(unless (locate-library "eglot") ; in Emacs 28 a package, which -Q leaves out
  (dolist (folder (file-expand-wildcards "/usr/share/emacs/site-lisp/elpa-src/*"))
    (add-to-list 'load-path folder)))
(require 'bytecomp)
(require 'checkdoc)
(require 'ert)

(defvar package-failed nil "Whether a step has failed.")

(defun package-step (name ok)
  "Say that the step NAME went well if OK."
  (princ (format "%s %s\n" (if ok "ok" "not ok") name))
  (unless ok (setq package-failed t)))

(defun package-checkdoc (file)
  "Return what checkdoc has to say on FILE."
  (let (said)
    (with-current-buffer (find-file-noselect file)
      (let ((checkdoc-create-error-function
             (lambda (text &rest _) (push text said) (message "%s: %s" file text) nil)))
        (checkdoc-current-buffer t)))
    said))

(let ((folder (file-name-as-directory (pop command-line-args-left)))
      (byte-compile-error-on-warn t))
  (add-to-list 'load-path folder)
  (dolist (file '("lacuna.el" "lacuna-tests.el"))
    (let ((path (expand-file-name file folder)))
      (package-step (format "%s compiles without a warning" file) (eq t (byte-compile-file path)))
      (package-step (format "%s passes checkdoc" file) (not (package-checkdoc path)))
      (load path nil t)))
  (package-step "unit tests" (zerop (ert-stats-completed-unexpected (ert-run-tests-batch)))))

(kill-emacs (if package-failed 1 0))

;;; package.el ends here
