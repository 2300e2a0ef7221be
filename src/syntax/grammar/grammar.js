// LaTeX as Lacuna reads it: sections, paragraphs and flat tokens.
//
// Three decisions, each for a measured reason:
//
// 1. No token looks further than it must, and what a token is never depends on another token.
//    Braces, brackets and `$` are therefore single characters here, and are paired in Rust, one
//    paragraph at a time. A grammar that pairs them re-reads the rest of the file with each one
//    typed, and keeps a wrong decision when the partner appears far away.
// 2. Sections and paragraphs are nodes that an edit elsewhere leaves whole. tree-sitter takes no
//    node over whose first or last child is a `repeat` of several, and re-reads a token of no width
//    that begins one: hence the first paragraph and item apart from the repeated ones, and tokens
//    that end a paragraph rather than part two. Otherwise each keystroke walks the whole file.
// 3. Every text is a sentence of this grammar. There is no ERROR and no MISSING node to work around.

module.exports = grammar({
  name: 'lacuna_tex',

  // From scanner.c, which explains each.
  externals: $ => [
    $.verbatim_block,   // \begin{verbatim} .. \end{verbatim} and its relatives
    $.verbatim_inline,  // \verb|..|, \lstinline|..|, \url{..}
    $.skipped,          // \iffalse .. \fi
    $.paragraph_end,    // nothing, behind the blank lines that end a paragraph
    $.section_end,      // nothing, before a heading that begins a line, and at the end of the file
    $.nul,              // U+0000, which tree-sitter's own lexer takes for the end of the file
    $._recovery,        // never produced; valid only while tree-sitter recovers from an error
  ],

  extras: _ => [/[ \t\r\n\f]/],

  rules: {
    source_file: $ => repeat($.section),

    section: $ => choice(
      alias($._last_paragraph, $.paragraph),
      seq($.paragraph, repeat($.paragraph), alias($._last_paragraph, $.paragraph)),
    ),

    paragraph: $ => seq($._item, repeat($._item), $.paragraph_end),

    _last_paragraph: $ => seq($._item, repeat($._item), $.section_end),

    _item: $ => choice(
      $.verbatim_block,
      $.verbatim_inline,
      $.skipped,
      $.comment,
      $.command,
      $.control_symbol,
      $.blank,
      $.text,
      $.special,
      $.nul,
    ),

    // `% ...` to the end of the line. `\%` is a control symbol.
    comment: _ => /%[^\r\n]*/,

    // `\cite`, `\cite*`, `\foo@bar`.
    command: _ => /\\[a-zA-Z@]+\*?/,

    // `\\`, `\%`, `\_`, `\[`, `\$`: a backslash and one character that is no letter.
    control_symbol: _ => /\\[^a-zA-Z@ \t\r\n\f]/,

    // `___` and longer: a place left open, where it stands alone in text.
    blank: _ => /___+/,

    // A run of characters without meaning to TeX, to the end of the line; blanks within belong to it.
    text: _ => /[^\\%{}\[\]$_&#~ \t\r\n\f][^\\%{}\[\]$_&#~\r\n\f]*/,

    // One character with meaning to TeX. A backslash is one where nothing, or white space, follows it.
    special: _ => token(prec(-1, /[{}\[\]$_&#~\\]/)),
  },
});
