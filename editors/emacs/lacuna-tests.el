;;; lacuna-tests.el --- Tests of lacuna.el without a server  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT OR Apache-2.0

;;; Commentary:

;; Run with `ert-run-tests-batch-and-exit'.

;;; Code:

(require 'ert)
(require 'lacuna)
(require 'tex-mode)
(require 'bibtex)

(defvar TeX-mode-hook)

(defmacro lacuna-tests--with-programs (programs &rest body)
  "Run BODY where only PROGRAMS are found on the path."
  (declare (indent 1))
  `(cl-letf (((symbol-function 'executable-find)
              (lambda (name &rest _) (car (member name ,programs)))))
     ,@body))

(defconst lacuna-tests--entries
  '((:key "a2020" :label "A et al. (2020)" :title "One, two" :venue "ACL" :why nil)
    (:key "b2021" :label "B (2021)" :title "Three" :venue "" :why "cited beside it")
    (:key "b2021x" :label "B (2021)" :title "Three" :venue "" :why nil)))

(ert-deftest lacuna-is-registered-once ()
  (let ((eglot-server-programs '((latex-mode . ("digestif")))))
    (lacuna-register)
    (lacuna-register)
    (should (= 2 (length eglot-server-programs)))))

(ert-deftest lacuna-comes-first-and-leaves-the-other-server-available ()
  (let ((contact (lacuna--contact '("texlab" "run"))))
    (lacuna-tests--with-programs '("lacuna" "texlab")
      (should (equal "lacuna" (car (funcall contact)))))
    (lacuna-tests--with-programs '("texlab")
      (should (equal '("texlab" "run") (funcall contact))))
    (lacuna-tests--with-programs '("lacuna" "texlab")
      (cl-letf (((symbol-function 'completing-read) (lambda (&rest _) "texlab")))
        (should (equal "texlab" (car (funcall contact t))))))))

(ert-deftest lacuna-asks-a-contact-that-is-a-function ()
  (let ((contact (lacuna--contact (lambda (&rest _) '("digestif")))))
    (lacuna-tests--with-programs '("digestif")
      (should (equal '("digestif") (funcall contact))))))

(ert-deftest lacuna-chooses-by-line-and-returns-the-key ()
  (cl-letf (((symbol-function 'completing-read)
             (lambda (_ table &rest _) (nth 2 (all-completions "" table)))))
    (should (equal '("b2021x") (lacuna--choose lacuna-tests--entries nil #'ignore)))))

(ert-deftest lacuna-chooses-several ()
  (cl-letf (((symbol-function 'completing-read-multiple)
             (lambda (_ table &rest _) (cdr (all-completions "" table)))))
    (should (equal '("b2021" "b2021x") (lacuna--choose lacuna-tests--entries t #'identity)))))

(ert-deftest lacuna-searches-for-what-is-typed-in-a-list ()
  (pcase-let* ((found '((:key "c2022" :label "C (2022)" :title "Four" :master t)))
               (`(,table . ,entry)
                (lacuna--table lacuna-tests--entries (lambda (words) (and (equal words "fo") found)))))
    (should (= 3 (length (all-completions "" table))))
    (should (equal '("C (2022) Four") (all-completions "fo" table)))
    (should (equal "c2022" (plist-get (funcall entry "C (2022) Four") :key)))
    (should (equal "Copied from a master library" (lacuna--group (funcall entry "C (2022) Four"))))
    (should-not (all-completions "nothing" table))
    (should (test-completion "C (2022) Four" table))))

(ert-deftest lacuna-hooks-reach-every-tex-file ()
  (let (tex-mode-hook TeX-mode-hook bibtex-mode-hook started)
    (cl-letf (((symbol-function 'eglot-ensure) (lambda () (push major-mode started))))
      (lacuna-setup)
      (dolist (mode '(latex-mode plain-tex-mode bibtex-mode))
        (with-temp-buffer (funcall mode)))
      (should (equal '(bibtex-mode plain-tex-mode latex-mode) started)))))

(ert-deftest lacuna-annotates-with-what-is-known ()
  (should (equal "  a2020 · ACL" (substring-no-properties
                                  (lacuna--annotation (car lacuna-tests--entries)))))
  (should (equal "  b2021 · cited beside it"
                 (substring-no-properties (lacuna--annotation (cadr lacuna-tests--entries))))))

(ert-deftest lacuna-puts-keys-before-the-lines ()
  (let ((table `(("A" . ,(car lacuna-tests--entries)) ("B" . ,(nth 2 lacuna-tests--entries)))))
    (should (equal '(("A" "a2020   " "  ACL") ("B" "b2021x  " "  "))
                   (mapcar (lambda (it) (mapcar #'substring-no-properties it))
                           (lacuna--affixation '("A" "B") table))))))

(ert-deftest lacuna-shows-the-changes-of-both-kinds-of-edit ()
  (let ((change '(:range (:start (:line 6)) :newText "~\\cite{a}")))
    (dolist (edit `((:changes (:file:///p/a.tex [,change]))
                    (:documentChanges [(:textDocument (:uri "file:///p/a.tex") :edits [,change])])))
      (should (equal "a.tex:7\t~\\cite{a}\n"
                     (with-temp-buffer (lacuna--preview edit) (buffer-string)))))))

(ert-deftest lacuna-counts-the-changes-of-both-kinds-of-edit ()
  (should (= 3 (lacuna--count '(:changes (:file:///a [1 2] :file:///b [3])))))
  (should (= 2 (lacuna--count '(:documentChanges [(:edits [1]) (:edits [2])]))))
  (should (= 0 (lacuna--count nil))))

(ert-deftest lacuna-says-so-when-nothing-fits ()
  (should-error (lacuna--choose [] nil #'ignore) :type 'user-error))

(provide 'lacuna-tests)
;;; lacuna-tests.el ends here
