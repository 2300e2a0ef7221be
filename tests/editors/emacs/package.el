;;; package.el --- lacuna.el as a package: compiled, documented, tested  -*- lexical-binding: t; -*-

;; The argument is a copy of editors/emacs, into which it is compiled.

;;; Code:

(dolist (package (if (locate-library "eglot") '("package-lint") '("eglot" "package-lint"))) ; -Q leaves them out
  (dolist (folder (file-expand-wildcards (format "/usr/share/emacs/site-lisp/elpa-src/%s-*" package)))
    (add-to-list 'load-path folder)))
(require 'bytecomp)
(require 'checkdoc)
(require 'ert)
(require 'package)
(require 'package-lint)

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

(defconst package-exempt
  '("uninstallable in all released Emacs versions" ; package-lint 0.16 was released before Emacs 28
    "should have a Homepage or URL header")        ; it has none yet
  "What package-lint says and what is left as it is.")

(defun package-rules (file)
  "Return what package-lint has to say on FILE."
  ;; No archive is asked: this one names what the package needs.
  (let* ((eglot (package-desc-create :name 'eglot :version '(1 9) :summary "" :reqs nil :kind 'tar
                                     :archive "none"))
         (package-archive-contents (list (list 'eglot eglot)))
         (said (with-current-buffer (find-file-noselect file)
                 (emacs-lisp-mode)
                 (seq-remove (lambda (it)
                               (seq-some (lambda (words) (string-search words (nth 3 it))) package-exempt))
                             (package-lint-buffer)))))
    (dolist (it said)
      (message "%s:%d: %s" file (car it) (nth 3 it)))
    said))

(let ((folder (file-name-as-directory (pop command-line-args-left)))
      (byte-compile-error-on-warn t))
  (add-to-list 'load-path folder)
  (dolist (file '("lacuna-choose.el" "lacuna.el" "lacuna-tests.el"))
    (let ((path (expand-file-name file folder)))
      (package-step (format "%s compiles without a warning" file) (eq t (byte-compile-file path)))
      (package-step (format "%s passes checkdoc" file) (not (package-checkdoc path)))
      (load path nil t)))
  (package-step "lacuna.el keeps the rules of package-lint"
                (not (package-rules (expand-file-name "lacuna.el" folder))))
  (package-step "unit tests" (zerop (ert-stats-completed-unexpected (ert-run-tests-batch)))))

(kill-emacs (if package-failed 1 0))

;;; package.el ends here
