// The tokens that a regular expression cannot describe: see `externals` in grammar.js.
//
// The scanner keeps no state: each token is decided by the characters from its first one on, so that
// a tree parsed incrementally equals a tree parsed afresh. Look-ahead is bounded in total, not only
// for each token: a search that could be begun again at each of many openers stops at the next opener
// of its own kind, so that no character is read more than a fixed number of times.

#include "tree_sitter/parser.h"

#include <string.h>

enum Token {
    VERBATIM_BLOCK,
    VERBATIM_INLINE,
    SKIPPED,
    PARAGRAPH_END,
    SECTION_END,
    NUL,
    RECOVERY,
};

// How far the end of a block may lie from its beginning, in characters. An edit inside a block reads
// the block again, about 4 ns for each character.
enum { BLOCK_LIMIT = 256 * 1024 };

// How long inline verbatim may be, in characters; it also ends with its line.
enum { INLINE_LIMIT = 1024 };

// How many `\iffalse` may stand within one another.
enum { NESTING_LIMIT = 4 };

// Longer than any name we look for.
enum { NAME_SIZE = 24 };

static const char *const BLOCKS[] = {
    "verbatim", "verbatim*", "Verbatim", "Verbatim*", "BVerbatim", "BVerbatim*", "LVerbatim",
    "LVerbatim*", "SaveVerbatim", "SaveVerbatim*", "VerbatimOut", "spverbatim", "spverbatim*",
    "verbatimtab", "boxedverbatim", "fverbatim", "lstlisting", "minted", "Piton", "comment",
    "filecontents", "filecontents*", "luacode", "luacode*", "pycode", "pyblock", "pyconsole",
    "pyverbatim", "pysub", "sympycode", "sympyblock", "pylabcode", "pylabblock", "sagesilent",
    "sageblock", "sageverbatim", "sagecommandline", "tcblisting", "tcblisting*", "dispListing",
    "Sinput", "Soutput", "CodeInput", "CodeOutput", "markdown", "asy", "asydef", "gnuplot",
    "lilypond", "dot2tex", NULL,
};

static const char *const HEADINGS[] = {
    "part", "chapter", "section", "subsection", "subsubsection", "paragraph", "subparagraph",
    "addpart", "addchap", "addsec", NULL,
};

// Macros whose names begin with "if" although no `\fi` follows them.
static const char *const NO_CONDITIONALS[] = {
    "iff", "ifthenelse", "ifdef", "ifundef", "ifcsdef", "ifcsundef", "ifstrequal", "ifstrempty",
    "ifblank", "ifnotblank", "ifbool", "iftoggle", "ifboolexpr", "ifboolexpe", "ifnumcomp",
    "ifnumequal", "ifnumgreater", "ifnumless", "ifnumodd", "ifdimcomp", "ifdimequal", "ifdimgreater",
    "ifdimless", "ifdefempty", "ifdefvoid", "ifdefequal", "ifdefstring", "ifdefstrequal",
    "ifdefmacro", "ifcsempty", "ifcsvoid", "ifcsstring", "ifcsequal", "ifcsmacro",
    "ifinlist", "ifinlistcs", "ifrmnum", "ifpatchable", "ifltxcounter", "ifdefcounter", "ifthispageodd",
    "iflanguage", "iflabelexists", "iflistempty", "ifentrytype", "ifentryseen", "ifciteseen", "ifcitation",
    "iffieldundef", "iffieldequals", "iffieldequalstr", "ifnameundef",
    "iflistundef", "iffootnote", "ifkeyword", "ifcategory", NULL,
};

static bool is_letter(int32_t c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '@';
}

static bool is_line_end(TSLexer *lexer) {
    return lexer->lookahead == '\n' || lexer->lookahead == '\r' || lexer->eof(lexer);
}

static bool is_one_of(const char *name, const char *const *list) {
    for (; *list; list++) {
        if (strcmp(name, *list) == 0) return true;
    }
    return false;
}

static void advance(TSLexer *lexer) { lexer->advance(lexer, false); }

static bool accept(TSLexer *lexer, int32_t c) {
    if (lexer->lookahead != c || lexer->eof(lexer)) return false;
    advance(lexer);
    return true;
}

static void skip_blanks(TSLexer *lexer) {
    while (lexer->lookahead == ' ' || lexer->lookahead == '\t') advance(lexer);
}

// Reads the letters of a command's name; a name too long to be looked for is cut.
static unsigned read_word(TSLexer *lexer, char name[NAME_SIZE]) {
    unsigned length = 0;
    while (is_letter(lexer->lookahead) && length < NAME_SIZE - 1) {
        name[length++] = (char)lexer->lookahead;
        advance(lexer);
    }
    name[length] = 0;
    return length;
}

// Reads `{name}` of an environment; false where that does not stand here.
static bool read_environment(TSLexer *lexer, char name[NAME_SIZE]) {
    if (!accept(lexer, '{')) return false;
    unsigned length = read_word(lexer, name);
    if (lexer->lookahead == '*' && length < NAME_SIZE - 1) {
        name[length++] = '*';
        name[length] = 0;
        advance(lexer);
    }
    return accept(lexer, '}');
}

static bool accept_token(TSLexer *lexer, enum Token token) {
    lexer->mark_end(lexer);
    lexer->result_symbol = token;
    return true;
}

// From behind `\begin{name}` to behind `\end{name}`. Without one before the next `\begin{name}` or
// the limit it is no block: a block just being typed leaves the text behind it alone.
static bool scan_block(TSLexer *lexer, const char *name) {
    char word[NAME_SIZE];
    for (unsigned count = 0; count < BLOCK_LIMIT && !lexer->eof(lexer); count++) {
        if (!accept(lexer, '\\')) {
            advance(lexer);
            continue;
        }
        if (lexer->lookahead != 'e' && lexer->lookahead != 'b') continue;
        read_word(lexer, word);
        bool ends = strcmp(word, "end") == 0;
        if (!ends && strcmp(word, "begin") != 0) continue;
        if (!read_environment(lexer, word) || strcmp(word, name) != 0) continue;
        return ends && accept_token(lexer, VERBATIM_BLOCK);
    }
    return false;
}

// From behind `\iffalse` to behind its `\else` or `\fi`. As in TeX, conditionals nest and comments
// are passed over.
static bool scan_skipped(TSLexer *lexer) {
    char word[NAME_SIZE];
    unsigned depth = 0, nested = 0;
    for (unsigned count = 0; count < BLOCK_LIMIT && !lexer->eof(lexer); count++) {
        if (lexer->lookahead == '%') {
            while (!is_line_end(lexer)) advance(lexer);
        } else if (accept(lexer, '\\')) {
            if (read_word(lexer, word) == 0) {
                if (lexer->lookahead != '\\' && lexer->lookahead != '%') continue;
                advance(lexer);
            } else if (strcmp(word, "fi") == 0) {
                if (depth-- == 0) return accept_token(lexer, SKIPPED);
            } else if (strcmp(word, "else") == 0) {
                if (depth == 0) return accept_token(lexer, SKIPPED);
            } else if (word[0] == 'i' && word[1] == 'f' && !is_one_of(word, NO_CONDITIONALS)) {
                depth++;
                if (strcmp(word, "iffalse") == 0 && ++nested == NESTING_LIMIT) return false;
            }
        } else {
            advance(lexer);
        }
    }
    return false;
}

static bool is_url_command(const char *name) {
    return strcmp(name, "url") == 0 || strcmp(name, "nolinkurl") == 0 || strcmp(name, "path") == 0 ||
           strcmp(name, "href") == 0;
}

static bool is_code_command(const char *name) {
    return strcmp(name, "verb") == 0 || strcmp(name, "Verb") == 0 || strcmp(name, "lstinline") == 0 ||
           strcmp(name, "mint") == 0 || strcmp(name, "mintinline") == 0 || strcmp(name, "SaveVerb") == 0;
}

// `{..}` with its braces balanced, on one line. Stops at another command of the kind, which nobody
// writes inside one, so that a row of unclosed ones costs no more than its length.
static bool scan_balanced(TSLexer *lexer) {
    char word[NAME_SIZE];
    unsigned depth = 0;
    for (unsigned count = 0; count < INLINE_LIMIT && !is_line_end(lexer); count++) {
        if (accept(lexer, '\\')) {
            if (read_word(lexer, word) == 0) {
                if (!is_line_end(lexer)) advance(lexer);
            } else if (is_url_command(word) || is_code_command(word)) {
                return false;
            }
        } else if (accept(lexer, '{')) {
            depth++;
        } else if (accept(lexer, '}')) {
            if (depth-- == 1) return true;
        } else if (depth == 0) {
            return false;
        } else {
            advance(lexer);
        }
    }
    return false;
}

// `|..|` with any character for the `|`, on one line.
static bool scan_delimited(TSLexer *lexer) {
    int32_t delimiter = lexer->lookahead;
    // A brace closes a body such as `\newcommand{\code}{\lstinline}`.
    if (is_line_end(lexer) || delimiter == ' ' || delimiter == '\t' || delimiter == '}' || is_letter(delimiter)) {
        return false;
    }
    advance(lexer);
    for (unsigned count = 0; count < INLINE_LIMIT && !is_line_end(lexer); count++) {
        if (accept(lexer, delimiter)) return true;
        advance(lexer);
    }
    return false;
}

// What follows `\verb`, `\lstinline`, `\url` and the like.
static bool scan_inline(TSLexer *lexer, const char *name) {
    bool plain = strcmp(name, "verb") == 0;
    if (plain || strcmp(name, "Verb") == 0) accept(lexer, '*');
    // `\href[options]{..}`, `\lstinline[options]|..|`
    if (!plain && accept(lexer, '[')) {
        while (lexer->lookahead != ']' && !is_line_end(lexer) && lexer->lookahead != '\\') advance(lexer);
        if (!accept(lexer, ']')) return false;
    }
    if (is_url_command(name)) {
        skip_blanks(lexer);
        bool found = lexer->lookahead == '{' ? scan_balanced(lexer)
                     : lexer->lookahead == '|' ? scan_delimited(lexer)
                                               : false;
        return found && accept_token(lexer, VERBATIM_INLINE);
    }
    // The language, or the name under which it is saved.
    bool named = strcmp(name, "mint") == 0 || strcmp(name, "mintinline") == 0 || strcmp(name, "SaveVerb") == 0;
    if (named && !scan_balanced(lexer)) return false;
    bool found = !plain && lexer->lookahead == '{' ? scan_balanced(lexer) : scan_delimited(lexer);
    return found && accept_token(lexer, VERBATIM_INLINE);
}

// Passes over white space; how many line ends it held.
static unsigned skip_white_space(TSLexer *lexer) {
    unsigned line_ends = 0;
    for (;;) {
        switch (lexer->lookahead) {
        case '\r':
            // CR LF is one line end, counted at the LF.
            lexer->advance(lexer, true);
            if (lexer->lookahead != '\n') line_ends++;
            break;
        case '\n':
            line_ends++;
            lexer->advance(lexer, true);
            break;
        case ' ':
        case '\t':
        case '\f':
            lexer->advance(lexer, true);
            break;
        default:
            return line_ends;
        }
    }
}

void *tree_sitter_lacuna_tex_external_scanner_create(void) { return NULL; }

void tree_sitter_lacuna_tex_external_scanner_destroy(void *payload) { (void)payload; }

unsigned tree_sitter_lacuna_tex_external_scanner_serialize(void *payload, char *buffer) {
    (void)payload, (void)buffer;
    return 0;
}

void tree_sitter_lacuna_tex_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
    (void)payload, (void)buffer, (void)length;
}

bool tree_sitter_lacuna_tex_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
    (void)payload;
    if (valid[RECOVERY]) return false;

    unsigned line_ends = skip_white_space(lexer);
    lexer->mark_end(lexer);
    if (lexer->eof(lexer)) {
        lexer->result_symbol = SECTION_END;
        return valid[SECTION_END];
    }

    char name[NAME_SIZE] = "";
    if (accept(lexer, '\\')) {
        read_word(lexer, name);
        if (line_ends >= 1 && valid[SECTION_END] && is_one_of(name, HEADINGS) && !is_letter(lexer->lookahead)) {
            lexer->result_symbol = SECTION_END;
            return true;
        }
    }
    if (line_ends >= 2 && valid[PARAGRAPH_END]) {
        lexer->result_symbol = PARAGRAPH_END;
        return true;
    }
    if (name[0] == 0) {
        if (lexer->lookahead != 0) return false;
        advance(lexer);
        return accept_token(lexer, NUL);
    }
    if (is_letter(lexer->lookahead)) return false;
    if (strcmp(name, "begin") == 0) {
        return read_environment(lexer, name) && is_one_of(name, BLOCKS) && scan_block(lexer, name);
    }
    if (strcmp(name, "iffalse") == 0 || (strcmp(name, "if") == 0 && accept(lexer, '0'))) {
        return scan_skipped(lexer);
    }
    if (is_url_command(name) || is_code_command(name)) return scan_inline(lexer, name);
    return false;
}
